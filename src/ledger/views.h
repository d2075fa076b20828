/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * views - messages and lists as those who ask the ledger see them.
 */
#ifndef LEDGER_VIEWS_H
#define LEDGER_VIEWS_H

#include "ledger/types.h"

#define EVENTS_MAX 256 /* of one message shown; older ones are left out */

/* One line of a message's timeline, the oldest first. */
struct event_view {
	usec at;
	const char *name;  /* accepted, claimed, answered, receipt, ... */
	enum status state; /* after it */
	uint8_t substate;
	uint8_t part; /* 0-based; 255: the whole message */
	uint8_t attempt;
	bool has_status;
	uint32_t status; /* command_status of an answer */
	uint16_t reason;
	uint16_t smsc; /* 0: none */
	char smsc_id[SMSC_ID_BYTES];
	const char *raw; /* text of a receipt, why a doubt is, or "" */
	size_t raw_len;
};

/* The `raw` of a doubt, a word of session/session.def, or of what was open when
 * we began: */
#define DOUBT_AT_START "restart"

struct message_view {
	struct message_id id;
	uint16_t account, smsc, set;
	uint8_t parts, class, on_doubt;
	uint16_t attempts; /* but for those that were throttled */
	enum status state;
	uint8_t substate, stage, detail;
	uint16_t flags, reason;
	uint32_t err, ttl;
	uint32_t campaign; /* id << 8 | step << 4 | variant; 0: of none */
	bool hooked;
	bool discard, obfuscate; /* ledger/discard.h; of discard no text */
	uint64_t to;
	usec accepted, submitted, forwarded, final, next; /* 0: not yet */
	const void *body;
	size_t body_len;
	size_t n_events; /* of ledger_fetch() only */
	const struct event_view *event;
};

/* Of what campaign (0: of none), step and variant it is. */
static inline uint32_t view_campaign(const struct message_view *v)
{
	return v->campaign >> 8;
}

static inline unsigned view_step(const struct message_view *v)
{
	return v->campaign >> 4 & 15;
}

static inline unsigned view_variant(const struct message_view *v)
{
	return v->campaign & 15;
}

/* Who wrote it, or to whom, as a customer says it: one that came is from a
 * handset to us, one that went the other way. */
struct list_party {
	bool given;
	uint64_t number; /* as a handset; 0: it is none */
	uint64_t sender; /* as one of ours: the hash; 0: it is none */
};

struct list_query {
	uint16_t account;
	uint64_t before; /* only keys below; 0: from the newest */
	uint64_t after;  /* if not 0: only those from here on, the oldest; then
			  * page.next is the `after` of what is newer */
	size_t limit;    /* 1 .. 1,000 */
	int state;       /* enum status, -1: any */
	uint64_t to;     /* the other side's number; 0: any */

	/* More that must be true of it; 0, false: never mind. */
	uint32_t states; /* a bit, 1u << state, for each */
	bool inbound_only, outbound_only;
	usec from_date, to_date; /* accepted: not before, and before */
	usec sent_from, sent_to; /* forwarded, or received by us: the same */
	uint32_t campaign;       /* the id of one */
	uint64_t sender; /* of our side: a hash as in struct accept, of which
			  * 32 bits count */
	struct list_party from_whom, to_whom;
};

struct message_page {
	int rc; /* RC_BUSY: too many reads; RC_NO_SPACE, RC_IO: not read */
	size_t n;
	const struct message_view *message;
	uint64_t next; /* `before` of the next page; 0: that was all */
};

#endif
