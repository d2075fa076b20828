/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * recipient_search - the query of a list of recipients: what all lists take
 * (api/filter.h), and to, status (state), vocab, reason, step.
 */
#ifndef API_RECIPIENT_SEARCH_H
#define API_RECIPIENT_SEARCH_H

#include "api/filter.h"
#include "api/vocab.h"
#include "ledger/audience.h"

struct recipient_search {
	struct filter filter;
	struct recipient_query query; /* but for account and campaign */
	struct vocab vocab;
};

/* From the call's query. False: the call was refused. */
bool recipient_search_read(struct api *a, const struct call *c,
    struct recipient_search *s);

/* Has the ledger looked at everything? */
bool recipient_search_is_plain(const struct recipient_search *s);

bool recipient_search_fits(const struct recipient_search *s,
    const struct recipient_view *v);

#endif
