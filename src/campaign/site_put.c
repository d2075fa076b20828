/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A change of an account's settings: in effect at once, and taken back if the
 * store cannot keep it.
 */
#include "campaign/action.h"

#include <stdlib.h>

#include "base/mem.h"
#include "campaign/site.h"
#include "http/json.h"
#include "ledger/thing.h"

/* As it was, to go back if the store is full. */
struct change {
	struct buf before;
};

static void end_change(struct action *a)
{
	struct change *ch = a->own;

	buf_free(&ch->before);
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

static const struct action_kind change_kind = { .kept = kept,
	.end = end_change };

static void keep(struct action *a, const struct site *site)
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
	site_write_own(site, &o);
	json_close_object(&o);
	t.value = buf_bytes(own);
	t.len = own->len;
	site_use(a->all, a->account, site);
	ledger_keep(a->all->with.ledger, action_token(a, 0), &t);
}

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
	struct site base, changed;
	struct site_why why;

	if (a == NULL)
		return;
	a->own = mem_new(1, sizeof(struct change));
	site_default(&base, c->with.conf, a->account->index, c->zones);
	changed = *a->account->site;
	if (site_read(&changed, &base, object, c->zones, &why) != 0)
		refuse(a, &why);
	else
		keep(a, &changed);
}
