/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The account, its balance (http-api.md 3). A caller sees his own account
 * and no other; the token is never shown.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <string.h>

#include "api/item.h"
#include "api/listing.h"
#include "api/wait.h"
#include "base/clock.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "flow/quota.h"
#include "http/form.h"
#include "http/json.h"

static const struct item *settings_of(const struct api *a, size_t account,
    struct item *fresh)
{
	const struct item *it;

	*fresh = (struct item){ .kind = THING_ACCOUNT,
		.account = flow_account_id(a->with.flow, account),
		.name = ITEM_OF_ACCOUNT };
	it = item_find(a, fresh);
	return it != NULL ? it : fresh;
}

static const char *label_of(const struct api *a, size_t account,
    const struct item *it)
{
	const char *own = item_get(it, ITEM_ACCOUNT_FRIENDLY_NAME);

	return own != NULL ? own : a->with.conf->account[account].name;
}

static void add_places(struct json_out *o, const char *sid)
{
	static const char *const places[][2] = { { "balance", "Balance" },
		{ "messages", "Messages" },
		{ "incoming_phone_numbers", "IncomingPhoneNumbers" },
		{ "short_codes", "SMS/ShortCodes" },
		{ "usage", "Usage/Records" } };
	char uri[128];

	json_open_object(o, "subresource_uris");
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/%s.json", sid,
		    places[i][1]);
		json_text(o, places[i][0], uri);
	}
	json_close_object(o);
}

/* It has been there since the configuration has it: no date is known. */
static void account_json(struct json_out *o, const struct api *a,
    size_t account)
{
	const char *sid = who_sid(a, account);
	struct item fresh;
	const struct item *it = settings_of(a, account, &fresh);
	char uri[128];

	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT ".json", sid);
	json_open_object(o, NULL);
	json_text(o, "sid", sid);
	json_text(o, "friendly_name", label_of(a, account, it));
	json_text(o, "status", "active");
	json_text(o, "type", "Full");
	json_null(o, "auth_token");
	json_text(o, "owner_account_sid", sid);
	twilio_date(o, "date_created", it->created);
	twilio_date(o, "date_updated", it->updated);
	add_places(o, sid);
	json_text(o, "uri", uri);
	json_close_object(o);
}

static bool has_value(const struct form *f, const char *name, const char *value)
{
	const char *asked = form_get(f, name);

	return asked == NULL || asked[0] == '\0' || strcmp(asked, value) == 0;
}

void twilio_accounts(struct api *a, const struct call *c)
{
	static const char *const names[] = { "FriendlyName", "Status", NULL };
	struct json_out o = json_writing(&a->body);
	struct listing_page page = { .path =
					 "/" TWILIO_VERSION "/Accounts.json",
		.key = "accounts" };
	struct buf filters = { 0 };
	struct listing asked;
	struct item fresh;
	size_t begin, end;

	if (!listing_asked(a, c, &asked))
		return;
	listing_filters(a->form, names, &filters);
	page.asked = &asked;
	page.filters = buf_cstr(&filters);
	page.total =
	    has_value(a->form, "Status", "active") &&
	    has_value(a->form, "FriendlyName",
		label_of(a, c->account, settings_of(a, c->account, &fresh)));
	listing_cut(&asked, page.total, &begin, &end);
	buf_clear(&a->body);
	listing_open(&o, &page);
	if (begin < end)
		account_json(&o, a, c->account);
	listing_close(&o);
	twilio_reply(a, c);
	buf_free(&filters);
}

static void write_account(struct api *a, http_id id, size_t account)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	account_json(&o, a, account);
	reply_body(a, id, 200, NULL);
}

void twilio_account(struct api *a, const struct call *c)
{
	if (twilio_is_owner(a, c))
		write_account(a, c->id, c->account);
}

static void answer_account(struct api *a, const struct wait *w,
    const struct item *it)
{
	size_t account;

	(void)it;
	if (flow_account_index(a->with.flow, w->account, &account) == 0)
		write_account(a, w->id, account);
	else
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
}

/* Its name is all that a customer may change; the status is the operator's. */
void twilio_account_update(struct api *a, const struct call *c)
{
	const struct item_change change = { .answer = answer_account };
	struct item fresh, *it;
	enum refusal no;

	if (!twilio_is_owner(a, c) || !twilio_form(a, c))
		return;
	if (!has_value(a->form, "Status", "active")) {
		reply_refusal(a, c, REFUSAL_ACCOUNT_STATUS);
		return;
	}
	it = item_copy(settings_of(a, c->account, &fresh));
	no = item_read(it, a->form);
	it->updated = clock_wall();
	if (it->created == 0)
		it->created = it->updated;
	if (no == REFUSAL_COUNT)
		item_put(a, c, it, &change);
	else
		reply_refusal(a, c, no);
	item_free(it);
}

/* Nothing is paid in advance here: what is left is what may still be spent
 * today, or nothing where there is no cap. SDKs want a text. */
static money left_of(const struct api *a, size_t account)
{
	const struct conf_account *conf = &a->with.conf->account[account];
	struct quota_used used;

	if (conf->spend_cap == 0)
		return 0;
	flow_account_used(a->with.flow, account, &used);
	return used.spent < conf->spend_cap ? conf->spend_cap - used.spent : 0;
}

void twilio_balance(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	char left[MONEY_TEXT];

	if (!twilio_is_owner(a, c))
		return;
	money_format(left_of(a, c->account), left);
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "account_sid", who_sid(a, c->account));
	json_text(&o, "balance", left);
	json_text(&o, "currency", "USD");
	json_close_object(&o);
	twilio_reply(a, c);
}
