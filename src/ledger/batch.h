/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * batch - facts on their way in, and what came of them on the way out.
 *
 * Owns:    its arrays and the bytes of both ways.
 * Threads: one at a time has it; the ledger hands it over.
 */
#ifndef LEDGER_BATCH_H
#define LEDGER_BATCH_H

#include "base/buf.h"
#include "ledger/question.h"

enum fact_type {
#define FACT(id, what) FACT_##id,
#include "ledger/fact.def"
#undef FACT
};

/* struct ledger_smsc, but for its name. */
struct smsc_fact {
	uint16_t smsc;
	bool is_known, hold; /* unknown: it is not configured any more */
	usec doubt_wait;
	double sender_rate;
	unsigned otp_share;
	uint32_t capacity;
	uint8_t msgid, query;
	bool cancel, evident;
};

/* What ledger_retention() says. */
struct retention_fact {
	uint16_t account;
	usec body_for, record_for;
};

/* struct optout, and whose wish it is. */
struct optout_fact {
	uint64_t token, number;
	uint32_t scope;
	uint16_t account;
	bool set;
	uint8_t source; /* enum optout_source */
};

struct wish_fact {
	uint64_t token;
	uint16_t account;
	uint8_t wish; /* enum wish */
	struct message_id id;
};

struct fact {
	enum fact_type type;
	bool has_text; /* a receipt: an inbound_fact and its raw text follow */
	size_t data;   /* offset in batch.in of body or raw text */
	union {
		struct accept accept;
		struct {
			uint16_t smsc;
			int n;
		} slots;
		struct {
			uint16_t smsc;
			bool up;
		} up;
		struct smsc_fact smsc;
		struct answer answer;
		struct claim_part part;
		struct receipt_fact receipt;
		struct inbound_fact inbound;
		struct told told; /* its text is the data */
		struct wish_fact wish;
		struct retention_fact retention;
		struct optout_fact optout;
		struct {
			uint64_t key;
			uint16_t what; /* FLAG: flags, MOVE: a set */
		} mark;
		struct {
			uint64_t token;
			uint16_t account;
			uint8_t kind;
			bool del;
			size_t name_len, len; /* of the data: name, value */
		} keep;
		struct {
			uint32_t lane;
			uint64_t place;
			size_t len; /* of a put: of the data, all of it */
		} hook;
		/* The others (facts_more.c): their struct and the rest. */
		struct {
			uint64_t token;
			size_t len; /* of the data */
		} bytes;
	} u;
};

enum outcome_type {
	OUTCOME_ACCEPTED,
	OUTCOME_REFUSED,
	OUTCOME_CLAIMED,
	OUTCOME_STORED,
	OUTCOME_QUESTION,
	OUTCOME_STRANDED, /* u.claim */
	OUTCOME_GRANTED,
	OUTCOME_GIVEN_UP,
	OUTCOME_MISSED,
	OUTCOME_CHARGED,
	OUTCOME_KEPT,
	OUTCOME_OPTED,
	OUTCOME_RECEIVED,
	OUTCOME_CAMPAIGNED,
	OUTCOME_CHECKED,
	OUTCOME_CONTACTED,
	OUTCOME_SUGGESTED,
	OUTCOME_SUGGESTION,
	OUTCOME_USED,  /* its data: struct usage_day */
	OUTCOME_HEARD, /* u.received without account and keyword: events.h */
};

/* struct received of ledger/mo.h, but for its body. */
struct received_text {
	struct message_id id;
	uint64_t from;
	uint16_t account, smsc;
	uint8_t keyword, parts;
	bool changed, whole, hooked;
	usec at;
	size_t body_len;
};

struct outcome {
	enum outcome_type type;
	int rc;
	uint64_t token;
	size_t data;   /* of a body: of a claim, question, received text */
	bool data_out; /* it is in batch.out, not in batch.in */
	union {
		struct accepted accepted;
		struct claim claim;
		struct reply_token reply;
		struct question question;
		struct granted granted;
		struct {
			uint64_t key, to;
		} given_up;
		uint16_t missed; /* the account */
		struct {
			uint64_t to;
			uint16_t account;
			uint8_t segments;
			bool is_due;
		} charged;
		bool changed; /* an opt-out */
		struct received_text received;
		struct {
			uint32_t id;
			uint8_t status; /* enum campaign_status */
		} campaign;
		struct {
			uint64_t id;
			bool created;
		} contact;
		struct {
			uint64_t number;
			uint16_t account;
		} suggestion;
	} u;
};

struct batch {
	struct fact *fact;
	size_t facts, facts_cap, accepts;
	struct buf in;
	struct outcome *outcome;
	size_t outcomes, outcomes_cap;
	struct buf out;
	usec now, steady; /* clock_wall(), clock_steady() at the hand-over */
};

void batch_fini(struct batch *b);
void batch_clear(struct batch *b);

/* A new fact; `data` is copied. */
struct fact *batch_add(struct batch *b, enum fact_type type, const void *data,
    size_t len);
/* More data of the fact just added, of those that have u.bytes. */
void batch_more(struct batch *b, struct fact *f, const void *data, size_t len);
struct outcome *batch_outcome(struct batch *b, enum outcome_type type);

static inline const uint8_t *batch_data(const struct batch *b,
    const struct fact *f)
{
	return buf_bytes(&b->in) + f->data;
}

#endif
