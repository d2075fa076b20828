/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * native - what the handlers of the native face share.
 */
#ifndef API_NATIVE_H
#define API_NATIVE_H

#include "api/inside.h"

struct followed;
struct optout;
struct thing;
struct thing_page;

/* The header says that the client would rather have this media type. */
bool native_wants(const struct call *c, const char *type);

/* The number that stands in the path, with its plus or without. False: it is
 * none, and the call was refused. */
bool native_number(struct api *a, const struct call *c, uint64_t *number);

/* What the query of a list says of its page, into a->form. */
struct native_page {
	size_t size; /* preset by the caller; at most `most` */
	size_t most;
	bool has_after;     /* "after" is another name of the cursor */
	const char *cursor; /* a value of a->form; NULL: from the first */
};

/* Read it: page_size or limit, and cursor. False: it has something else
 * (refused by `unknown`), or is no such query. */
bool native_page(struct api *a, const struct call *c, enum refusal unknown,
    struct native_page *page);

/* An opt-out of the whole account as a line of CSV; of others none. */
void native_optout_row(const struct thing *t, struct buf *to);

/* Ask for the opt-out of that number: .things follows, and this says whether
 * it is set. */
void native_ask_optout(struct api *a, uint64_t token, uint16_t account,
    uint64_t number);
bool native_optout_of(const struct thing_page *p, uint64_t number,
    struct optout *out, usec *at);

/* One event as the next value of `o`: as webhooks say it. */
void native_event(struct json_out *o, const struct api *a,
    const struct followed *e);

#endif
