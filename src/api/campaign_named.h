/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign_named - the one campaign of an account that has a name: names are
 * what people write, so several may have the same, and the ledger knows none of
 * them. Its pages are looked through, the newest campaigns first, as many as
 * NAMED_LOOKS_MAX.
 *
 * Owns, borrows: nothing.
 */
#ifndef API_CAMPAIGN_NAMED_H
#define API_CAMPAIGN_NAMED_H

#include "api/wait.h"
#include "campaign/definition.h"

#define NAMED_LOOKS_MAX 10000
#define NAMED_TOLD      10 /* of those that have it */

struct campaign_named {
	char name[DEFINITION_NAME + 1]; /* "": none is wanted */
	uint32_t id[NAMED_TOLD];
	size_t n; /* that have it */
	uint32_t before;
	unsigned looks;
};

/* Ask for the next page: .campaigns follows. */
void campaign_named_ask(struct api *a, const struct wait *w, uint64_t token,
    const struct campaign_named *c);

/* What a page says. */
enum named {
	NAMED_FOUND,  /* it is c->id[0] */
	NAMED_ASKED,  /* nothing yet: the next page follows */
	NAMED_REFUSED /* none or several have it, and that was answered */
};
enum named campaign_named_take(struct api *a, const struct wait *w,
    uint64_t token, struct campaign_named *c, const struct campaign_page *p);

#endif
