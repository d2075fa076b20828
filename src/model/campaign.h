/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign - where a campaign is, and where it goes from there.
 *
 * States and moves stand in model/campaign.def, what forbids to send in
 * model/preflight.def. Numbers are written to disk: rows are appended, never
 * renumbered.
 *
 * Owns: nothing. campaign_move() is the only writer of a campaign's status.
 */
#ifndef MODEL_CAMPAIGN_H
#define MODEL_CAMPAIGN_H

#include "model/status.h"

enum campaign_status {
#define CAMPAIGN(id, number, word, final, to) CAMPAIGN_##id = (number),
#include "model/campaign.def"
#undef CAMPAIGN
	CAMPAIGN_STATES
};

/* Bits of a set of reasons: all that hold are told (B56). */
enum preflight {
	PREFLIGHT_NONE,
#define PREFLIGHT(id, bit, code, text) PREFLIGHT_##id = 1 << (bit),
#include "model/preflight.def"
#undef PREFLIGHT
};

/* Why it moved, for its events. */
enum campaign_cause {
	CAUSE_NONE,
	CAUSE_USER,      /* somebody asked for it */
	CAUSE_DUE,       /* its instant has come */
	CAUSE_CHECKED,   /* all recipients were checked */
	CAUSE_EVIDENCE,  /* enough of them are on their way: the Sent rule */
	CAUSE_CONFIRMED, /* Done guard A */
	CAUSE_WINDOW,    /* Done guard B */
	CAUSE_PREFLIGHT, /* something forbids to send */
	CAUSES
};

/* What the guards of statuses.md 5.3 ask for. */
struct campaign_facts {
	bool filling;       /* the snapshot is still being made */
	uint64_t unchecked; /* of the initial step: new or held */
	uint64_t pending;   /* of it: new, held, queued or submitting */
	uint64_t forwarded, evidence; /* of it: F and E */
	uint64_t in_queue, outbox;    /* of all steps */
	unsigned threshold;           /* percent of F that E must be; 80 */
	usec last_forwarded, close_window, now;
};

/* The words; never NULL, "?" for a number that is none. */
const char *campaign_status_name(enum campaign_status s);
const char *campaign_cause_name(enum campaign_cause c);
/* RC_NOT_FOUND: no such word. */
MUST_CHECK int campaign_status_parse(const char *word, enum campaign_status *s);

/* The code and text of the bit, or NULL: no such reason. */
const char *preflight_code(unsigned bit);
const char *preflight_text(unsigned bit);

bool campaign_is_final(enum campaign_status s);
bool campaign_may(enum campaign_status from, enum campaign_status to);

/* The only writer of a campaign's status; asserts that the move is legal. */
void campaign_move(uint8_t *status, enum campaign_status to);

/* Sent guard, without rounding (A23); done guards A and B. */
bool campaign_is_sent(const struct campaign_facts *f);
bool campaign_is_confirmed(const struct campaign_facts *f);
bool campaign_is_over(const struct campaign_facts *f);

/* The next step of a campaign in processing, sending or sent (T9 to T13), one
 * at a time; `s` itself: it stays. */
enum campaign_status campaign_next(enum campaign_status s,
    const struct campaign_facts *f, enum campaign_cause *why);

#endif
