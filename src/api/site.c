/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * /v1/accounts/{id}: what an account has set for its campaigns. It is known by
 * its name, its sid, or as "self"; others are not seen.
 */
#include "api/inside.h"

#include <string.h>

#include "api/campaign_json.h"
#include "api/wait.h"
#include "base/mem.h"
#include "campaign/campaign.h"
#include "campaign/site.h"
#include "conf/conf.h"
#include "flow/fault.h"
#include "flow/flow.h"
#include "http/json.h"

static bool is_name(const struct call *c, const char *name)
{
	return c->in_path.len == strlen(name) &&
	       memcmp(c->in_path.s, name, strlen(name)) == 0;
}

/* False: it is somebody else's, or nobody's, and that was said. */
static bool is_own(struct api *a, const struct call *c)
{
	const struct conf_account *own = &a->with.conf->account[c->account];

	if (is_name(c, "self") || is_name(c, own->name) || is_name(c, own->sid))
		return true;
	reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return false;
}

/* How many messages wait for their instant, and how many may. */
static void write_scheduled(const struct api *a, size_t account,
    struct json_out *o)
{
	unsigned limit = a->with.conf->account[account].scheduled_max;

	json_open_object(o, "scheduled");
	if (limit != 0)
		json_uint(o, "limit", limit);
	else
		json_null(o, "limit");
	json_uint(o, "used", flow_account_scheduled(a->with.flow, account));
	json_close_object(o);
}

static void answer(struct api *a, http_id id, uint16_t account)
{
	const struct campaigns *all = a->with.campaigns;
	struct json_out o = json_writing(&a->body);
	bool is_there;
	size_t index;

	buf_clear(&a->body);
	is_there = flow_account_index(a->with.flow, account, &index) == 0;
	json_open_object(&o, NULL);
	json_text(&o, "name", message_account_name(&a->names, account));
	json_text(&o, "sid", is_there ? who_sid(a, index) : NULL);
	site_write(campaigns_site(all, account), &o);
	if (is_there)
		write_scheduled(a, index, &o);
	camp_preflight_json(&o, "preflight", campaigns_preflight(all, account));
	json_close_object(&o);
	reply_body(a, id, 200, NULL);
}

void site_show(struct api *a, const struct call *c)
{
	if (is_own(a, c))
		answer(a, c->id, flow_account_id(a->with.flow, c->account));
}

static void on_put(void *arg, uint64_t token, const struct campaigns_answer *d)
{
	struct api *a = arg;
	struct wait *w = wait_find(a, token);

	if (w == NULL)
		return;
	if (d->code == NULL)
		answer(a, w->id, w->account);
	else
		reply_fault(a, w->id, w->face,
		    &(struct fault_row){ .http = d->status,
			.twilio = 20422,
			.word = d->code,
			.field = d->field != NULL ? d->field : "",
			.text = d->text != NULL ? d->text : "" });
	wait_give(a, token);
}

void site_change(struct api *a, const struct call *c)
{
	struct asker who = { .done = on_put, .arg = a, .actor = c->user };
	struct wait *w;
	struct json *j;

	if (!is_own(a, c) || !content_object(a, c, false, &j))
		return;
	w = wait_take(a, c, &who.token);
	if (w != NULL) {
		who.account = w->account;
		campaigns_put_site(a->with.campaigns, &who, json_root(j));
	}
	json_free(j);
}
