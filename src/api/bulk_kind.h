/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bulk_kind - what the lines of a batch are: what becomes of each, and what its
 * answer says. The lines themselves are bulk.c's business.
 */
#ifndef API_BULK_KIND_H
#define API_BULK_KIND_H

#include "api/inside.h"
#include "api/rows.h"
#include "http/json.h"
#include "ledger/types.h"

struct bulk;
struct contacted;

/* A line on its way. */
struct entry {
	uint64_t line;
	struct message_id id;
	char *error; /* a JSON object; NULL: none */
	uint64_t to; /* for intake_undo(); of an opt-out; of an import: row */
	uint8_t charged;
	bool done;
	bool replayed; /* it was taken before, by the same key */
	bool changed;  /* of an opt-out: it was not there; of a contact */
};

struct bulk_kind {
	bool is_json;     /* the answer is one text, else a line for each */
	const char *head; /* what the answer begins with; NULL: nothing */
	/* The first row, when it is not one of the others. NULL: lines are no
	 * rows of CSV. */
	bool (*title)(struct bulk *b, const char *line, size_t len);
	/* False: the ledger has no room at the moment: it is asked again. */
	bool (*submit)(struct api *a, struct bulk *b, struct entry *e,
	    const struct body_text *line);
	/* A line was too long, and fails. May be NULL. */
	void (*long_line)(struct bulk *b, struct entry *e);
	/* It was taken, or was not. May be NULL. */
	void (*taken)(struct api *a, struct bulk *b, struct entry *e,
	    const struct accepted *accepted);
	void (*refused)(struct api *a, struct bulk *b, struct entry *e);
	void (
	    *write)(struct bulk *b, const struct entry *e, struct json_out *o);
	/* What the answer ends with, and the end of b->own. May be NULL. */
	void (*close)(struct bulk *b, struct json_out *o);
	void (*end)(struct bulk *b);
};

#define BULK_NO_ACCOUNT SIZE_MAX

struct bulk {
	http_id id;
	size_t account, slot; /* account: index, or BULK_NO_ACCOUNT */
	uint16_t account_id;
	uint32_t generation;
	uint64_t line;       /* that came last, from 1 */
	struct rows rows;    /* lines of its own kind stay single */
	uint64_t head, tail; /* entries in use */
	struct buf held;     /* a line that the ledger had no room for */
	bool is_held, paused;
	bool ended; /* no more lines come */
	bool begun; /* the answer is */
	const struct bulk_kind *kind;
	void *own; /* the kind's */
	struct entry *ring;
};

/* Take the lines of this call, and begin its answer. NULL: refused. */
struct bulk *bulk_open(struct api *a, const struct call *c,
    const struct bulk_kind *kind);

/* How many of a kind are under way. */
size_t bulk_count(const struct api *a, const struct bulk_kind *kind);

/* Of the line that is submitted now. */
uint64_t bulk_token(const struct bulk *b);

/* It ends with this error. */
void bulk_fail(struct api *a, struct entry *e, const struct fault_row *row);

#endif
