/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * intake - is this submission a message? What is wrong with it, or a fact.
 *
 * The faces (Twilio-compatible, native, batch) fill in one struct and get one
 * fault; each renders it in its own way.
 */
#ifndef FLOW_INTAKE_H
#define FLOW_INTAKE_H

#include <esmed/text_rules.h>

#include "flow/body.h"
#include "flow/fault.h"
#include "model/number.h"

#define INTAKE_TEXT_CHARACTERS 1600
#define INTAKE_VALIDITY_MAX    604800 /* seconds: a week */

#define TLVS_MAX     16 /* of one message */
#define TLV_WHY_ROOM 256

enum intake_smart {
	INTAKE_SMART_ACCOUNT, /* as the account's key says */
	INTAKE_SMART_NO,
	INTAKE_SMART_YES,    /* replace look-alikes if all then fits */
	INTAKE_SMART_ALWAYS, /* replace whatever has one */
};

/* A TLV (flow/tlv.h) as it was asked for. */
struct tlv_request {
	struct body_text name;  /* "dlt_entity_id", "0x1400", "5120" */
	struct body_text value; /* a text */
	bool is_number;         /* else: */
	int64_t number;
};

/* Texts need no NUL; len 0: not given. */
struct submission {
	size_t account; /* index in the configuration */
	struct body_text to, from, text;
	struct body_text class, on_doubt, smsc;
	struct body_text ref, tag, callback;
	struct body_text hook;   /* as BODY_HOOK: how the callback is told */
	struct body_text action; /* as BODY_ACTION */
	bool is_reply;           /* to an inbound text */
	struct tlv_request tlv[TLVS_MAX];
	size_t tlvs;
	long validity; /* seconds, 0: not given */
	enum intake_smart smart;
	bool force; /* though the number is a landline's */
	bool has_class, has_protocol;
	uint8_t message_class, protocol_id;
	struct body_extra extra;
	struct body_text binary, udh; /* hexadecimal, instead of a text */
	struct body_text service;     /* sid of the messaging service, if any */
	usec send_at;                 /* not before; 0: at once */
	bool exempt;                  /* though the recipient has opted out */
	bool discard, obfuscate;      /* ledger/discard.h */
	uint32_t scope;               /* of the opt-outs that count for it */
	/* Of an Idempotency-Key, 0: none; and a hash of what was asked. */
	uint64_t idem[2], request;
};

/* What was understood, for the answer. */
struct submitted {
	uint64_t to;
	uint8_t parts, segments, class, on_doubt;
	uint8_t charged; /* segments that limits were asked for */
	bool is_free;    /* it ends without being sent: it costs nothing */
	unsigned retry;  /* of a fault: seconds until it may go, 0: unknown */
	char from[SENDER_TEXT + 1]; /* as shown, with + for a number */
	const void *body; /* as the ledger keeps it; until the next call */
	size_t body_len;
	char why[TLV_WHY_ROOM]; /* of a fault: more than its row says, or "" */
};

struct accept;
struct flow;

/* The ledger's event .accepted or .refused follows with this token; or a
 * fault, and nothing happened but that out->why is set. */
MUST_CHECK enum fault intake_submit(struct flow *f, const struct submission *s,
    uint64_t token, struct submitted *out);

/* The same up to there: *a is what the ledger would get, its body holds until
 * the next call. No limit of the account was asked. */
MUST_CHECK enum fault intake_prepare(struct flow *f, const struct submission *s,
    struct submitted *out, struct accept *a);

/* Take what it needs of the account's limits: its segments, and their price. A
 * fault says which limit forbids it, out->retry for how long. */
MUST_CHECK enum fault intake_charge(struct flow *f, size_t account,
    struct submitted *out);

/* The ledger did not take it after all, or had it already: what was charged is
 * given back. `account` is the ledger's number. */
void intake_undo(struct flow *f, uint16_t account, uint64_t to,
    unsigned charged);

/* Of a text in UTF-8, as its limits count them. */
size_t intake_characters(const struct body_text *t);

/* What a sender is told apart by (struct accept, struct list_query): a number
 * is the same with and without its plus and separators. RC_BAD: it is none. */
MUST_CHECK int intake_sender(const struct body_text *from, uint64_t *hash);

/* By which rules a text would be planned, of which only to, from, smsc and
 * account count, and may be missing. Faults as above. */
MUST_CHECK enum fault intake_rules(struct flow *f, const struct submission *s,
    struct submitted *out, struct text_rules *rules);

/* Of a dlr-url of Kannel what stands before its escapes: no part of its host
 * may come of them, so it can be judged by this. */
struct body_text intake_fixed_url(const struct body_text *url);

#endif
