/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rule - what the simulator does with a message, as a line of text.
 *
 *	to=+1917555*,chance=30%:status=RTHROTTLED
 *	to=+19175550001:delay=50-80ms,receipt=ENROUTE,receipt=DELIVRD,after=2s
 *	pdu=enquire_link:lose
 *
 * A rule with `pdu` is about every PDU of that name that comes or goes; the
 * others are about messages, and what they say of the wire is about the
 * submit_sm_resp.
 *
 * The words stand in sim/rule.def. The command line, the control port and
 * --help all read them there.
 *
 * Owns:     a struct rule holds all it needs. Receipts on their way keep the
 *           rule they come from by a reference.
 */
#ifndef SIM_RULE_H
#define SIM_RULE_H

#include "base/base.h"

#include <sys/queue.h>

#define RULE_RECEIPTS 4
#define RULE_NUMBER   24
#define RULE_TEXT     256
#define RULE_ID       65
#define RULE_BYTES    255

/* A time, or evenly any between two. */
struct span {
	usec min, max;
};

enum rule_via { RULE_VIA_TEXT = 1, RULE_VIA_PAYLOAD = 2, RULE_VIA_TLV = 4 };

enum rule_form {
	RULE_FORM_SAME,
	RULE_FORM_HEX, /* a decimal id in hexadecimal */
	RULE_FORM_DEC, /* a hexadecimal id in decimal */
	RULE_FORM_UPPER,
	RULE_FORM_LOWER,
	RULE_FORM_PADDED /* zeros in front, to 10 digits */
};

/* What `pdu` names beside command ids. */
#define RULE_PDU_NONE      0u
#define RULE_PDU_ANY       0xffffffffu
#define RULE_PDU_BIND      0xfffffffeu /* any of the three */
#define RULE_PDU_BIND_RESP 0xfffffffdu
#define RULE_PDU_CONNECT   0xfffffffcu /* a connection was accepted */

enum rule_way { RULE_WAY_BOTH, RULE_WAY_IN, RULE_WAY_OUT };

struct rule_bytes {
	bool is_set;
	uint8_t len, data[RULE_BYTES];
};

/* A number, or so much more or less than it would have been. */
struct rule_shift {
	bool is_set, is_relative;
	int64_t by;
};

/* What happens to the connection behind a PDU. */
enum rule_then {
	RULE_THEN_NOTHING,
	RULE_THEN_CLOSE,
	RULE_THEN_RESET,
	RULE_THEN_HALF, /* we write no more, and read on */
	RULE_THEN_UNBIND,
	RULE_THEN_MUTE, /* whatever is written is lost */
	RULE_THEN_DEAF  /* nothing more is read */
};

/* What becomes of a PDU on the wire. */
struct rule_wire {
	bool is_set; /* anything of this */
	bool lose, bare;
	uint64_t copies, cut, each, gather; /* 0: not said */
	uint32_t command;                   /* 0: its own */
	struct rule_shift sequence, length;
	struct rule_bytes body, tail, before, behind;
	struct span gap, then_after;
	enum rule_then then;
};

/* One receipt to come. */
struct rule_receipt {
	char stat[33], err[33];
	struct span after;
	uint64_t times;
	unsigned via; /* RULE_VIA_* */
	enum rule_form form;
	bool early, intermediate;
	bool other_bind; /* not by the one its message came by */
	char with_id[RULE_ID];
	int32_t network;   /* type << 16 | code; -1: none */
	int32_t esm_class; /* -1: what the kind asks for */
	char shape[RULE_TEXT];
};

/* What query_sm is told: a status to fail with, or else a message_state. */
struct rule_query {
	uint32_t status;
	uint8_t state; /* 0: what the receipts said so far */
};

/* The "" of a pattern or text matches all. */
struct rule {
	char to[RULE_NUMBER], from[RULE_NUMBER];
	char text[RULE_TEXT];
	uint32_t chance; /* of a million */
	uint64_t first;  /* 0: no end */
	uint64_t skip;   /* so many are passed over before */
	uint64_t passed; /* how many were */
	uint64_t used;   /* how often it was taken */
	uint32_t pdu;    /* RULE_PDU_NONE: about messages */
	enum rule_way way;
	uint64_t session; /* 0: any */

	uint32_t status;
	struct span delay;
	bool hold, drop;
	char id[RULE_ID];
	struct rule_query query;
	uint32_t cancel;
	struct rule_wire wire;

	size_t receipts;
	struct rule_receipt receipt[RULE_RECEIPTS];

	char spec[RULE_TEXT * 3]; /* as it was written */
	unsigned refs;
	TAILQ_ENTRY(rule) link;
};

TAILQ_HEAD(rule_list, rule);

struct rule_error {
	char text[400]; /* names the word, and what is allowed */
};

/* A rule that takes everything and answers 0, with one reference. The last
 * rule_unref() frees it. */
struct rule *rule_new(void);
struct rule *rule_ref(struct rule *r);
void rule_unref(struct rule *r);

/* A receipt of that stat, all else as usual. */
void rule_receipt_init(struct rule_receipt *r, const char *stat);

/* Read a whole rule, with one reference. RC_BAD: *error says why. */
MUST_CHECK int rule_parse(const char *spec, struct rule **out,
    struct rule_error *error);

/* One word about a receipt, as the control port gives them. RC_NOT_FOUND: no
 * such word of a receipt; RC_BAD: a wrong value; *error says what. */
MUST_CHECK int rule_receipt_set(struct rule_receipt *r, const char *word,
    const char *value, struct rule_error *error);

/* "200ms", "2s", "1-2m", "500-900ms"; up to a day, ms without unit. */
MUST_CHECK int span_parse(const char *text, struct span *s);
usec span_pick(const struct span *s);

/* What rules look at. */
struct rule_subject {
	const char *to, *from; /* with or without + */
	const char *text;      /* UTF-8; NULL if no rule of the list asks */
	uint32_t pdu;          /* RULE_PDU_NONE: a message is to be answered */
	bool out;              /* the PDU is one of ours */
	uint64_t session;
};

/* The first rule that takes it, counted as used, or NULL. */
struct rule *rule_pick(struct rule_list *list, const struct rule_subject *s);

/* Does any rule look at texts? Is any about PDUs? */
bool rule_list_reads_text(const struct rule_list *list);
bool rule_list_reads_pdus(const struct rule_list *list);

/* The help: a line for each word. */
struct buf;
void rule_help(struct buf *to);

/* message_state (SMPP 3.4, 5.2.28) of a stat or a state's name; 0: none. */
uint8_t rule_state_of(const char *stat);

#endif
