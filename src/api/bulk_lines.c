/* SPDX-License-Identifier: BSD-2-Clause */
/* Batches of messages and of opt-outs. */
#include "api/bulk_kind.h"

#include <stdlib.h>
#include <string.h>

#include "api/create.h"
#include "api/field.h"
#include "api/optout_line.h"
#include "api/problem.h"
#include "api/replay.h"
#include "base/mem.h"
#include "ledger/optout.h"

static void close_line(const struct entry *e, struct json_out *o)
{
	if (e->error != NULL)
		json_raw(o, "error", e->error, strlen(e->error));
	json_close_object(o);
	buf_add(o->to, "\n", 1);
}

static void open_line(const struct entry *e, struct json_out *o)
{
	o->comma = false;
	json_open_object(o, NULL);
	json_uint(o, "line", e->line);
}

static void end_own(struct bulk *b)
{
	free(b->own);
}

/* ---- messages; their own is the Idempotency-Key ------------------------ */

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
		bulk_fail(a, e, &p.row);
		return true;
	}
	replay_mark(b->own, b->line, line, &s);
	fault = create_submit(a, &s, bulk_token(b), &as);
	json_free(j);
	if (fault == FAULT_BUSY)
		return false;
	if (fault != FAULT_NONE) {
		row = create_fault(fault, &as);
		bulk_fail(a, e, &row);
	} else {
		e->to = as.to;
		e->charged = as.charged;
	}
	return true;
}

static void undo(struct api *a, const struct bulk *b, const struct entry *e)
{
	intake_undo(a->with.flow, b->account_id, e->to, e->charged);
}

/* Nothing new was taken, so nothing is counted. */
static void take_message(struct api *a, struct bulk *b, struct entry *e,
    const struct accepted *accepted)
{
	if (accepted->replayed)
		undo(a, b, e);
	e->id = accepted->id;
	e->replayed = accepted->replayed;
}

static void refuse_message(struct api *a, struct bulk *b, struct entry *e)
{
	undo(a, b, e);
}

static void write_message(struct bulk *b, const struct entry *e,
    struct json_out *o)
{
	char id[MESSAGE_ID_TEXT];

	(void)b;
	open_line(e, o);
	if (e->error == NULL)
		json_str(o, "id", message_id_format(&e->id, id),
		    MESSAGE_ID_TEXT - 1);
	if (e->error == NULL && e->replayed)
		json_bool(o, "replayed", true);
	close_line(e, o);
}

void bulk_begin(struct api *a, const struct call *c)
{
	static const struct bulk_kind kind = { .submit = submit_message,
		.taken = take_message,
		.refused = refuse_message,
		.write = write_message,
		.end = end_own };
	struct replay_key key;
	struct bulk *b;

	if (!content_is_taken(c->request, CONTENT_LINES)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE);
		return;
	}
	if (!replay_read(a, c, &key))
		return;
	b = bulk_open(a, c, &kind);
	if (b == NULL)
		return;
	b->own = mem_new(1, sizeof(key));
	memcpy(b->own, &key, sizeof(key));
}

/* ---- opt-outs ---------------------------------------------------------- */

static bool submit_optout(struct api *a, struct bulk *b, struct entry *e,
    const struct body_text *line)
{
	struct optout o = { .account = b->account_id,
		.set = true,
		.source = OPTOUT_IMPORT };
	struct problem p;

	if (!rows_is_utf8(line)) {
		rows_not_utf8(&p, "line", e->line);
		bulk_fail(a, e, &p.row);
		return true;
	}
	if (optout_line_parse(line, &o.number) != 0) {
		bulk_fail(a, e, refusal_row(REFUSAL_NUMBER));
		return true;
	}
	e->to = o.number;
	ledger_optout(a->with.ledger, bulk_token(b), &o);
	return true;
}

static bool is_title(struct bulk *b, const char *line, size_t len)
{
	(void)b;
	return optout_line_is_title(line, len);
}

static void write_optout(struct bulk *b, const struct entry *e,
    struct json_out *o)
{
	char number[E164_TEXT];

	(void)b;
	open_line(e, o);
	if (e->error == NULL) {
		json_text(o, "number", e164_format(e->to, number));
		json_bool(o, "changed", e->changed);
	}
	close_line(e, o);
}

/* To import twice does nothing twice, so no key is asked for. */
void optout_import(struct api *a, const struct call *c)
{
	static const struct bulk_kind kind = { .submit = submit_optout,
		.title = is_title,
		.write = write_optout };

	if (!content_is_taken(c->request, CONTENT_ROWS))
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE_ROWS);
	else
		(void)bulk_open(a, c, &kind);
}
