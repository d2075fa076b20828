/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * definition - what a campaign says, to whom, how: an object of JSON.
 *
 *	{"name": "Spring", "text": "Hi {{name|there}}", "class": "promotional",
 *	 "from": "+12125550100",
 *	 "audience": {"lists": ["LS00000001"], "numbers": ["+19175550001"]},
 *	 "variants": [{"name": "A", "text": "...", "weight": 50}],
 *	 "steps": [{"text": "...", "delay": "24h"}],
 *	 "rate": 5, "close_window": "48h", "sent_threshold_pct": 80,
 *	 "smart": true, "tag": "", "validity": 86400,
 *	 "schedule": {"local": "2026-03-02T10:00:00", "mode": "recipient"},
 *	 "duplicated_from": "CP00000007"}
 *
 * Either text or variants; steps are the follow-ups. A span of time is "24h",
 * "90min" as in the configuration, or a number of seconds.
 *
 * Owns:    nothing, but for what definition_parse() made.
 * Borrows: texts point into the values it was read from.
 */
#ifndef CAMPAIGN_DEFINITION_H
#define CAMPAIGN_DEFINITION_H

#include "flow/body.h"

/* As ledger/campaign.h has them. */
#define DEFINITION_VARIANTS 4
#define DEFINITION_STEPS    4 /* follow-ups */
#define DEFINITION_LISTS    32
#define DEFINITION_NUMBERS  1000
#define DEFINITION_BYTES    16384

#define DEFINITION_NAME       200  /* bytes */
#define DEFINITION_TYPED      40   /* bytes of a number */
#define DEFINITION_TEXT       1600 /* characters */
#define DEFINITION_WEIGHT_MAX 1000
#define DEFINITION_RATE_MAX   100000

struct buf;
struct json;
struct json_out;
struct json_value;
struct unnaming;

struct definition_variant {
	struct body_text name, text;
	unsigned weight; /* from 1 */
};

struct definition_step {
	struct body_text text;
	usec delay; /* after the step before it was forwarded */
};

struct definition {
	struct body_text name, from, tag;
	bool is_transactional;
	/* Of the first step; one, with weight 1, is a plain text. */
	struct definition_variant variant[DEFINITION_VARIANTS];
	size_t variants;
	/* The others, from step 1: follow_up[0]. */
	struct definition_step follow_up[DEFINITION_STEPS];
	size_t follow_ups;
	uint32_t list[DEFINITION_LISTS];
	size_t lists;
	struct body_text number[DEFINITION_NUMBERS]; /* as typed */
	size_t numbers;
	bool is_live;  /* its lists are read at the start, not when scheduled */
	uint32_t rate; /* parts a second; 0: no limit */
	usec close_window;  /* 0: the site's */
	unsigned threshold; /* percent, if it has one; else the site's */
	bool has_threshold;
	unsigned smart;         /* enum intake_smart */
	long validity;          /* seconds; 0: none */
	struct body_text local; /* of a schedule; len 0: none */
	int64_t local_at;       /* the same as it was read: local_parse() */
	bool by_recipient;
	uint32_t duplicated_from; /* 0: none */
	struct json *json;        /* of definition_parse() */
};

/* What is wrong. */
struct definition_why {
	char field[40]; /* "variants", "steps" */
	char text[200];
	bool is_unknown; /* there is no such field */
};

/* A draft without anything. */
void definition_init(struct definition *d);

/* Change what the object names; null sets back. What stays points to where it
 * did. schedule and duplicated_from are not for people: `is_kept` lets them in.
 * RC_BAD: *why says it, *d is undefined. */
MUST_CHECK int definition_read(struct definition *d,
    const struct json_value *object, bool is_kept, struct definition_why *why);

/* As definition_store() wrote it. RC_CORRUPT. Free it. */
MUST_CHECK int definition_parse(const void *data, size_t len,
    struct definition **out);
void definition_free(struct definition *d);

/* All of it as members of an open object. */
void definition_write(const struct definition *d, struct json_out *o);

/* As the ledger keeps it, in the place of what is in `out`. RC_TOO_LONG: more
 * than DEFINITION_BYTES. */
MUST_CHECK int definition_store(const struct definition *d, struct buf *out);

/* ledger_options.unname. A number that was typed without its country is the one
 * to go if it is the same in the other's country: somebody's it is for sure. */
MUST_CHECK int definition_unname(const struct unnaming *u, struct buf *out);

/* What a step says: of step 0 the variant. */
struct body_text definition_text(const struct definition *d, unsigned step,
    unsigned variant);

/* Is it one text, and no variants? */
bool definition_is_plain(const struct definition *d);

/* Does each of its steps and variants say something? */
bool definition_has_texts(const struct definition *d);

/* The rules that its texts break: bits as of policy_find(). */
unsigned definition_rules(const struct definition *d);

/* The variant of a recipient: by its index, in shares of the weights. */
unsigned definition_choose(const struct definition *d, uint64_t index);

#endif
