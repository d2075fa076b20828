/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * search - the filters of lists of messages. What the ledger can look for it is
 * asked for; the rest is looked at here, message by message.
 *
 *	status       words, with commas; vocab says whose (api/vocab.h)
 *	from_date    accepted then or later, and to_date: then or before
 *	to           the recipient; sender: who wrote
 *	from         a date or a sender, whichever it is
 *	direction    inbound or outbound; outbound if a recipient or a sender
 *	             is given
 *	campaign     its id, or its name (api/campaign_named.h)
 *	smsc, carrier, reason
 *	q            a piece of the text, of the recipient or of the sender
 *	page_size, cursor
 *
 * "limit", "before" and "state" are older names of the last two and of status.
 */
#ifndef API_SEARCH_H
#define API_SEARCH_H

#include "api/inside.h"
#include "api/vocab.h"

#define SEARCH_TEXT_ROOM 101

struct search {
	struct list_query query;
	size_t size; /* of the page */
	struct vocab vocab;
	unsigned reason; /* 0: any */
	char smsc[SEARCH_TEXT_ROOM], carrier[SEARCH_TEXT_ROOM];
	char text[SEARCH_TEXT_ROOM]; /* in small letters */
	struct body_text campaign;   /* its name, in the query; s NULL: none */
};

/* From the call's query. False: the call was refused. */
bool search_read(struct api *a, const struct call *c, struct search *s);

/* Has the ledger not looked at everything? */
bool search_picks(const struct search *s);

bool search_fits(const struct api *a, const struct search *s,
    const struct message_view *v);

#endif
