/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listing - pages of the Twilio face (http-api.md 2.3). Besides the paging
 * keys a page has exactly one, or three SDKs do not find the records.
 *
 * Its URIs carry the filters that the client gave, written anew: what was
 * understood is what is asked again.
 *
 * Owns:  nothing; texts are the caller's.
 */
#ifndef API_LISTING_H
#define API_LISTING_H

#include "api/inside.h"

/* What of a list is asked for. */
struct listing {
	uint64_t size, number; /* PageSize and Page */
};

/* From a->form. REFUSAL_COUNT: all was well. */
enum refusal listing_read(const struct form *f, struct listing *l);

/* Parse the query into a->form and read *l. False: the call was refused. */
bool listing_asked(struct api *a, const struct call *c, struct listing *l);

/* Add "Name=value&" of each of these names that the form has; a plus that came
 * unescaped, so as a blank at the begin of a number, is written as a plus. */
void listing_filters(const struct form *f, const char *const *names,
    struct buf *to);

/* The records of a page that is cut from `total` ones: from *begin on, *end
 * not included. */
void listing_cut(const struct listing *l, size_t total, size_t *begin,
    size_t *end);

struct listing_page {
	const struct listing *asked;
	const char *path;    /* of the list, without a query */
	const char *filters; /* "", or as listing_filters() writes them */
	const char *key;     /* of the records */
	size_t total;
};

/* Everything in front of the records, in the form of 2010-04-01. */
void listing_open(struct json_out *o, const struct listing_page *p);

/* The same in the form of messaging/v1, whose "meta" has absolute URLs:
 * `base` is what stands in front of the path. */
void listing_open_meta(struct json_out *o, const struct listing_page *p,
    const char *base);
void listing_close(struct json_out *o);

/* "https://host:port" as the client called us, or "" if that is not just a name
 * or address: nothing else of the Host may come into an answer
 * (reliability.md, W26). */
#define LISTING_BASE_ROOM 136
void listing_base(const struct call *c, char base[LISTING_BASE_ROOM]);

#endif
