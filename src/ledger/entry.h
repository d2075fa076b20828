/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * entry - one line of the journal: what happened to a message, when.
 *
 * An entry is a head of 24 bytes (type, length, time, message, place of the
 * message's previous entry) and a payload. An entry holds the decision as
 * well as its cause, so that reading the journal again gives the same record
 * whatever the configuration says by then.
 */
#ifndef LEDGER_ENTRY_H
#define LEDGER_ENTRY_H

#include "ledger/types.h"

#define ENTRY_HEAD        24
#define ENTRY_PAYLOAD_MAX 1900 /* head and payload fit a chunk of the journal */
#define ENTRY_FIXED_MAX   160  /* payload without body or raw text */
#define PART_WHOLE        255

enum entry_type {
#define ENTRY(type, number, name, what) ENTRY_##type = (number),
#include "ledger/entry.def"
#undef ENTRY
};

/* What the ledger made of an answer, a doubt or a receipt, where the rules of
 * statuses.md alone do not say. */
enum entry_decision {
	DECIDED_NOTHING,
	DECIDED_ELSEWHERE,   /* no failure: the rest of its set may have it */
	DECIDED_STALE,       /* of an attempt in whose place there is another */
	DECIDED_DOUBLE,      /* delivered, but it went elsewhere too */
	DECIDED_COUNTED,     /* one more attempt without a usable answer */
	DECIDED_OVERRULES,   /* a receipt, where a status answer had spoken */
	DECIDED_TAKEN,       /* the status answer counts */
	DECIDED_CONTRADICTS, /* it says otherwise than a receipt did (R6) */
	DECIDED_MISSING,     /* the last one, and nothing was ever said (M13) */
	DECIDED_CANCELED,    /* as we wished */
	DECIDED_WANTED,      /* it is to be canceled when its answers are in */
	DECIDED_EVIDENT,     /* the answer alone is evidence (sent_evidence) */
	DECIDED_PROVEN,      /* a receipt for what was refused (F11) */
};

/* What a follower (ledger/follow.h) need not look up: a customer may hear of
 * this entry; its message is POLICY_HOOKED. */
#define NEWS_ANY    1u
#define NEWS_HOOKED 2u

struct entry {
	uint8_t type;
	usec at;
	uint64_t key;             /* of the message; 0: none */
	uint64_t prev;            /* place; 0: none */
	uint64_t place;           /* of this entry */
	uint8_t after, after_sub; /* the message's state and substate then */
	uint8_t news;             /* NEWS_ bits */

	/* ACCEPT */
	uint16_t account, set; /* REROUTE: the new set */
	uint8_t parts, policy; /* POLICY_ of ledger/record.h */
	uint32_t ttl, sender;
	uint32_t scope; /* of the opt-outs that count for it */
	uint64_t to;    /* PARK: the receipt's source */
	uint32_t body_len;

	/* CLAIM, ANSWER, DOUBT, RETURN, RECEIPT, PARK, REROUTE, DEFER, STATUS,
	 * CANCEL */
	uint16_t smsc;
	uint8_t part, attempt; /* STATUS: the n-th question */
	uint32_t mask;         /* CLAIM */
	uint8_t class;         /* ANSWER; STATUS, CANCEL: enum told_class */
	uint8_t verdict;       /* RECEIPT, PARK, STATUS */
	uint8_t told_err;      /* STATUS: error_code */
	uint8_t hold;          /* DOUBT */
	uint8_t late;          /* ANSWER */
	uint8_t decision;      /* ANSWER, DOUBT, RECEIPT */
	uint8_t detail;
	uint16_t reason;
	uint32_t status; /* command_status; of a RECEIPT its err */
	usec next;       /* ANSWER, DOUBT, RETURN, DEFER, RESEND, QUIET,
			  * ACCEPT (0: at once): not before; CLOCK: how far the
			  * dates were too late */
	char smsc_id[SMSC_ID_BYTES];

	/* RECEIVED: policy, to (the handset), sender (hash of our number),
	 * account, smsc, parts, body_len, and these; SKIP: the substate. */
	uint8_t keyword; /* enum mo_keyword */
	uint8_t why;     /* enum substate */

	/* BORN: account, policy, to, scope, and these. CHECKED: verdict is the
	 * step that decided (enum check_step; CHECKED_FOLLOW_UP); of what is
	 * held, or may be sent to later, next; of what failed reason, detail;
	 * of what passed policy, set, parts, ttl, sender, scope, body_len,
	 * index, zone. */
	uint32_t campaign; /* cell_of(); CAMPAIGN: its id alone */
	uint32_t index;    /* of its recipient */
	uint64_t contact;  /* 0: none */
	uint16_t zone;     /* NAME_ZONE; 0: the account's */

	/* ANSWER, RECEIVED: for ledger/usage.h, and not written. */
	uint8_t own, segments;
	int64_t price;

	bool names; /* RECEIPT: for struct heard, and not written */

	/* IMPORT: policy, account, parts, to, sender, body_len, reason, detail,
	 * next: when it was sent, verdict: its enum status. */

	/* What follows the fixed fields: body, text of a receipt, or why there
	 * is a doubt. */
	const void *raw;
	size_t raw_len;
};

/* A follow-up is born: it is checked when its instant has come. */
#define CHECKED_FOLLOW_UP 0

/* Is it the first of a message? */
static inline bool entry_begins(const struct entry *e)
{
	return e->type == ENTRY_ACCEPT || e->type == ENTRY_RECEIVED ||
	       e->type == ENTRY_BORN || e->type == ENTRY_IMPORT;
}

/* Has it the front of the message's body? */
bool entry_has_body(const struct entry *e);

/* A sender's hash as an entry has it: in 32 bits; 0 stays the one that means
 * none. */
uint32_t entry_sender(uint64_t sender);

const char *entry_name(uint8_t type); /* "" for an unknown one */

/* Head and fixed fields into `to` (ENTRY_HEAD + ENTRY_FIXED_MAX bytes);
 * e->raw goes behind them. Returns how many bytes were written. */
size_t entry_encode(const struct entry *e, uint8_t *to);

/* The entry at the front of `data`; e->raw points into it. *used is its whole
 * length. RC_CORRUPT: not an entry. */
MUST_CHECK int entry_decode(struct entry *e, const void *data, size_t len,
    size_t *used);

/* body.c: the entry at a place of the journal. With `j` one that is not yet
 * flushed is found too; NULL in a read transaction. RC_NOT_FOUND, RC_CORRUPT.
 */
struct journal;
struct store_txn;

MUST_CHECK int entry_at(struct store_txn *t, struct journal *j, uint64_t place,
    struct entry *e);

#endif
