/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * types - the facts and outcomes that cross the ledger's border.
 */
#ifndef LEDGER_TYPES_H
#define LEDGER_TYPES_H

#include "base/base.h"
#include "model/status.h"

#define LEDGER_PARTS_MAX 32 /* a mask of parts is 32 bits */
#define LEDGER_BODY_MAX  16384
#define SMSC_ID_BYTES    65 /* message_id of SMPP 3.4, 4.4.2, with its NUL */

struct buf;
struct mo_piece;
struct unnaming;

struct ledger_options {
	const char *path;    /* of the store */
	uint64_t map_bytes;  /* 0: the store's default */
	usec unknown_after;  /* forwarded, no receipt: delivery_unknown */
	usec parked_ttl;     /* of a receipt that fits no message */
	size_t active_slots; /* records kept in memory; 0: ACTIVE_SLOTS */
	size_t accepts_max;  /* accepts on the way to a commit; then RC_BUSY */
	/* One body from the parts of a text (ledger/mo.h). May be NULL. */
	void (*join)(struct buf *out, const struct mo_piece *piece, size_t n);
	/* Take the text out of a body, in place; what is left can be read. By
	 * any thread, perhaps twice. NULL: all of it is zeroed. */
	void (*blank)(void *body, size_t len);
	/* What a campaign says but for numbers: ledger/forget.h. NULL: all. */
	int (*unname)(const struct unnaming *u, struct buf *out);
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

/* What a 16-bit id may stand for. NAME_SET: "acme,beta" (route/set.h). */
enum name_kind { NAME_ACCOUNT, NAME_SMSC, NAME_SET, NAME_ZONE, NAME_KINDS };

enum message_class { CLASS_TRANSACTIONAL, CLASS_PROMOTIONAL, CLASS_OTP };
/* What to do with a message in doubt; DOUBT_DEFAULT asks its smsc. */
enum doubt_policy { DOUBT_DEFAULT, DOUBT_RESEND, DOUBT_HOLD };

struct accept {
	uint64_t token; /* the caller's, given back */
	uint16_t account, set;
	uint8_t parts;           /* 1 .. LEDGER_PARTS_MAX */
	uint8_t class, on_doubt; /* enum message_class, doubt_policy */
	uint32_t ttl;            /* seconds in our queue, 0: no limit */
	uint64_t to;             /* E.164 digits as a number */
	uint64_t sender;         /* hash of the sender, 0: none */
	usec send_at;            /* not before; 0: at once */
	uint32_t scheduled_max;  /* ledger/life.h; 0: no limit */
	bool hooked;             /* somebody wants to hear what becomes of it */
	bool exempt;             /* it may go to one who has opted out */
	bool discard, obfuscate; /* ledger/discard.h */
	uint32_t scope;          /* of the opt-outs that count for it */
	/* Of an Idempotency-Key, 0: none; and a hash of what was asked. */
	uint64_t idem[2], request;
	const void *body; /* the caller's own form; the ledger never reads it */
	size_t body_len;  /* up to LEDGER_BODY_MAX */
};

/* What became of it. */
struct accepted {
	struct message_id id;
	usec at;       /* the date that the message bears */
	bool replayed; /* it is the one of an earlier request of this key */
	bool held;     /* until send_at */
};

/* One part of a claimed message; attempt tells a late answer. */
struct claim_part {
	uint64_t key;
	uint16_t smsc;
	uint8_t part, attempt;
};

struct claim {
	struct message_id id;
	uint16_t smsc, account;
	uint8_t attempt, parts, class;
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
	ANSWER_FAULT
};

struct answer {
	struct claim_part part;
	uint8_t class;    /* enum answer_class */
	bool late, again; /* again: but one more id that may be named */
	uint32_t status;  /* command_status as it came */
	uint16_t reason, reference;    /* 0: none; user_message_reference */
	uint8_t detail, own, segments; /* ledger/usage.h; 0: not known */
	int64_t price;                 /* of a segment */
	char smsc_id[SMSC_ID_BYTES];   /* "": none given */
};

/* Given back as it is, to answer the deliver_sm. */
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

/* A text from a handset, or a part of one: ledger/mo.h. */
struct inbound_fact {
	struct reply_token reply;
	uint16_t smsc;
	uint16_t account, otherwise; /* whose number it came to; ledger/mo.h */
	uint64_t from;               /* the handset's number; 0: it has none */
	uint64_t to_hash;            /* of our number, as in accept.sender */
	uint32_t scope;       /* of the opt-out that the keyword is about */
	uint8_t keyword, own; /* enum mo_keyword, usage_own */
	bool hooked;          /* somebody wants to hear of it */
	bool concat;          /* it is a part of a longer text: */
	uint8_t part, parts;  /* from 1 */
	uint32_t ref;
	uint32_t text_at, text_len; /* the text in `raw` */
	const void *raw;            /* the body of the message */
	size_t raw_len;             /* up to LEDGER_BODY_MAX */
};

struct receipt_fact {
	struct reply_token reply;
	uint16_t smsc;
	uint8_t verdict, detail; /* verdict: enum receipt_verdict */
	bool unflagged, names, has_reference; /* the first: it may be a text */
	uint16_t reason, reference; /* reference: as in struct answer */
	uint32_t err;               /* as a number where it is one */
	uint64_t from; /* source address: our recipient; 0: unreadable */
	char smsc_id[SMSC_ID_BYTES];
	const void *raw; /* text as it came, kept for the timeline */
	size_t raw_len;  /* up to 1,024 */
	/* What an unflagged one is if it fits none; NULL: it is but noted. */
	const struct inbound_fact *text;
};

/* What people want of a message. */
enum wish { WISH_CANCEL, WISH_RESEND, WISH_REDACT, WISH_DELETE };

/* What became of one. rc 0: it is in `state` now (submitting, forwarded: it is
 * canceled if the carrier lets it be); RC_NOT_FOUND: no such message;
 * RC_DENIED: too late, too early (ledger/life.h), or in no state for that. */
struct granted {
	int rc;
	enum status state;
	struct message_id id;
};

/* What is known of an smsc's receipts and ids (model/msgid.h). */
struct ledger_smsc_view {
	uint8_t msgid;   /* enum msgid_mode, as configured */
	uint8_t learned; /* enum msgid_mode; MSGID_AUTO: nothing yet */
	bool settled;
	uint32_t evidence, against, turns;
	uint64_t receipts, matched, parked; /* of this process */
	bool asks;                          /* messages are asked about now */
	uint64_t questions, told; /* handed out; answered with a state */
};

struct ledger_totals {
	uint64_t state[STATUS_COUNT]; /* messages now in each state */
	uint64_t open, queued, parked, outstanding; /* open: not yet final */
	uint64_t commits, facts, puts, put_bytes, inbound;
	bool full; /* new messages are refused for want of space */
};

#endif
