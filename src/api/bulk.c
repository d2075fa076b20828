/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Line by line in, an answer line for each out.
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

#include "api/create.h"
#include "api/field.h"
#include "api/optout_line.h"
#include "api/replay.h"
#include "api/usage.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/optout.h"
#include "net/loop.h"

/* Lines of a batch that wait for a commit: several commits' worth, so that
 * the next ones are at hand while one runs. */
#define RING 8192

/* A client that reads no answers is not read from either. */
#define UNSENT_MAX (1 << 20)

#define NO_ACCOUNT SIZE_MAX

#define GENERATION_BITS 24
#define SLOT_SHIFT      (32 + GENERATION_BITS)
#define GENERATION_MASK ((1u << GENERATION_BITS) - 1)

static_assert(BULKS_MAX <= 64, "a slot has the 6 bits below TOKEN_BULK");

struct entry {
	uint64_t line;
	struct message_id id;
	char *error; /* a JSON object; NULL: none */
	uint64_t to; /* for intake_undo(), and of an opt-out */
	uint8_t charged;
	bool done;
	bool replayed; /* it was taken before, by the same key */
	bool changed;  /* of an opt-out: it was not there */
};

enum bulk_kind { BULK_MESSAGES, BULK_OPTOUTS };

struct bulk {
	http_id id;
	size_t account, slot; /* account: index, or NO_ACCOUNT */
	uint16_t account_id;
	uint32_t generation;
	uint64_t line;       /* that came last, from 1 */
	uint64_t head, tail; /* entries in use */
	struct buf held;     /* a line that the ledger had no room for */
	bool is_held, paused;
	bool ended; /* no more lines come */
	enum bulk_kind kind;
	struct replay_key key;
	struct entry *ring;
};

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
	buf_free(&b->held);
	free(b->ring);
	free(b);
}

/* Take the lines of this call, and begin its answer. */
static void begin(struct api *a, const struct call *c, enum bulk_kind kind,
    const struct replay_key *key)
{
	struct bulk *b;
	size_t slot = 0;

	while (slot < BULKS_MAX && a->bulk[slot] != NULL)
		slot++;
	if (slot == BULKS_MAX) {
		reply_refusal(a, c, REFUSAL_FULL);
		return;
	}
	b = mem_new(1, sizeof(*b));
	b->kind = kind;
	b->key = *key;
	b->id = c->id;
	b->account = c->account;
	b->account_id = flow_account_id(a->with.flow, c->account);
	b->slot = slot;
	b->generation = a->bulk_generation++ & GENERATION_MASK;
	b->ring = mem_new(RING, sizeof(b->ring[0]));
	a->bulk[slot] = b;
	http_answer_begin(a->server, c->id,
	    &(struct http_answer){ .status = 200, .type = HTTP_TYPE_NDJSON });
}

void bulk_begin(struct api *a, const struct call *c)
{
	struct replay_key key;

	if (!content_is_taken(c->request, CONTENT_LINES))
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE);
	else if (replay_read(a, c, &key))
		begin(a, c, BULK_MESSAGES, &key);
}

/* To import twice does nothing twice, so no key is asked for. */
void optout_import(struct api *a, const struct call *c)
{
	if (!content_is_taken(c->request, CONTENT_ROWS))
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE_ROWS);
	else
		begin(a, c, BULK_OPTOUTS, &(struct replay_key){ 0 });
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

static void fail(struct api *a, struct entry *e, const struct fault_row *row)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	fault_json(&o, NULL, row);
	e->error = mem_strdup(buf_cstr(&a->body));
	e->done = true;
}

static bool submit_message(struct api *a, struct bulk *b, struct entry *e,
    const struct body_text *line)
{
	struct submission s = { .account = b->account };
	struct submitted as;
	struct fault_row row;
	enum fault fault;
	struct problem p;
	struct json *j;

	if (field_parse(line->s, line->len, &j, &s, &p) != 0) {
		fail(a, e, &p.row);
		return true;
	}
	replay_mark(&b->key, b->line, line, &s);
	fault = intake_submit(a->with.flow, &s, token_of(b, b->tail), &as);
	json_free(j);
	if (fault == FAULT_BUSY)
		return false;
	if (fault != FAULT_NONE) {
		row = create_fault(fault, &as);
		fail(a, e, &row);
	} else {
		e->to = as.to;
		e->charged = as.charged;
	}
	return true;
}

static void submit_optout(struct api *a, struct bulk *b, struct entry *e,
    const struct body_text *line)
{
	struct optout o = { .account = b->account_id,
		.set = true,
		.source = OPTOUT_IMPORT };

	if (optout_line_parse(line, &o.number) != 0) {
		fail(a, e, refusal_row(REFUSAL_NUMBER));
		return;
	}
	e->to = o.number;
	ledger_optout(a->with.ledger, token_of(b, b->tail), &o);
}

/* The next entry for the line, handed in or failed. False: the ledger has no
 * room at the moment, and nothing happened. */
static bool submit(struct api *a, struct bulk *b, const char *line, size_t len)
{
	struct entry *e = entry_of(b, b->tail);
	struct body_text text = { line, len };

	*e = (struct entry){ .line = b->line };
	if (b->account == NO_ACCOUNT)
		fail(a, e, refusal_row(REFUSAL_UNAUTHORIZED));
	else if (b->kind == BULK_OPTOUTS)
		submit_optout(a, b, e, &text);
	else if (!submit_message(a, b, e, &text))
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

void bulk_line(struct api *a, http_id id, const char *line, size_t len)
{
	struct bulk *b = find(a, id);

	if (b == NULL)
		return;
	b->line++;
	if (is_blank(line, len) || (b->kind == BULK_OPTOUTS && b->line == 1 &&
				       optout_line_is_title(line, len)))
		return;
	if (!submit(a, b, line, len)) {
		buf_clear(&b->held);
		buf_add(&b->held, line, len);
		b->is_held = true;
	}
	if (b->is_held || b->tail - b->head == RING)
		pause_lines(a, b);
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
			b->account = NO_ACCOUNT;
	}
}

/* Nothing new was taken, so nothing is counted. */
static void undo(struct api *a, const struct bulk *b, const struct entry *e)
{
	intake_undo(a->with.flow, b->account_id, e->to, e->charged);
}

void bulk_taken(struct api *a, uint64_t token, const struct accepted *accepted)
{
	struct bulk *b = bulk_found(a, token);
	struct entry *e;

	if (b == NULL)
		return;
	e = entry_of(b, (uint32_t)token);
	if (accepted->replayed)
		undo(a, b, e);
	else
		usage_sent(a, b->account_id, e->charged);
	e->id = accepted->id;
	e->replayed = accepted->replayed;
	e->done = true;
}

void bulk_refused(struct api *a, uint64_t token, int rc)
{
	struct bulk *b = bulk_found(a, token);
	struct entry *e;

	if (b == NULL)
		return;
	e = entry_of(b, (uint32_t)token);
	undo(a, b, e);
	fail(a, e, ledger_row(rc));
}

void bulk_opted(struct api *a, uint64_t token, int rc, bool changed)
{
	struct bulk *b = bulk_found(a, token);
	struct entry *e;

	if (b == NULL)
		return;
	e = entry_of(b, (uint32_t)token);
	e->changed = changed;
	if (rc != 0)
		fail(a, e, ledger_row(rc));
	e->done = true;
}

static void write_taken(struct json_out *o, const struct entry *e,
    enum bulk_kind kind)
{
	char id[MESSAGE_ID_TEXT], number[E164_TEXT];

	if (kind == BULK_OPTOUTS) {
		json_text(o, "number", e164_format(e->to, number));
		json_bool(o, "changed", e->changed);
		return;
	}
	json_str(o, "id", message_id_format(&e->id, id), MESSAGE_ID_TEXT - 1);
	if (e->replayed)
		json_bool(o, "replayed", true);
}

static void write_entry(struct json_out *o, struct entry *e,
    enum bulk_kind kind)
{
	o->comma = false;
	json_open_object(o, NULL);
	json_uint(o, "line", e->line);
	if (e->error != NULL)
		json_raw(o, "error", e->error, strlen(e->error));
	else
		write_taken(o, e, kind);
	json_close_object(o);
	buf_add(o->to, "\n", 1);
	free(e->error);
	e->error = NULL;
}

static void write_done(struct api *a, struct bulk *b)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	for (; b->head != b->tail && entry_of(b, b->head)->done; b->head++)
		write_entry(&o, entry_of(b, b->head), b->kind);
	http_answer_add(a->server, b->id, buf_bytes(&a->body), a->body.len);
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

static bool may_go_on(const struct api *a, const struct bulk *b)
{
	return !b->is_held && b->tail - b->head <= RING / 2 &&
	       http_answer_unsent(a->server, b->id) <= UNSENT_MAX / 2;
}

static void turn(struct api *a, struct bulk *b)
{
	write_done(a, b);
	retry_held(a, b);
	if (http_answer_unsent(a->server, b->id) > UNSENT_MAX)
		pause_lines(a, b);
	if (b->paused && may_go_on(a, b)) {
		b->paused = false;
		http_resume(a->server, b->id);
	}
	if (b->ended && b->head == b->tail) {
		http_answer_end(a->server, b->id, false);
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
