/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * contacts - what the handlers of contacts, lists and imports share.
 */
#ifndef API_CONTACTS_H
#define API_CONTACTS_H

#include "api/inside.h"

struct contact_page;
struct contact_query;
struct contact_view;
struct item;
struct json_value;
struct problem;

/* The path's {id}: an id of a contact, or a number. False: it is neither, and
 * the call was refused. */
bool contacts_in_path(struct api *a, const struct call *c,
    struct contact_query *q);

/* The one that was asked for; NULL: there is none any more, and that was said.
 */
const struct contact_view *contacts_only(struct api *a, const struct wait *w,
    const struct contact_page *p);

/* A number as somebody of this account types it. RC_BAD. */
MUST_CHECK int contacts_number(const struct api *a, uint16_t account,
    const struct body_text *text, uint64_t *number);

/* The same of a query, where a plus that came unescaped is a blank by now. */
MUST_CHECK int contacts_asked(const struct api *a, uint16_t account,
    const struct form_pair *p, uint64_t *number);

/* When an old message was sent: an instant, or a time by the clocks of the
 * account; and whether that was before states were tracked (statuses.md 8,
 * status_epoch). RC_BAD: neither, or it is still to come. */
MUST_CHECK int history_date(const struct api *a, uint16_t account,
    const struct body_text *text, usec *at, bool *untracked);

/* The account's list of that number, or of that public id; NULL: none. */
struct item *lists_get(const struct api *a, uint16_t account, uint32_t number);
struct item *lists_find(const struct api *a, uint16_t account,
    const struct body_text *id);

/* Its number, of the ledger. */
uint32_t lists_number(const struct item *it);

/* The value at `key`: ids of lists, into list[32]. RC_BAD: *p says why. */
MUST_CHECK int lists_read(const struct api *a, uint16_t account,
    const struct json_value *v, struct contact_query *q, struct problem *p);

#endif
