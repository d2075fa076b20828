/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/campaign_named.h"

#include <string.h>

#include "campaign/public_id.h"
#include "flow/fault.h"
#include "ledger/campaign.h"

#define LOOK 50 /* campaigns whose definitions a turn of the loop reads */

static bool has_name(const struct campaign_view *v, const char *name)
{
	struct definition *d;
	bool has;

	if (definition_parse(v->definition, v->definition_len, &d) != 0)
		return false;
	has = d->name.len == strlen(name) &&
	      memcmp(d->name.s, name, d->name.len) == 0;
	definition_free(d);
	return has;
}

/* Which of them is meant? */
static void refuse_several(struct api *a, const struct wait *w,
    const struct campaign_named *c)
{
	struct buf text = { 0 };
	char id[PUBLIC_ID_TEXT];

	buf_printf(&text,
	    "%zu campaigns have this name, give the id of one:", c->n);
	for (size_t i = 0; i < c->n && i < NAMED_TOLD; i++)
		buf_printf(&text, "%s %s", i == 0 ? "" : ",",
		    campaign_id_format(c->id[i], id));
	buf_add_str(&text, c->n > NAMED_TOLD ? ", ..." : "");
	reply_fault(a, w->id, w->face,
	    &(struct fault_row){ .http = 400,
		.twilio = 20422,
		.word = "ambiguous_campaign",
		.field = "campaign",
		.text = buf_cstr(&text) });
	buf_free(&text);
}

void campaign_named_ask(struct api *a, const struct wait *w, uint64_t token,
    const struct campaign_named *c)
{
	ledger_campaigns(a->with.ledger, token,
	    &(struct campaign_query){ .account = w->account,
		.before = c->before,
		.limit = LOOK });
}

enum named campaign_named_take(struct api *a, const struct wait *w,
    uint64_t token, struct campaign_named *c, const struct campaign_page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (!has_name(&p->campaign[i], c->name))
			continue;
		if (c->n < NAMED_TOLD)
			c->id[c->n] = p->campaign[i].id;
		c->n++;
	}
	c->looks += LOOK;
	c->before = p->next;
	if (p->next != 0 && c->looks < NAMED_LOOKS_MAX) {
		campaign_named_ask(a, w, token, c);
		return NAMED_ASKED;
	}
	if (c->n == 0)
		reply_fault(a, w->id, w->face,
		    refusal_row(REFUSAL_CAMPAIGN_NAME));
	else if (c->n > 1)
		refuse_several(a, w, c);
	return c->n == 1 ? NAMED_FOUND : NAMED_REFUSED;
}
