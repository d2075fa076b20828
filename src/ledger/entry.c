/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One writer and one reader walk the same list of fields per type, in
 * fields(); whether they read or write is the codec's only difference.
 */
#include "ledger/entry.h"

#include "ledger/check.h"
#include "ledger/codec.h"
#include "ledger/record.h"

#include <assert.h>

static void text(struct codec *k, char *s, size_t room)
{
	size_t len = codec_number(k, 1, k->writing ? strlen(s) : 0);
	uint8_t *p;

	if (len >= room)
		k->c.rc = RC_CORRUPT;
	p = cursor_take(&k->c, len);
	if (p == NULL)
		return;
	if (k->writing) {
		memcpy(p, s, len);
	} else {
		memcpy(s, p, len);
		s[len] = '\0';
	}
}

/* Bits of the policy as it is written: entries of older versions have no
 * sender, and few have more than that. What these bits are in a record stands
 * in the byte of more, where older versions had 0. */
#define HAS_SENDER 0x80u
#define HAS_MORE   0x08u

/* What else there is: bits of a byte. */
#define MORE_NEXT      0x01u
#define MORE_SCOPE     0x02u
#define MORE_DISCARD   0x04u
#define MORE_OBFUSCATE 0x08u

static bool has_more(const struct entry *e)
{
	return e->next != 0 || e->scope != 0 ||
	       e->policy & (POLICY_DISCARD | POLICY_OBFUSCATE);
}

static void more_fields(struct codec *k, struct entry *e)
{
	uint8_t more = 0;

	if (e->next != 0)
		more |= MORE_NEXT;
	if (e->scope != 0)
		more |= MORE_SCOPE;
	if (e->policy & POLICY_DISCARD)
		more |= MORE_DISCARD;
	if (e->policy & POLICY_OBFUSCATE)
		more |= MORE_OBFUSCATE;
	FIELD(k, 1, more);
	if (more & MORE_NEXT)
		FIELD(k, 8, e->next);
	if (more & MORE_SCOPE)
		FIELD(k, 4, e->scope);
	if (more & MORE_DISCARD)
		e->policy |= POLICY_DISCARD;
	if (more & MORE_OBFUSCATE)
		e->policy |= POLICY_OBFUSCATE;
}

static void accept_fields(struct codec *k, struct entry *e)
{
	const uint8_t has = HAS_SENDER | HAS_MORE;
	uint8_t policy = e->policy & (uint8_t)~has;

	if (e->sender != 0)
		policy |= HAS_SENDER;
	if (has_more(e))
		policy |= HAS_MORE;
	FIELD(k, 2, e->account);
	FIELD(k, 2, e->set);
	FIELD(k, 1, e->parts);
	FIELD(k, 1, policy);
	FIELD(k, 4, e->ttl);
	FIELD(k, 8, e->to);
	FIELD(k, 4, e->body_len);
	if (!k->writing)
		e->policy = policy & (uint8_t)~has;
	if (policy & HAS_SENDER)
		FIELD(k, 4, e->sender);
	if (policy & HAS_MORE)
		more_fields(k, e);
}

/* A byte of the older versions, and the decision in its upper half. */
static void decided(struct codec *k, struct entry *e, uint8_t *what)
{
	uint8_t both = (uint8_t)(*what | e->decision << 4);

	FIELD(k, 1, both);
	*what = both & 15;
	e->decision = both >> 4;
}

static void part_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 2, e->smsc);
	FIELD(k, 1, e->part);
	FIELD(k, 1, e->attempt);
}

static void return_fields(struct codec *k, struct entry *e)
{
	part_fields(k, e);
	FIELD(k, 8, e->next);
}

static void answer_fields(struct codec *k, struct entry *e)
{
	part_fields(k, e);
	decided(k, e, &e->class);
	FIELD(k, 1, e->late);
	FIELD(k, 1, e->detail);
	FIELD(k, 2, e->reason);
	FIELD(k, 4, e->status);
	FIELD(k, 8, e->next);
	text(k, e->smsc_id, sizeof(e->smsc_id));
}

static void receipt_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 2, e->smsc);
	FIELD(k, 1, e->part);
	decided(k, e, &e->verdict);
	FIELD(k, 1, e->detail);
	FIELD(k, 2, e->reason);
	FIELD(k, 4, e->status);
	FIELD(k, 8, e->to);
	text(k, e->smsc_id, sizeof(e->smsc_id));
}

static void status_fields(struct codec *k, struct entry *e)
{
	part_fields(k, e);
	decided(k, e, &e->class);
	FIELD(k, 1, e->verdict);
	FIELD(k, 1, e->detail);
	FIELD(k, 2, e->reason);
	FIELD(k, 4, e->status);
	FIELD(k, 1, e->told_err);
}

/* The news are two bits of what was the state alone in older versions. */
static void state_fields(struct codec *k, struct entry *e)
{
	uint8_t both = (uint8_t)(e->after | e->news << 6);

	FIELD(k, 1, both);
	e->after = both & 63;
	e->news = both >> 6;
	FIELD(k, 1, e->after_sub);
}

static void received_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 2, e->account);
	FIELD(k, 2, e->smsc);
	FIELD(k, 1, e->parts);
	FIELD(k, 1, e->policy);
	FIELD(k, 1, e->keyword);
	FIELD(k, 8, e->to);
	FIELD(k, 4, e->sender);
	FIELD(k, 4, e->body_len);
}

static void born_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 2, e->account);
	FIELD(k, 1, e->policy);
	FIELD(k, 4, e->scope);
	FIELD(k, 8, e->to);
	FIELD(k, 4, e->campaign);
	FIELD(k, 4, e->index);
	FIELD(k, 8, e->contact);
}

/* Bit of the policy as it is written of what passed. */
#define HAS_ZONE 0x80u

static void passed_fields(struct codec *k, struct entry *e)
{
	uint8_t policy = e->policy & (uint8_t)~HAS_ZONE;

	if (e->zone != 0)
		policy |= HAS_ZONE;
	FIELD(k, 1, policy);
	e->policy = policy & (uint8_t)~HAS_ZONE;
	if (policy & HAS_ZONE)
		FIELD(k, 2, e->zone);
	FIELD(k, 2, e->set);
	FIELD(k, 1, e->parts);
	FIELD(k, 4, e->ttl);
	FIELD(k, 4, e->sender);
	FIELD(k, 4, e->scope);
	FIELD(k, 4, e->index);
	FIELD(k, 4, e->body_len);
}

static void checked_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 1, e->verdict);
	switch (e->verdict) {
	case CHECK_MALFORMED:
	case CHECK_COUNTRY:
		FIELD(k, 2, e->reason);
		FIELD(k, 1, e->detail);
		return;
	case CHECKED_FOLLOW_UP:
	case CHECK_LOCAL_TIME:
	case CHECK_QUIET:
	case CHECK_SMART: FIELD(k, 8, e->next); return;
	case CHECK_PASSED: passed_fields(k, e); return;
	default: return;
	}
}

static void import_fields(struct codec *k, struct entry *e)
{
	FIELD(k, 2, e->account);
	FIELD(k, 1, e->parts);
	FIELD(k, 1, e->policy);
	FIELD(k, 1, e->verdict);
	FIELD(k, 1, e->detail);
	FIELD(k, 2, e->reason);
	FIELD(k, 8, e->to);
	FIELD(k, 4, e->sender);
	FIELD(k, 8, e->next);
	FIELD(k, 4, e->body_len);
}

static bool is_of_message(const struct entry *e)
{
	return e->type != ENTRY_BODY && e->type != ENTRY_PARK &&
	       e->type != ENTRY_INBOUND && e->type != ENTRY_CAMPAIGN;
}

static void fields(struct codec *k, struct entry *e)
{
	if (is_of_message(e))
		state_fields(k, e);
	switch (e->type) {
	case ENTRY_ACCEPT: accept_fields(k, e); return;
	case ENTRY_CLAIM:
		part_fields(k, e);
		FIELD(k, 4, e->mask);
		return;
	case ENTRY_ANSWER: answer_fields(k, e); return;
	case ENTRY_DOUBT:
		part_fields(k, e);
		decided(k, e, &e->hold);
		FIELD(k, 8, e->next);
		return;
	case ENTRY_RETURN: return_fields(k, e); return;
	case ENTRY_REROUTE:
		part_fields(k, e);
		FIELD(k, 1, e->detail);
		FIELD(k, 2, e->reason);
		FIELD(k, 2, e->set);
		return;
	case ENTRY_DEFER:
		FIELD(k, 2, e->smsc);
		FIELD(k, 8, e->next);
		return;
	case ENTRY_STATUS: status_fields(k, e); return;
	case ENTRY_CANCEL:
		part_fields(k, e);
		decided(k, e, &e->class);
		FIELD(k, 4, e->status);
		return;
	case ENTRY_CLOCK:
	case ENTRY_QUIET:
	case ENTRY_RESEND: FIELD(k, 8, e->next); return;
	case ENTRY_FLAG: FIELD(k, 4, e->status); return;
	case ENTRY_RECEIPT:
	case ENTRY_PARK: receipt_fields(k, e); return;
	case ENTRY_INBOUND: FIELD(k, 2, e->smsc); return;
	case ENTRY_RECEIVED: received_fields(k, e); return;
	case ENTRY_SKIP: FIELD(k, 1, e->why); return;
	case ENTRY_CAMPAIGN: FIELD(k, 4, e->campaign); return;
	case ENTRY_BORN: born_fields(k, e); return;
	case ENTRY_IMPORT: import_fields(k, e); return;
	case ENTRY_CHECKED: checked_fields(k, e); return;
	case ENTRY_BODY:
	case ENTRY_UNKNOWN:
	case ENTRY_EXPIRE:
	case ENTRY_LOST:
	case ENTRY_TORN:
	case ENTRY_RELEASE:
	case ENTRY_DELETED:
	case ENTRY_REDACT:
	case ENTRY_ERASE: return;
	}
	k->c.rc = RC_CORRUPT;
}

static void head(struct codec *k, struct entry *e, size_t *payload)
{
	FIELD(k, 1, e->type);
	*payload = codec_number(k, 2, *payload);
	FIELD(k, 7, e->at);
	FIELD(k, 7, e->key);
	FIELD(k, 7, e->prev);
}

const char *entry_name(uint8_t type)
{
	switch (type) {
#define ENTRY(type, number, name, what) \
	case number:                    \
		return name;
#include "ledger/entry.def"
#undef ENTRY
	}
	return "";
}

size_t entry_encode(const struct entry *e, uint8_t *to)
{
	struct entry copy = *e;
	struct codec k = { .writing = true };
	size_t fixed, payload;

	k.c = cursor_over(to + ENTRY_HEAD, ENTRY_FIXED_MAX);
	fields(&k, &copy);
	assert(k.c.rc == 0);
	fixed = (size_t)(k.c.at - (to + ENTRY_HEAD));

	payload = fixed + e->raw_len;
	assert(payload <= ENTRY_PAYLOAD_MAX + ENTRY_FIXED_MAX);
	k.c = cursor_over(to, ENTRY_HEAD);
	head(&k, &copy, &payload);
	assert(k.c.rc == 0);
	return ENTRY_HEAD + fixed;
}

int entry_decode(struct entry *e, const void *data, size_t len, size_t *used)
{
	struct codec k = { .c = cursor_reading(data, len) };
	size_t payload = 0;

	*e = (struct entry){ .part = PART_WHOLE };
	head(&k, e, &payload);
	if (k.c.rc != 0 || cursor_left(&k.c) < payload)
		return RC_CORRUPT;
	*used = ENTRY_HEAD + payload;

	k.c = cursor_reading((const uint8_t *)data + ENTRY_HEAD, payload);
	fields(&k, e);
	if (k.c.rc != 0)
		return RC_CORRUPT;
	e->raw = k.c.at;
	e->raw_len = cursor_left(&k.c);
	return 0;
}

bool entry_has_body(const struct entry *e)
{
	return e->type == ENTRY_ACCEPT || e->type == ENTRY_RECEIVED ||
	       e->type == ENTRY_IMPORT ||
	       (e->type == ENTRY_CHECKED && e->verdict == CHECK_PASSED);
}

uint32_t entry_sender(uint64_t sender)
{
	uint32_t hash = (uint32_t)(sender ^ sender >> 32);

	return sender != 0 && hash == 0 ? 1 : hash;
}
