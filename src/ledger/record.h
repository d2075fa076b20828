/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * record - the 96 bytes that change with a message.
 *
 * What never changes (body, answers, receipts) is in the journal; body and
 * last are places there. Instants are milliseconds after `accepted`, up to 49
 * days; a record that needs a later one is FLAG_COARSE from then on: all are
 * seconds. Older versions left such instants at the end of the range.
 */
#ifndef LEDGER_RECORD_H
#define LEDGER_RECORD_H

#include "ledger/types.h"

#include <assert.h>

#define RECORD_VERSION 1
#define RECORD_HEAD    8 /* STORE_HEAD of store/record.h */
#define RECORD_NEVER   UINT32_MAX
#define RECORD_LAST    (RECORD_NEVER - 1) /* this, or later: not known */
#define RETRIES_MAX    31                 /* of a bit field */
#define FAULTS_MAX     31                 /* too */

struct record {
	uint8_t head[RECORD_HEAD]; /* crc, version, length, body key */
	uint8_t state, substate;
	uint8_t stage : 3;
	uint8_t faults : 5; /* attempts without a usable answer */
	uint8_t parts;
	uint16_t flags, reason;
	usec accepted;
	uint32_t forwarded, final, next, ttl; /* ttl in seconds */
	uint64_t to;
	uint16_t account, smsc, set;
	uint8_t attempts; /* claims so far, modulo 256 */
	uint8_t policy;   /* see record_policy() */
	uint32_t campaign, err;
	uint64_t body, last;        /* places in the journal */
	uint32_t pending, answered; /* masks of parts: claimed, taken */
	uint32_t delivered;
	uint8_t detail;
	uint8_t refused : 1;   /* a part has a final failure, with reason */
	uint8_t delayed : 1;   /* this attempt is in retries */
	uint8_t throttled : 1; /* this attempt is not in tries */
	uint8_t retries : 5;   /* attempts refused for later: the back-off */
	uint16_t tries;        /* claims, but for those that were throttled */
};

static_assert(sizeof(struct record) == 96, "the record is 96 bytes");

/* The policy: class in bits 4 and 5, on_doubt in 0 and 1, and these. */
#define POLICY_EXEMPT    0x04u /* it may go to one who has opted out */
#define POLICY_HOOKED    0x40u /* somebody wants to hear what becomes of it */
#define POLICY_DISCARD   0x08u /* its text goes when it was sent */
#define POLICY_OBFUSCATE 0x80u /* nobody is shown its recipient's number */

static inline uint8_t record_policy(const struct accept *a)
{
	unsigned policy = (unsigned)a->class << 4 | a->on_doubt;

	if (a->exempt)
		policy |= POLICY_EXEMPT;
	if (a->hooked)
		policy |= POLICY_HOOKED;
	if (a->discard)
		policy |= POLICY_DISCARD;
	if (a->obfuscate)
		policy |= POLICY_OBFUSCATE;
	return (uint8_t)policy;
}

static inline uint8_t record_class(const struct record *r)
{
	return r->policy >> 4 & 3;
}

static inline uint8_t record_on_doubt(const struct record *r)
{
	return r->policy & 3;
}

/* Of what campaign (0: of none), step and variant it is, in one number. */
static inline uint32_t cell_of(uint32_t id, unsigned step, unsigned variant)
{
	return id << 8 | step << 4 | variant;
}

static inline uint8_t cell_step(uint32_t cell)
{
	return cell >> 4 & 15;
}

static inline uint8_t cell_variant(uint32_t cell)
{
	return cell & 15;
}

static inline uint32_t record_campaign(const struct record *r)
{
	return r->campaign >> 8;
}

static inline uint8_t record_step(const struct record *r)
{
	return cell_step(r->campaign);
}

static inline uint8_t record_variant(const struct record *r)
{
	return cell_variant(r->campaign);
}

/* Does it wait for nothing but a slot? Then it is in line. */
static inline bool record_is_ready(const struct record *r)
{
	return r->state == STATUS_QUEUED && r->substate == SUBSTATE_READY;
}

/* Does it wait for an instant? Then it has a row in due. */
static inline bool record_waits(const struct record *r)
{
	return r->state == STATUS_QUEUED &&
	       (r->substate == SUBSTATE_RETRY_WAIT ||
		   r->substate == SUBSTATE_SENDER_WAIT);
}

/* Does it wait to be released? Then it has a row in due too. */
static inline bool record_is_held(const struct record *r)
{
	return r->state == STATUS_HELD && r->campaign == 0;
}

/* Is it held until it is checked again (M3)? Then it has a row in due too. */
static inline bool record_is_checked_later(const struct record *r)
{
	return r->state == STATUS_HELD && r->campaign != 0;
}

/* Is it held, and was queued before (M3b)? */
bool record_was_queued(const struct record *r);

/* Is it queued or held: whatever it waits for, nobody has it? */
static inline bool record_is_unclaimed(const struct record *r)
{
	return r->state == STATUS_QUEUED || r->state == STATUS_HELD;
}

/* Is its time in our queue over (M20)? */
static inline bool record_is_over(const struct record *r, usec now)
{
	return r->ttl != 0 && now >= r->accepted + r->ttl * SECOND;
}

/* Perhaps it was sent, and it may be told to go again (M9h). */
static inline bool record_is_in_doubt(const struct record *r)
{
	return r->state == STATUS_DELIVERY_UNKNOWN && r->flags & FLAG_IN_DOUBT;
}

/* Can its text still be sent? What its carrier has taken is sent to no other
 * if it is of POLICY_DISCARD. */
static inline bool record_needs_text(const struct record *r)
{
	return record_is_unclaimed(r) || r->state == STATUS_NEW ||
	       r->state == STATUS_SUBMITTING || record_is_in_doubt(r);
}

/* Is its text to go as soon as it can be sent no more? */
static inline bool record_discards(const struct record *r)
{
	return r->policy & POLICY_DISCARD && !(r->flags & FLAG_REDACTED);
}

/* Has the carrier it, and may still say what became of it? */
static inline bool record_awaits_receipt(const struct record *r)
{
	return r->state == STATUS_FORWARDED || r->state == STATUS_ENROUTE;
}

/* When it came to us: keys are in this order. Of an imported message `accepted`
 * is when it was sent, and the ttl how long before it came. */
static inline usec record_came(const struct record *r)
{
	return r->flags & FLAG_IMPORTED ? r->accepted + r->ttl * SECOND
					: r->accepted;
}

/* A bit for each part of the message. */
static inline uint32_t record_all_parts(const struct record *r)
{
	return r->parts == 32 ? UINT32_MAX : (1u << r->parts) - 1;
}

/* An instant as the record keeps it, rounded down, or up; and back (0: never).
 * The first two may make the record FLAG_COARSE. */
uint32_t record_instant(struct record *r, usec at);
uint32_t record_not_before(struct record *r, usec at);
usec record_time(const struct record *r, uint32_t instant);

#endif
