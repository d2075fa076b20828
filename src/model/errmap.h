/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * errmap - what a carrier's error codes mean: one table per carrier.
 *
 * Rows come from a TSV file (vendor kind code meaning permanence suggested
 * source [detail]). Codes compare as text without case, then as numbers; the
 * first row wins. A code without a row is 30008, unlisted.
 *
 * Owns:  its rows and their texts.
 * Time:  a lookup is a hash and a compare; it allocates nothing.
 */
#ifndef MODEL_ERRMAP_H
#define MODEL_ERRMAP_H

#include "model/reason.h"
#include "model/receipt.h"

enum errmap_kind {
	ERRMAP_COMMAND_STATUS,
	ERRMAP_ERR,
	ERRMAP_NETWORK_ERROR_CODE,
	ERRMAP_STAT, /* "EXPIRED", or "UNDELIV/777" for stat and err */
	ERRMAP_KIND_COUNT
};

enum permanence {
	PERMANENCE_UNKNOWN,
	PERMANENCE_TEMPORARY,
	PERMANENCE_PERMANENT
};

struct errmap_row {
	enum errmap_kind kind;
	enum permanence permanence;
	unsigned reason; /* 0: the row suggests none ("-") */
	enum detail detail;
	unsigned line; /* of the file; 0: a row of model/submit.def */
	const char *code, *meaning;
};

/* What a failure means. */
struct errmap_answer {
	unsigned reason; /* never 0 */
	enum detail detail;
	enum permanence permanence;
	const struct errmap_row *row; /* NULL: unlisted, keep the raw value */
};

struct errmap_fault {
	unsigned line;  /* 0: not about a line */
	char text[120]; /* what is wrong, for people */
};

struct errmap;

/* Read a map from text. RC_BAD: a malformed line; *fault says which, why. */
MUST_CHECK int errmap_parse(const char *text, size_t len, struct errmap **map,
    struct errmap_fault *fault);

/* The same from a file. RC_SYSTEM: it cannot be read; RC_TOO_LONG: beyond a
 * MiB, so hardly a map. */
MUST_CHECK int errmap_load(const char *path, struct errmap **map,
    struct errmap_fault *fault);

void errmap_free(struct errmap *m);

/* The row of a code, or NULL. */
const struct errmap_row *errmap_find(const struct errmap *m,
    enum errmap_kind kind, const char *code);

/* What a refusing submit_sm_resp means; what the map does not list, as SMPP's
 * own statuses do (model/submit.def). A NULL map lists nothing. */
void errmap_submit(const struct errmap *m, uint32_t command_status,
    struct errmap_answer *a);

/* Whether the map has such a refusal for temporary or permanent; UNKNOWN also
 * without a row or map. */
enum permanence errmap_refusal(const struct errmap *m, uint32_t command_status);

/* What a failure receipt means: stat and err together, then the network code
 * of the TLV, then err, then stat alone. A NULL map lists nothing. */
void errmap_receipt(const struct errmap *m, const struct receipt *r,
    struct errmap_answer *a);

/* How many rows; row i in the order of the file. */
size_t errmap_len(const struct errmap *m);
const struct errmap_row *errmap_at(const struct errmap *m, size_t i);

const char *errmap_kind_name(enum errmap_kind kind);
MUST_CHECK int errmap_kind_parse(const char *word, enum errmap_kind *kind);
const char *permanence_name(enum permanence p);

#endif
