/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger's events of campaigns, contacts and suggestions, for who asked.
 */
#include "api/bulk.h"
#include "api/pour.h"
#include "api/wait.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "ledger/suggestion.h"
#include "net/loop.h"

/* What came next has been asked for: a fact is handed over in another turn. */
static void went(struct api *a, uint64_t token, bool waits)
{
	if (waits)
		loop_again(a->with.loop);
	else
		wait_give(a, token);
}

void api_campaigned(struct api *a, const struct campaigned *c)
{
	struct wait *w = wait_find(a, c->token);

	if (w != NULL && w->then != NULL && w->then->campaigned != NULL)
		went(a, c->token, w->then->campaigned(a, w, c->token, c));
}

void api_campaigns(struct api *a, uint64_t token, const struct campaign_page *p)
{
	struct wait *w = wait_heard(a, token, p->rc);

	if (w != NULL)
		went(a, token, w->then->campaigns(a, w, token, p));
}

void api_campaign_told(struct api *a, uint64_t token,
    const struct campaign_history *h)
{
	struct wait *w = wait_heard(a, token, h->rc);

	if (w != NULL)
		went(a, token, w->then->campaign_told(a, w, token, h));
}

void api_contacted(struct api *a, const struct contacted *c)
{
	struct wait *w;

	if ((c->token & TOKEN_BULK) != 0) {
		bulk_contacted(a, c);
		return;
	}
	w = wait_find(a, c->token);
	if (w != NULL && w->then != NULL && w->then->contacted != NULL)
		went(a, c->token, w->then->contacted(a, w, c->token, c));
}

/* Nobody of that id or number is a page without anybody. */
void api_contacts(struct api *a, uint64_t token, const struct contact_page *p)
{
	int rc = p->rc == RC_NOT_FOUND ? 0 : p->rc;
	struct wait *w = wait_heard(a, token, rc);

	if (w != NULL)
		went(a, token, w->then->contacts(a, w, token, p));
}

void api_recipients(struct api *a, uint64_t token,
    const struct recipient_page *p)
{
	struct wait *w;

	if ((token & TOKEN_POUR) != 0) {
		pour_recipients(a, token, p);
		return;
	}
	w = wait_heard(a, token, p->rc);
	if (w != NULL)
		went(a, token, w->then->recipients(a, w, token, p));
}

void api_suggestions(struct api *a, uint64_t token,
    const struct suggestion_page *p)
{
	struct wait *w = wait_heard(a, token, p->rc);

	if (w != NULL)
		went(a, token, w->then->suggestions(a, w, token, p));
}

void api_suggested(struct api *a, uint64_t token, int rc)
{
	struct wait *w = wait_find(a, token);

	if (w != NULL && w->then != NULL && w->then->suggested != NULL)
		went(a, token, w->then->suggested(a, w, token, rc));
}
