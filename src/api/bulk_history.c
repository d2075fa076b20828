/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * POST /v1/messages:import-history: messages that another system sent, as rows
 * {"to", "from", "text", "status", "sent_at", "reason"}; "sent_at" is an
 * instant, or a time by the clocks of the account. What was sent before the
 * account's status_epoch is untracked, whatever the row claims (D10).
 */
#include "api/bulk_kind.h"

#include <stdlib.h>

#include "api/contacts.h"
#include "api/import.h"
#include "api/problem.h"
#include "base/hex.h"
#include "base/mem.h"
#include "flow/intake.h"
#include "ledger/history.h"
#include "model/reason.h"

#define TEXT_MAX 10000 /* bytes */

static const char *const columns[] = { "to", "from", "text", "status",
	"sent_at", "reason", NULL };

static int refuse(struct problem *p, enum refusal no)
{
	p->row = *refusal_row(no);
	return RC_BAD;
}

/* len 0: not given. */
static int get(const struct json_value *v, const char *key,
    struct body_text *to)
{
	*to = (struct body_text){ NULL, 0 };
	return json_get_str(v, key, &to->s, &to->len) == RC_BAD ? RC_BAD : 0;
}

static void claim_state(struct history_fact *h, enum status state)
{
	h->state = (uint8_t)state;
}

/* When, and whether that was before states were tracked. */
static int read_date(const struct api *a, const struct json_value *v,
    struct history_fact *h, struct problem *p)
{
	struct body_text text;
	bool untracked;

	if (get(v, "sent_at", &text) != 0 || text.len == 0 ||
	    history_date(a, h->account, &text, &h->sent_at, &untracked) != 0)
		return refuse(p, REFUSAL_SENT_AT);
	if (untracked)
		claim_state(h, STATUS_UNTRACKED);
	return 0;
}

static int read_state(const struct json_value *v, struct history_fact *h,
    struct problem *p)
{
	static const enum status good[] = { STATUS_DELIVERED, STATUS_FAILED,
		STATUS_DELIVERY_UNKNOWN, STATUS_CANCELED, STATUS_UNTRACKED };
	enum status s = STATUS_DELIVERY_UNKNOWN;
	struct body_text text;

	if (get(v, "status", &text) != 0 ||
	    (text.len != 0 && status_parse(text.s, &s) != 0))
		return refuse(p, REFUSAL_HISTORY_STATUS);
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		if (good[i] != s)
			continue;
		claim_state(h, s);
		return 0;
	}
	return refuse(p, REFUSAL_HISTORY_STATUS);
}

/* A number, or the same as a text, as CSV has it. */
static int read_reason(const struct json_value *v, struct history_fact *h,
    struct problem *p)
{
	const struct json_range range = { 1, UINT16_MAX };
	struct body_text text;
	uint64_t n = 0;
	int64_t code;

	if (h->state != STATUS_FAILED)
		return 0;
	if (json_get_int(v, "reason", range, &code) == 0)
		n = (uint64_t)code;
	else if (get(v, "reason", &text) == 0 && text.len != 0 &&
		 number_parse(text.s, UINT16_MAX, &n) != 0)
		return refuse(p, REFUSAL_REASON);
	h->reason = n != 0 ? (uint16_t)n : REASON_UNKNOWN;
	return reason_find(h->reason) != NULL ? 0 : refuse(p, REFUSAL_REASON);
}

/* Who, and what; the body goes into `to`. */
static int read_body(const struct api *a, const struct json_value *v,
    struct history_fact *h, struct buf *to, struct problem *p)
{
	uint16_t account = h->account;
	struct body b = { 0 };
	struct body_text number, *from = &b.field[BODY_FROM];

	p->row = *fault_row(FAULT_NUMBER_INVALID);
	if (get(v, "to", &number) != 0 ||
	    contacts_number(a, account, &number, &h->to) != 0)
		return RC_BAD;
	p->row = *fault_row(FAULT_TEXT_INVALID);
	if (get(v, "text", &b.field[BODY_TEXT]) != 0 ||
	    b.field[BODY_TEXT].len > TEXT_MAX)
		return RC_BAD;
	p->row = *fault_row(FAULT_SENDER_INVALID);
	if (get(v, "from", from) != 0 ||
	    (from->len != 0 && intake_sender(from, &h->sender) != 0))
		return RC_BAD;
	buf_clear(to);
	body_encode(&b, to);
	h->body = buf_bytes(to);
	h->body_len = to->len;
	return 0;
}

static int take_row(const struct api *a, const struct json_value *v,
    struct history_fact *h, struct problem *p)
{
	int rc = json_unknown_key(v, columns) == NULL
		     ? read_state(v, h, p)
		     : refuse(p, REFUSAL_FIELD);

	if (rc == 0)
		rc = read_reason(v, h, p);
	return rc != 0 ? rc : read_date(a, v, h, p);
}

static bool submit(struct api *a, struct bulk *b, struct entry *e,
    const struct body_text *line)
{
	struct import *im = b->own;
	struct history_fact h = { .token = bulk_token(b),
		.account = b->account_id,
		.parts = 1,
		.class = CLASS_PROMOTIONAL };
	struct problem p;
	bool room = true;
	struct json *j;
	int rc;

	rc = import_read(im, line, &j, &p);
	e->to = im->rows;
	if (rc != 0) {
		bulk_fail(a, e, &p.row);
		return true;
	}
	if (take_row(a, json_root(j), &h, &p) != 0 ||
	    read_body(a, json_root(j), &h, &im->json, &p) != 0)
		bulk_fail(a, e, &p.row);
	else
		room = ledger_import(a->with.ledger, &h) == 0;
	/* It comes again. */
	if (!room)
		im->rows--;
	json_free(j);
	return room;
}

static void taken(struct api *a, struct bulk *b, struct entry *e,
    const struct accepted *accepted)
{
	(void)a;
	(void)b;
	(void)accepted;
	e->changed = true;
}

static void end(struct bulk *b)
{
	if (b->own != NULL)
		import_fini(b->own);
	free(b->own);
}

void history_import(struct api *a, const struct call *c)
{
	static const struct bulk_kind kind = { .is_json = true,
		.head = IMPORT_HEAD,
		.title = import_title,
		.submit = submit,
		.long_line = import_long_line,
		.taken = taken,
		.write = import_write,
		.close = import_close,
		.end = end };
	struct import *im;
	struct bulk *b;

	if (!content_is_taken(c->request, CONTENT_ROWS)) {
		reply_refusal(a, c, REFUSAL_CONTENT_TYPE_ROWS);
		return;
	}
	b = bulk_open(a, c, &kind);
	if (b == NULL)
		return;
	im = b->own = mem_new(1, sizeof(*im));
	im->columns = columns;
}
