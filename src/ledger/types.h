/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * types - the facts, outcomes and views that cross the ledger's border.
 */
#ifndef LEDGER_TYPES_H
#define LEDGER_TYPES_H

#include "base/base.h"
#include "model/status.h"

#define LEDGER_PARTS_MAX 32 /* a mask of parts is 32 bits */
#define LEDGER_BODY_MAX  16384
#define SMSC_ID_BYTES    65 /* message_id of SMPP 3.4, 4.4.2, with its NUL */

struct ledger_options {
	const char *path;    /* of the store */
	uint64_t map_bytes;  /* 0: the store's default */
	usec unknown_after;  /* forwarded, no receipt: delivery_unknown */
	usec parked_ttl;     /* of a receipt that fits no message */
	size_t active_slots; /* records kept in memory; 0: ACTIVE_SLOTS */
	size_t accepts_max;  /* accepts on the way to a commit; then RC_BUSY */
};

struct ledger_problem {
	char text[512]; /* why the store could not be opened */
};

/* 128 bits: `key` counts the messages of this store, so ids are ordered in
 * time; `tail` cannot be guessed. */
struct message_id {
	uint64_t key, tail;
};

#define MESSAGE_ID_TEXT 35 /* "SM", 32 hex digits, NUL */

/* "SM" and 32 lower-case hex digits into `text`. Returns `text`. */
char *message_id_format(const struct message_id *id, char *text);
/* RC_BAD: not an id. */
MUST_CHECK int message_id_parse(const char *text, struct message_id *id);

/* What a 16-bit id may stand for. NAME_SET: the smscs a message may go
 * through and in what order, "acme,beta" (route/set.h). */
enum name_kind { NAME_ACCOUNT, NAME_SMSC, NAME_SET, NAME_KINDS };

enum message_class { CLASS_TRANSACTIONAL, CLASS_PROMOTIONAL, CLASS_OTP };

/* What to do with a message in doubt; DOUBT_DEFAULT asks its smsc. */
enum doubt_policy { DOUBT_DEFAULT, DOUBT_RESEND, DOUBT_HOLD };

struct accept {
	uint64_t token; /* the caller's, given back */
	uint16_t account, set;
	uint8_t parts;    /* 1 .. LEDGER_PARTS_MAX */
	uint8_t class;    /* enum message_class */
	uint8_t on_doubt; /* enum doubt_policy */
	uint32_t ttl;     /* seconds in our queue, 0: no limit */
	uint64_t to;      /* E.164 digits as a number */
	uint64_t sender;  /* hash of the sender, 0: none */
	const void *body; /* the caller's own form; the ledger never reads it */
	size_t body_len;  /* up to LEDGER_BODY_MAX */
};

/* What became of it. */
struct accepted {
	struct message_id id;
	usec at; /* the date that the message bears */
};

/* One part of a claimed message; attempt tells a late answer from the due. */
struct claim_part {
	uint64_t key;
	uint16_t smsc;
	uint8_t part, attempt;
};

struct claim {
	struct message_id id;
	uint16_t smsc, account;
	uint8_t attempt, parts;
	uint32_t mask; /* the parts to send */
	uint64_t to;
	usec accepted;
	uint32_t ttl;
	const void *body;
	size_t body_len;
};

/* The outcome words of an answer (smpp/status.def has them per status). */
enum answer_class {
	ANSWER_OK,
	ANSWER_LATER,
	ANSWER_THROTTLE,
	ANSWER_NEVER,
	ANSWER_FAULT,
};

struct answer {
	struct claim_part part;
	uint8_t class; /* enum answer_class */
	bool late;
	uint32_t status; /* command_status as it came */
	uint16_t reason; /* for ANSWER_NEVER: model/reason.def */
	uint8_t detail;
	char smsc_id[SMSC_ID_BYTES]; /* "": none given */
};

/* Given back as it is, so that the caller can answer the deliver_sm. */
struct reply_token {
	uint64_t word[3];
};

enum receipt_verdict {
	VERDICT_NOTHING,  /* no information */
	VERDICT_UNDERWAY, /* intermediate evidence */
	VERDICT_DELIVERED,
	VERDICT_FAILED,  /* reason is set */
	VERDICT_EXPIRED, /* failed as its validity was over; reason is set */
};

struct receipt_fact {
	struct reply_token reply;
	uint16_t smsc;
	uint8_t verdict; /* enum receipt_verdict */
	bool unflagged;  /* it only looks like one: if no message fits, an MO */
	uint8_t detail;
	uint16_t reason;
	uint32_t err;  /* as a number where it is one */
	uint64_t from; /* source address: our recipient; 0: unreadable */
	char smsc_id[SMSC_ID_BYTES];
	const void *raw; /* text as it came, kept for the timeline */
	size_t raw_len;  /* up to 1,024 */
};

struct inbound_fact {
	struct reply_token reply;
	uint16_t smsc;
	const void *raw; /* the PDU as it came */
	size_t raw_len;  /* up to LEDGER_BODY_MAX */
};

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
	const char *raw; /* text of a receipt, or "" */
	size_t raw_len;
};

struct message_view {
	struct message_id id;
	uint16_t account, smsc, set;
	uint8_t parts, class, on_doubt;
	uint16_t attempts; /* but for those that were throttled */
	enum status state;
	uint8_t substate, stage, detail;
	uint16_t flags, reason;
	uint32_t err, ttl;
	uint64_t to;
	usec accepted, submitted, forwarded, final, next; /* 0: not yet */
	const void *body;
	size_t body_len;
	size_t n_events; /* of ledger_fetch() only */
	const struct event_view *event;
};

struct list_query {
	uint16_t account;
	uint64_t before; /* only keys below; 0: from the newest */
	size_t limit;    /* 1 .. 1,000 */
	int state;       /* enum status, -1: any */
	uint64_t to;     /* 0: any */
};

struct message_page {
	int rc; /* RC_BUSY: too many reads; RC_NO_SPACE, RC_IO: not read */
	size_t n;
	const struct message_view *message;
	uint64_t next; /* `before` of the next page; 0: that was all */
};

struct ledger_totals {
	uint64_t state[STATUS_COUNT]; /* messages now in each state */
	uint64_t open;                /* not yet final */
	uint64_t queued, parked, outstanding;
	uint64_t commits, facts, puts, put_bytes, inbound;
	bool full; /* new messages are refused for want of space */
};

#endif
