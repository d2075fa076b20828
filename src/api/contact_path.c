/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which contact is meant, and whether it wants messages.
 */
#include "api/contacts.h"

#include "api/wait.h"
#include "campaign/campaign.h"
#include "campaign/public_id.h"
#include "campaign/site.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/optout.h"
#include "model/number.h"

int contacts_number(const struct api *a, uint16_t account,
    const struct body_text *text, uint64_t *number)
{
	return site_number(campaigns_site(a->with.campaigns, account), text->s,
	    text->len, number);
}

bool contacts_in_path(struct api *a, const struct call *c,
    struct contact_query *q)
{
	const struct body_text *t = &c->in_path;

	if (contact_id_parse(t->s, t->len, &q->only) == 0 ||
	    e164_parse_bare(t->s, t->len, &q->number) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return false;
}

const struct contact_view *contacts_only(struct api *a, const struct wait *w,
    const struct contact_page *p)
{
	if (p->n == 1 && p->contact[0].deleted == 0)
		return &p->contact[0];
	reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
	return NULL;
}

/* ---- whether it wants messages ----------------------------------------- */

static bool on_opted(struct api *a, struct wait *w, uint64_t token, int rc,
    bool changed)
{
	struct json_out o = json_writing(&a->body);
	char number[E164_TEXT];

	(void)token;
	if (rc != 0) {
		reply_fault(a, w->id, w->face, ledger_row(rc));
		return false;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "number", e164_format(w->u.optout.number, number));
	json_bool(&o, "opted_out", w->u.optout.set);
	json_bool(&o, "changed", changed);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
	return false;
}

static void opt(struct api *a, const struct wait *w, uint64_t token)
{
	const struct optout o = { .account = w->account,
		.number = w->u.optout.number,
		.set = w->u.optout.set,
		.source = OPTOUT_API };

	ledger_optout(a->with.ledger, token, &o);
}

static bool on_to_opt(struct api *a, struct wait *w, uint64_t token,
    const struct contact_page *p)
{
	const struct contact_view *v = contacts_only(a, w, p);

	if (v == NULL)
		return false;
	w->u.optout.number = v->number;
	opt(a, w, token);
	return true;
}

static void opt_path(struct api *a, const struct call *c, bool out)
{
	static const struct wait_then then = { .contacts = on_to_opt,
		.opted = on_opted };
	struct contact_query q = { .limit = 1 };
	struct wait *w;
	uint64_t token;

	if (!contacts_in_path(a, c, &q))
		return;
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	w->u.optout = (struct wait_optout){ .number = q.number, .set = out };
	q.account = w->account;
	if (q.only == 0)
		opt(a, w, token);
	else
		ledger_contacts(a->with.ledger, token, &q);
}

void contacts_optout(struct api *a, const struct call *c)
{
	opt_path(a, c, true);
}

void contacts_optin(struct api *a, const struct call *c)
{
	opt_path(a, c, false);
}
