/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A body is overwritten where it is, entry by entry; so are the receipts, whose
 * text repeats the first characters of it. The record in the store is
 * written anew at once if there is one: it has the number too, and must be what
 * its timeline makes of it.
 */
#include "ledger/steps.h"

#include "base/log.h"
#include "ledger/audience_row.h"
#include "ledger/body.h"
#include "ledger/entry.h"
#include "ledger/thing.h"
#include "ledger/thing_row.h"
#include "model/receipt_words.h"

#include <string.h>

/* Lines of a timeline to look through, the newest first: receipts come last. */
#define LOOKS_MAX 10000

/* What follows the key; no receipt has anything but the text there. */
static bool blank_words(uint8_t *words, size_t len)
{
	size_t text = receipt_text_at(words, len);

	memset(words + text, ' ', len - text);
	return text < len;
}

static int rewrite(struct book *b, const struct entry *e, size_t used)
{
	uint8_t bytes[ENTRY_HEAD + ENTRY_FIXED_MAX + ENTRY_PAYLOAD_MAX];
	size_t fixed = entry_encode(e, bytes);

	if (fixed + e->raw_len != used)
		return RC_CORRUPT;
	memcpy(bytes + fixed, e->raw, e->raw_len);
	return journal_overwrite(&b->journal, e->place, bytes, used);
}

/* Its words, all of them or the text; and the number, if all. The contact of
 * an ENTRY_BORN tells nothing without its row. */
static int forget_line(struct book *b, struct entry *e, size_t used, bool all)
{
	uint8_t words[ENTRY_PAYLOAD_MAX];

	if (e->raw_len > sizeof(words))
		return RC_CORRUPT;
	memcpy(words, e->raw, e->raw_len);
	e->raw = words;
	if (all) {
		memset(words, ' ', e->raw_len);
		e->to = 0;
	} else if (!blank_words(words, e->raw_len)) {
		return 0;
	}
	return rewrite(b, e, used);
}

static int read_line(struct book *b, uint64_t place, struct entry *e,
    size_t *used)
{
	struct store_bytes v;
	int rc = journal_recent(&b->journal, place, &v);

	if (rc == 0)
		rc = entry_decode(e, v.data, v.len, used);
	e->place = place;
	return rc;
}

/* From the newest of these lines on to the one that has the body. */
static int forget_lines(struct book *b, const struct record *r, uint64_t place,
    bool all)
{
	uint64_t prev;
	struct entry e;
	size_t used;
	int rc = 0;

	for (int i = 0; rc == 0 && place != r->body && i < LOOKS_MAX; i++) {
		rc = read_line(b, place, &e, &used);
		prev = e.prev;
		if (rc == 0 && e.type != ENTRY_DOUBT &&
		    (e.raw_len != 0 || (all && e.to != 0)))
			rc = forget_line(b, &e, used, all);
		place = prev;
	}
	return rc;
}

/* What stands before the body has but the number; so has the audience, if it is
 * still there. */
static int forget_birth(struct book *b, const struct record *r)
{
	struct audience_place at = { record_campaign(r), record_step(r) };
	struct entry e;
	size_t used;
	int rc = body_born(&b->txn, &b->journal,
	    r->body != 0 ? r->body : r->last, &e);

	if (rc == 0)
		rc = read_line(b, e.place, &e, &used);
	if (rc != 0)
		return rc;
	if (audience_forget(&b->txn, at, e.index) == RC_CORRUPT)
		return RC_CORRUPT;
	return forget_line(b, &e, used, true);
}

static int forget_timeline(struct book *b, const struct record *r, bool all)
{
	int rc = forget_lines(b, r, r->last, all);

	return rc == 0 && all && r->campaign != 0 ? forget_birth(b, r) : rc;
}

static int forget_body(struct book *b, const struct record *r, bool all)
{
	void (*blank)(void *body, size_t len) = b->options.blank;
	struct buf body = { 0 };
	int rc = body_read(&b->txn, &b->journal, r->body, &body);

	if (rc == 0 && body.len != 0) {
		if (all || blank == NULL)
			memset(buf_bytes(&body), 0, body.len);
		else
			blank(buf_bytes(&body), body.len);
		rc = body_overwrite(&b->journal, r->body, buf_bytes(&body));
	}
	buf_free(&body);
	return rc;
}

static int forget_number(struct book *b, const struct record *r)
{
	uint8_t piece[ENTRY_PAYLOAD_MAX];
	struct entry e;
	size_t used;
	int rc = read_line(b, r->body, &e, &used);

	if (rc != 0 || e.raw_len > sizeof(piece))
		return RC_CORRUPT;
	memcpy(piece, e.raw, e.raw_len);
	e.raw = piece;
	e.to = 0;
	return rewrite(b, &e, used);
}

/* Of a timeline that is broken the front cannot be read by others either. */
static int forget(struct book *b, struct active_slot *s, bool all)
{
	const struct record *r = &s->record;
	int rc = forget_body(b, r, all);

	if (rc == 0 && all && r->campaign == 0)
		rc = forget_number(b, r);
	if (rc == 0 && forget_timeline(b, r, all) != 0)
		log_warn("ledger", "a timeline is damaged key=%llu",
		    (unsigned long long)s->key);
	if (rc == 0)
		return 0;
	log_error("ledger", "text is damaged, it cannot be erased key=%llu",
	    (unsigned long long)s->key);
	return RC_CORRUPT;
}

int book_redact(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_REDACT, .part = PART_WHOLE };
	int rc;

	if (s->record.flags & FLAG_REDACTED)
		return 0;
	if (!status_is_final((enum status)s->record.state) &&
	    (!record_discards(&s->record) || record_needs_text(&s->record)))
		return RC_DENIED;
	rc = forget(b, s, false);
	if (rc == 0)
		book_write(b, s, &e);
	return rc;
}

/* What its customer said of it. */
static void forget_feedback(struct book *b, const struct active_slot *s)
{
	struct message_id id = book_id(b, s->key);
	char name[MESSAGE_ID_TEXT];

	thing_put(&b->txn, &(struct thing){ .kind = THING_FEEDBACK,
			       .account = s->record.account,
			       .name = message_id_format(&id, name) });
}

/* What its receipt told of the recipient's carrier. */
static void forget_carrier(struct book *b, uint64_t key, uint64_t to)
{
	char name[THING_NUMBER_BYTES], told[TAUGHT_TOLD];
	struct thing t = { .kind = THING_LEARNED,
		.name = thing_number_format(to, name) };
	uint64_t message;
	struct outcome *o;

	if (thing_get(&b->txn, &t) != 0 ||
	    taught_parse(&t, &message, told) != 0 || message != key)
		return;
	t.value = NULL;
	thing_put(&b->txn, &t);
	o = batch_outcome(b->batch, OUTCOME_HEARD);
	o->data = 0;
	o->u.received = (struct received_text){ .from = to };
}

int book_erase(struct book *b, struct active_slot *s)
{
	struct entry e = { .type = ENTRY_ERASE, .part = PART_WHOLE };
	int rc;

	if (!status_is_final((enum status)s->record.state))
		return RC_DENIED;
	if (s->record.flags & FLAG_ERASED)
		return 0;
	rc = forget(b, s, true);
	if (rc != 0)
		return rc;
	forget_feedback(b, s);
	forget_carrier(b, s->key, s->record.to);
	book_write(b, s, &e);
	active_rewrite(&b->active, &b->txn, s);
	return 0;
}

void erase_mask(const struct record *r, struct entry *e, uint8_t *room)
{
	bool hides = r->flags & FLAG_REDACTED || r->policy & POLICY_DISCARD;

	if (!hides || e->raw_len > ENTRY_PAYLOAD_MAX)
		return;
	if (e->raw_len != 0)
		memcpy(room, e->raw, e->raw_len);
	e->raw = room;
	if (r->flags & FLAG_ERASED) {
		e->raw_len = 0;
		e->to = 0;
	} else {
		(void)blank_words(room, e->raw_len);
	}
}

void book_forget_parked(struct book *b, uint64_t place)
{
	struct entry e;
	size_t used;

	if (read_line(b, place, &e, &used) != 0 || e.type != ENTRY_PARK ||
	    forget_line(b, &e, used, true) != 0)
		log_warn("ledger", "a parked receipt is damaged place=%llu",
		    (unsigned long long)place);
}
