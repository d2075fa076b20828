/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Line by line in, and out what the kind of batch has to say of each.
 *
 * The lines on their way are a ring: entry n of a batch is ring[n mod RING].
 * Answers come back in any order and leave from the head of the ring, so in
 * the order of the lines. What is ready at the end of a turn leaves as one
 * piece.
 *
 * A token is the bit of batches, the batch's slot and generation, and the
 * lower half of the entry's number.
 *
 * Invariants:
 *  1. tail - head <= RING; entries from head to tail are in use.
 *  2. While a line is held, or the ring is full, the request is paused.
 *  3. A generation is used once, so a token of a batch that is gone finds
 *     nothing.
 */
#include "api/bulk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/bulk_kind.h"
#include "api/problem.h"
#include "api/ui.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "ledger/audience.h"
#include "net/loop.h"

/* Lines of a batch that wait for a commit: several commits' worth, so that
 * the next ones are at hand while one runs. */
#define RING 8192

/* A client that reads no answers is not read from either. */
#define UNSENT_MAX (1 << 20)

#define GENERATION_BITS 24
#define SLOT_SHIFT      (32 + GENERATION_BITS)
#define GENERATION_MASK ((1u << GENERATION_BITS) - 1)

static_assert(BULKS_MAX <= 64, "a slot has the 6 bits below TOKEN_BULK");

/* ---- the answer: a client's, or that of a page ------------------------- */

static void add(struct api *a, const struct bulk *b, const void *data,
    size_t len)
{
	if (ui_is_ours(b->id))
		ui_heard_more(a, b->id, data, len);
	else
		http_answer_add(a->server, b->id, data, len);
}

static void begin_answer(struct api *a, struct bulk *b)
{
	const struct http_answer head = { .status = 200,
		.type = b->kind->is_json ? HTTP_TYPE_JSON : HTTP_TYPE_NDJSON };

	if (b->begun)
		return;
	b->begun = true;
	if (!ui_is_ours(b->id))
		http_answer_begin(a->server, b->id, &head);
	if (b->kind->head != NULL)
		add(a, b, b->kind->head, strlen(b->kind->head));
}

static void say(struct api *a, struct bulk *b, const void *data, size_t len)
{
	if (len == 0)
		return;
	begin_answer(a, b);
	add(a, b, data, len);
}

static void end_answer(struct api *a, struct bulk *b)
{
	begin_answer(a, b);
	if (ui_is_ours(b->id))
		ui_heard_end(a, b->id);
	else
		http_answer_end(a->server, b->id, false);
}

/* ---- batches ----------------------------------------------------------- */

static struct entry *entry_of(struct bulk *b, uint64_t n)
{
	return &b->ring[n % RING];
}

static struct bulk *find(struct api *a, http_id id)
{
	if (a->last != NULL && a->last->id == id)
		return a->last;
	for (size_t i = 0; i < BULKS_MAX; i++) {
		if (a->bulk[i] != NULL && a->bulk[i]->id == id)
			return a->last = a->bulk[i];
	}
	return NULL;
}

static void end(struct api *a, struct bulk *b)
{
	for (; b->head != b->tail; b->head++)
		free(entry_of(b, b->head)->error);
	a->bulk[b->slot] = NULL;
	if (a->last == b)
		a->last = NULL;
	if (b->kind->end != NULL)
		b->kind->end(b);
	buf_free(&b->held);
	rows_fini(&b->rows);
	free(b->ring);
	free(b);
}

struct bulk *bulk_open(struct api *a, const struct call *c,
    const struct bulk_kind *kind)
{
	struct bulk *b;
	size_t slot = 0;

	while (slot < BULKS_MAX && a->bulk[slot] != NULL)
		slot++;
	if (slot == BULKS_MAX) {
		reply_refusal(a, c, REFUSAL_FULL);
		return NULL;
	}
	b = mem_new(1, sizeof(*b));
	b->kind = kind;
	b->id = c->id;
	b->account = c->account;
	b->account_id = flow_account_id(a->with.flow, c->account);
	b->slot = slot;
	b->generation = a->bulk_generation++ & GENERATION_MASK;
	b->ring = mem_new(RING, sizeof(b->ring[0]));
	a->bulk[slot] = b;
	/* A file may still be refused when its first line has come. */
	if (kind->title == NULL)
		begin_answer(a, b);
	return b;
}

size_t bulk_count(const struct api *a, const struct bulk_kind *kind)
{
	size_t n = 0;

	for (size_t i = 0; i < BULKS_MAX; i++)
		n += a->bulk[i] != NULL && a->bulk[i]->kind == kind;
	return n;
}

static uint64_t token_of(const struct bulk *b, uint64_t n)
{
	return TOKEN_BULK | (uint64_t)b->slot << SLOT_SHIFT |
	       (uint64_t)b->generation << 32 | (uint32_t)n;
}

/* NULL: that batch is gone. */
static struct bulk *bulk_found(struct api *a, uint64_t token)
{
	struct bulk *b = a->bulk[(token & ~TOKEN_BULK) >> SLOT_SHIFT];

	if (b == NULL || b->generation != (token >> 32 & GENERATION_MASK))
		return NULL;
	return b;
}

uint64_t bulk_token(const struct bulk *b)
{
	return token_of(b, b->tail);
}

void bulk_fail(struct api *a, struct entry *e, const struct fault_row *row)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	fault_json(&o, NULL, row);
	e->error = mem_strdup(buf_cstr(&a->body));
	e->done = true;
}

/* The next entry for the line, handed in or failed. False: the ledger has no
 * room at the moment, and nothing happened. */
static bool submit(struct api *a, struct bulk *b, const char *line, size_t len)
{
	struct entry *e = entry_of(b, b->tail);
	struct body_text text = { line, len };

	*e = (struct entry){ .line = b->rows.begin };
	if (b->account == BULK_NO_ACCOUNT)
		bulk_fail(a, e, refusal_row(REFUSAL_UNAUTHORIZED));
	else if (!b->kind->submit(a, b, e, &text))
		return false;
	b->tail++;
	return true;
}

static void pause_lines(struct api *a, struct bulk *b)
{
	if (b->paused)
		return;
	b->paused = true;
	http_pause(a->server, b->id);
}

static bool is_blank(const char *line, size_t len)
{
	while (len > 0 && strchr(" \t\r", line[len - 1]) != NULL)
		len--;
	return len == 0;
}

/* It counts as a row where rows are counted, and is no line of titles. */
static void fail_row(struct api *a, struct bulk *b, const struct fault_row *row)
{
	struct entry *e = entry_of(b, b->tail);

	*e = (struct entry){ .line = b->rows.begin };
	if (b->kind->long_line != NULL)
		b->kind->long_line(b, e);
	bulk_fail(a, e, row);
	b->tail++;
}

static void take(struct api *a, struct bulk *b, const struct body_text *row)
{
	if (submit(a, b, row->s, row->len))
		return;
	buf_clear(&b->held);
	buf_add(&b->held, row->s, row->len);
	b->is_held = true;
}

/* Nothing of the file has been taken. */
static void refuse_file(struct api *a, struct bulk *b)
{
	reply_fault(a, b->id, FACE_NATIVE, refusal_row(REFUSAL_NOT_UTF8));
	end(a, b);
}

/* False: it was the title, or the file is refused, and b may be gone. */
static bool is_row(struct api *a, struct bulk *b, const struct body_text *row)
{
	if (b->rows.begin != 1 || !b->kind->title(b, row->s, row->len))
		return true;
	if (!rows_is_utf8(row))
		refuse_file(a, b);
	return false;
}

/* False: there is no row yet, or it is no row; b may be gone. */
static bool add_line(struct api *a, struct bulk *b, struct body_text *line)
{
	if (b->line == 1 && rows_is_utf16(line)) {
		refuse_file(a, b);
		return false;
	}
	switch (rows_add(&b->rows, b->line, line)) {
	case ROW_OPEN: return false;
	case ROW_LONG: fail_row(a, b, refusal_row(REFUSAL_LINE_LONG)); break;
	case ROW_WHOLE:
		if (!is_row(a, b, line))
			return false;
		take(a, b, line);
	}
	return true;
}

void bulk_line(struct api *a, http_id id, const char *line, size_t len)
{
	struct body_text text = { line, len };
	struct bulk *b = find(a, id);

	if (b == NULL)
		return;
	b->line++;
	rows_skip_mark(b->line, &text);
	if (!b->rows.is_open && is_blank(text.s, text.len))
		return;
	if (b->kind->title != NULL) {
		if (!add_line(a, b, &text))
			return;
	} else {
		b->rows.begin = b->line;
		take(a, b, &text);
	}
	if (b->is_held || b->tail - b->head == RING)
		pause_lines(a, b);
}

/* It ends the row that it stands in: nobody saw what quotes it had. */
void bulk_long_line(struct api *a, http_id id)
{
	struct bulk *b = find(a, id);

	if (b == NULL)
		return;
	b->line++;
	if (!b->rows.is_open)
		b->rows.begin = b->line;
	rows_break(&b->rows);
	fail_row(a, b, refusal_row(REFUSAL_LINE_LONG));
	if (b->tail - b->head == RING)
		pause_lines(a, b);
}

bool bulk_takes(struct api *a, http_id id)
{
	const struct bulk *b = find(a, id);

	return b != NULL && !b->paused;
}

bool bulk_ended(struct api *a, http_id id)
{
	struct bulk *b = find(a, id);

	if (b != NULL)
		b->ended = true;
	return b != NULL;
}

/* The lines on their way are taken all the same. */
void bulk_gone(struct api *a, http_id id)
{
	struct bulk *b = find(a, id);

	if (b != NULL)
		end(a, b);
}

/* The accounts have other places in the configuration, or are gone. */
void bulk_reconfigured(struct api *a)
{
	for (size_t i = 0; i < BULKS_MAX; i++) {
		struct bulk *b = a->bulk[i];

		if (b != NULL && flow_account_index(a->with.flow, b->account_id,
				     &b->account) != 0)
			b->account = BULK_NO_ACCOUNT;
	}
}

/* NULL: nobody waits for that line. */
static struct entry *entry_found(struct api *a, uint64_t token, struct bulk **b)
{
	*b = bulk_found(a, token);
	return *b != NULL ? entry_of(*b, (uint32_t)token) : NULL;
}

void bulk_taken(struct api *a, uint64_t token, const struct accepted *accepted)
{
	struct bulk *b;
	struct entry *e = entry_found(a, token, &b);

	if (e == NULL)
		return;
	if (b->kind->taken != NULL)
		b->kind->taken(a, b, e, accepted);
	e->done = true;
}

void bulk_refused(struct api *a, uint64_t token, int rc)
{
	struct bulk *b;
	struct entry *e = entry_found(a, token, &b);

	if (e == NULL)
		return;
	if (b->kind->refused != NULL)
		b->kind->refused(a, b, e);
	bulk_fail(a, e, ledger_row(rc));
}

void bulk_opted(struct api *a, uint64_t token, int rc, bool changed)
{
	struct bulk *b;
	struct entry *e = entry_found(a, token, &b);

	if (e == NULL)
		return;
	e->changed = changed;
	if (rc != 0)
		bulk_fail(a, e, ledger_row(rc));
	e->done = true;
}

/* RC_EXISTS: it was there, and stays as it is. */
void bulk_contacted(struct api *a, const struct contacted *d)
{
	struct bulk *b;
	struct entry *e = entry_found(a, d->token, &b);

	if (e == NULL)
		return;
	e->changed = d->created;
	if (d->rc != 0 && d->rc != RC_EXISTS)
		bulk_fail(a, e, ledger_row(d->rc));
	e->done = true;
}

static void write_entry(struct json_out *o, struct bulk *b, struct entry *e)
{
	b->kind->write(b, e, o);
	free(e->error);
	e->error = NULL;
}

static void write_done(struct api *a, struct bulk *b)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	for (; b->head != b->tail && entry_of(b, b->head)->done; b->head++)
		write_entry(&o, b, entry_of(b, b->head));
	say(a, b, buf_bytes(&a->body), a->body.len);
}

/* The line that had to wait may have room now; its fact is handed over in the
 * turn after this one. */
static void retry_held(struct api *a, struct bulk *b)
{
	if (!b->is_held || b->tail - b->head == RING)
		return;
	if (!submit(a, b, (const char *)buf_bytes(&b->held), b->held.len))
		return;
	b->is_held = false;
	loop_again(a->with.loop);
}

/* The file ended within quotes. */
static void end_rows(struct api *a, struct bulk *b)
{
	struct problem p;

	if (!b->ended || !b->rows.is_open || b->is_held ||
	    b->tail - b->head == RING)
		return;
	rows_not_closed(&b->rows, b->line, &p);
	rows_break(&b->rows);
	fail_row(a, b, &p.row);
	loop_again(a->with.loop);
}

static bool may_go_on(const struct api *a, const struct bulk *b)
{
	return !b->is_held && b->tail - b->head <= RING / 2 &&
	       http_answer_unsent(a->server, b->id) <= UNSENT_MAX / 2;
}

static void close_answer(struct api *a, struct bulk *b)
{
	struct json_out o = json_writing(&a->body);

	if (b->kind->close == NULL)
		return;
	buf_clear(&a->body);
	b->kind->close(b, &o);
	say(a, b, buf_bytes(&a->body), a->body.len);
}

static void turn(struct api *a, struct bulk *b)
{
	write_done(a, b);
	retry_held(a, b);
	end_rows(a, b);
	if (http_answer_unsent(a->server, b->id) > UNSENT_MAX)
		pause_lines(a, b);
	if (b->paused && may_go_on(a, b)) {
		b->paused = false;
		http_resume(a->server, b->id);
	}
	if (b->ended && b->head == b->tail && !b->is_held && !b->rows.is_open) {
		close_answer(a, b);
		end_answer(a, b);
		end(a, b);
	}
}

void bulk_turn(struct api *a)
{
	for (size_t i = 0; i < BULKS_MAX; i++) {
		if (a->bulk[i] != NULL)
			turn(a, a->bulk[i]);
	}
}

void bulk_fini(struct api *a)
{
	for (size_t i = 0; i < BULKS_MAX; i++) {
		if (a->bulk[i] != NULL)
			end(a, a->bulk[i]);
	}
}
