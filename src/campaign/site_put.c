/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change of an account's settings: in effect at once, and taken back if the
 * store cannot keep it. With another time zone those of its campaigns that are
 * scheduled begin by that one, from the same commit on (statuses.md, A16); if
 * one of them would have had to begin already, nothing is changed.
 */
#include "campaign/action.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/public_id.h"
#include "campaign/retime.h"
#include "campaign/site.h"
#include "http/json.h"
#include "ledger/campaign.h"
#include "ledger/thing.h"

#define NAMED 5 /* campaigns that a refusal names */

struct change {
	struct site site;  /* as it is to be */
	uint32_t uses;     /* of the account, when that was made */
	struct buf before; /* as it was, to go back if the store is full */
	struct retimed *retimed;
	size_t n;
	struct buf late; /* names of campaigns */
	size_t lates;
};

static void end_change(struct action *a)
{
	struct change *ch = a->own;

	buf_free(&ch->before);
	buf_free(&ch->late);
	free(ch->retimed);
	free(ch);
}

static void kept(struct action *a, int rc)
{
	const struct campaigns_answer ok = { .status = 200, .field = "" };
	struct change *ch = a->own;

	if (rc == 0) {
		action_answer(a, &ok);
		return;
	}
	buf_clear(&a->account->own);
	buf_add(&a->account->own, buf_bytes(&ch->before), ch->before.len);
	site_renew(a->all, a->account);
	action_fail_rc(a, rc);
}

static void keep(struct action *a)
{
	struct buf *own = &a->account->own;
	struct change *ch = a->own;
	struct json_out o = json_writing(own);
	struct thing t = { .kind = THING_SITE,
		.account = a->who.account,
		.name = SITE_NAME };

	buf_add(&ch->before, buf_bytes(own), own->len);
	buf_clear(own);
	json_open_object(&o, NULL);
	site_write_own(&ch->site, &o);
	json_close_object(&o);
	t.value = buf_bytes(own);
	t.len = own->len;
	site_use(a->all, a->account, &ch->site);
	for (size_t i = 0; i < ch->n; i++)
		retime_tell(a->all->with.ledger, &ch->retimed[i], a->who.actor);
	ledger_keep(a->all->with.ledger, action_token(a, 0), &t);
}

/* ---- another zone ------------------------------------------------------ */

static void ask_scheduled(struct action *a, uint32_t before)
{
	const struct campaign_query q = { .account = a->who.account,
		.before = before,
		.limit = CAMPAIGNS_LIMIT,
		.statuses = 1u << CAMPAIGN_SCHEDULED };

	ledger_campaigns(a->all->with.ledger, action_token(a, 0), &q);
}

static void name_late(struct change *ch, uint32_t id)
{
	char text[PUBLIC_ID_TEXT];

	if (ch->lates++ < NAMED)
		buf_printf(&ch->late, " %s", campaign_id_format(id, text));
}

static void note_start(struct change *ch, const struct campaign_view *v,
    const struct definition *d)
{
	usec at = retime_start(ch->site.zone, d, v->start_at);

	if (at <= clock_wall()) {
		name_late(ch, v->id);
		return;
	}
	if (at == v->start_at)
		return;
	ch->retimed =
	    mem_resize(ch->retimed, ch->n + 1, sizeof(ch->retimed[0]));
	ch->retimed[ch->n++] = (struct retimed){ v->account, v->id, at };
}

static int take_scheduled(struct change *ch, const struct campaign_view *v)
{
	struct definition *d;
	int rc = definition_parse(v->definition, v->definition_len, &d);

	if (rc != 0)
		return rc;
	if (d->local.len != 0)
		note_start(ch, v, d);
	definition_free(d);
	return 0;
}

static void refuse_late(struct action *a)
{
	const struct refusal *r = action_refusal("campaigns_scheduled");
	struct change *ch = a->own;
	struct campaigns_answer answer = { .status = r->status,
		.code = r->code,
		.field = "timezone" };
	struct buf text = { 0 };

	buf_printf(&text, "%s:%s%s", r->text, buf_cstr(&ch->late),
	    ch->lates > NAMED ? " ..." : "");
	answer.text = buf_cstr(&text);
	action_answer(a, &answer);
	buf_free(&text);
}

static void scheduled(struct action *a, const struct campaign_page *p)
{
	struct change *ch = a->own;
	int rc = 0;

	for (size_t i = 0; i < p->n && rc == 0; i++)
		rc = take_scheduled(ch, &p->campaign[i]);
	if (rc != 0)
		action_fail_rc(a, rc);
	else if (p->next != 0)
		ask_scheduled(a, p->next);
	else if (ch->lates != 0)
		refuse_late(a);
	else if (ch->uses != a->account->uses)
		action_fail(a, "busy", ""); /* somebody else was faster */
	else
		keep(a);
}

static const struct action_kind change_kind = { .page = scheduled,
	.kept = kept,
	.end = end_change };

static void refuse(struct action *a, const struct site_why *why)
{
	const struct refusal *r = action_refusal("invalid_setting");
	const struct campaigns_answer answer = { .status = r->status,
		.code = r->code,
		.field = why->field,
		.text = why->text };

	action_answer(a, &answer);
}

void campaigns_put_site(struct campaigns *c, const struct asker *who,
    const struct json_value *object)
{
	struct action *a = action_begin(c, who, &change_kind);
	struct change *ch;
	struct site base;
	struct site_why why;

	if (a == NULL)
		return;
	a->own = ch = mem_new(1, sizeof(*ch));
	site_default(&base, c->with.conf, a->account->index, c->zones);
	ch->site = *a->account->site;
	ch->uses = a->account->uses;
	if (site_read(&ch->site, &base, object, c->zones, &why) != 0)
		refuse(a, &why);
	else if (ch->site.zone != a->account->site->zone)
		ask_scheduled(a, 0);
	else
		keep(a);
}
