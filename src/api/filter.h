/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * filter - the query of a list: what all of them take, by the same names.
 *
 *	from        not before this day or instant; from_date is the same
 *	to_date     not after it
 *	q           a piece of what the thing says
 *	page_size   (limit), cursor
 *
 * Messages have more to say: api/search.h.
 */
#ifndef API_FILTER_H
#define API_FILTER_H

#include "api/inside.h"

#define FILTER_TEXT_ROOM 101

struct filter {
	usec from_date, to_date;     /* not before, and before; 0 */
	char text[FILTER_TEXT_ROOM]; /* in small letters; "" */
	size_t size;                 /* preset by the caller */
	size_t most;
	const char *cursor; /* a value of a->form; NULL: from the first */
};

/* What only this list takes. NULL: it was taken; refusal_row(REFUSAL_QUERY):
 * it is not known here either. */
typedef const struct fault_row *filter_more(void *arg,
    const struct form_pair *p);

/* From the call's query; `more` may be NULL. False: the call was refused. */
bool filter_read(struct api *a, const struct call *c, struct filter *f,
    filter_more *more, void *arg);

/* The refusal names the field. */
void filter_refuse(struct api *a, const struct call *c,
    const struct form_pair *p, const struct fault_row *no);

bool filter_is_in_time(const struct filter *f, usec at);

/* Are no more than the page's bounds asked for? */
bool filter_is_plain(const struct filter *f);

/* Letters beyond ASCII must be as they were written. */
char filter_small(char c);

/* Is `piece`, in small letters, somewhere in these bytes? */
bool filter_has(const char *s, size_t len, const char *piece);

#endif
