/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Incoming numbers and short codes (http-api.md 3): the senders that the
 * configuration gives to an account. What a customer sets for one, as where
 * its texts go to, is an item; the numbers themselves are not his to change.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/item.h"
#include "api/listing.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "flow/flow.h"
#include "http/form.h"
#include "http/json.h"

enum sender_kind sender_show(const struct body_text *text,
    char shown[SENDER_ROOM])
{
	struct sender s;

	if (sender_parse(text->s, text->len, &s) != 0)
		return SENDER_NONE;
	snprintf(shown, SENDER_ROOM, "%s%s", s.kind == SENDER_LONG ? "+" : "",
	    s.text);
	return s.kind;
}

static enum sender_kind show_own(const char *own, char shown[SENDER_ROOM])
{
	return sender_show(&(struct body_text){ own, strlen(own) }, shown);
}

/* The configuration's own text is what is shown: it outlives the call. */
const char *number_nth(const struct api *a, size_t account,
    enum sender_kind kind, size_t n)
{
	const struct conf_list *l = &a->with.conf->account[account].numbers;
	char shown[SENDER_ROOM];

	for (size_t i = 0; i < l->n; i++) {
		if (show_own(l->v[i], shown) == kind && n-- == 0)
			return l->v[i];
	}
	return NULL;
}

bool number_is_any(const struct api *a, size_t account)
{
	return a->with.conf->account[account].numbers.n == 0;
}

bool number_is_own(const struct api *a, size_t account,
    const struct body_text *text)
{
	const struct conf_list *l = &a->with.conf->account[account].numbers;
	char shown[SENDER_ROOM], own[SENDER_ROOM];

	if (sender_show(text, shown) == SENDER_NONE)
		return false;
	for (size_t i = 0; i < l->n; i++) {
		if (show_own(l->v[i], own) != SENDER_NONE &&
		    strcmp(own, shown) == 0)
			return true;
	}
	return false;
}

char *number_sid(const struct api *a, size_t account, const char *shown,
    char sid[TWILIO_SID])
{
	static const char *const prefixes[] = { [SENDER_NONE] = "AI",
		[SENDER_LONG] = "PN",
		[SENDER_SHORT] = "SC",
		[SENDER_ALPHA] = "AI" };
	char text[SENDER_ROOM];
	enum sender_kind kind = show_own(shown, text);

	return twilio_sid(prefixes[kind], who_sid(a, account), text, sid);
}

const char *number_of_sid(const struct api *a, size_t account,
    enum sender_kind kind, const char *sid)
{
	char own[TWILIO_SID];
	const char *shown;

	for (size_t i = 0; (shown = number_nth(a, account, kind, i)) != NULL;
	     i++) {
		if (strcmp(number_sid(a, account, shown, own), sid) == 0)
			return shown;
	}
	return NULL;
}

/* Its settings; those of one that has none yet are in `fresh`. */
static const struct item *settings_of(const struct api *a, size_t account,
    const char *shown, struct item *fresh)
{
	const struct item *it;

	*fresh = (struct item){ .kind = THING_NUMBER,
		.account = flow_account_id(a->with.flow, account) };
	(void)show_own(shown, fresh->name);
	it = item_find(a, fresh);
	return it != NULL ? it : fresh;
}

static bool is_short(const char *shown)
{
	return shown[0] != '+';
}

static const char *label_of(const struct item *it)
{
	const char *own = item_get(it, ITEM_NUMBER_FRIENDLY_NAME);

	return own != NULL ? own : it->name;
}

static void add_settings(struct json_out *o, const struct item *it)
{
	static const struct {
		const char *key;
		enum item_row row;
	} of_both[] = {
		{ "sms_url", ITEM_NUMBER_SMS_URL },
		{ "sms_method", ITEM_NUMBER_SMS_METHOD },
		{ "sms_fallback_url", ITEM_NUMBER_SMS_FALLBACK_URL },
		{ "sms_fallback_method", ITEM_NUMBER_SMS_FALLBACK_METHOD },
	}, of_numbers[] = {
		{ "sms_application_sid", ITEM_NUMBER_SMS_APPLICATION_SID },
		{ "status_callback", ITEM_NUMBER_STATUS_CALLBACK },
		{ "status_callback_method",
		    ITEM_NUMBER_STATUS_CALLBACK_METHOD },
	};

	for (size_t i = 0; i < ARRAY_LEN(of_both); i++)
		json_text(o, of_both[i].key, item_get(it, of_both[i].row));
	for (size_t i = 0; i < ARRAY_LEN(of_numbers) && !is_short(it->name);
	     i++)
		json_text(o, of_numbers[i].key,
		    item_get(it, of_numbers[i].row));
}

static void add_capabilities(struct json_out *o)
{
	static const char *const none[] = { "voice", "mms", "fax" };

	json_open_object(o, "capabilities");
	json_bool(o, "sms", true);
	for (size_t i = 0; i < ARRAY_LEN(none); i++)
		json_bool(o, none[i], false);
	json_close_object(o);
}

/* When a number came to the account is not known; when it was set is. */
static void number_json(struct json_out *o, const struct api *a, size_t account,
    const struct item *it)
{
	const char *owner = who_sid(a, account);
	char sid[TWILIO_SID], uri[160];
	bool short_code = is_short(it->name);

	number_sid(a, account, it->name, sid);
	snprintf(uri, sizeof(uri), TWILIO_ACCOUNT "/%s/%s.json", owner,
	    short_code ? "SMS/ShortCodes" : "IncomingPhoneNumbers", sid);
	json_open_object(o, NULL);
	json_text(o, "sid", sid);
	json_text(o, "account_sid", owner);
	json_text(o, "friendly_name", label_of(it));
	json_text(o, short_code ? "short_code" : "phone_number", it->name);
	add_settings(o, it);
	if (!short_code) {
		add_capabilities(o);
		json_bool(o, "beta", false);
		json_text(o, "origin", "hosted");
		json_text(o, "status", "in-use");
	}
	json_text(o, "api_version", TWILIO_VERSION);
	twilio_date(o, "date_created", it->created);
	twilio_date(o, "date_updated", it->updated);
	json_text(o, "uri", uri);
	json_close_object(o);
}

/* ---- lists ------------------------------------------------------------- */

struct number_list {
	enum sender_kind kind;
	const char *path, *key, *filter; /* the number's name as a filter */
};

static const struct number_list longs = { SENDER_LONG, "IncomingPhoneNumbers",
	"incoming_phone_numbers", "PhoneNumber" };
static const struct number_list shorts = { SENDER_SHORT, "SMS/ShortCodes",
	"short_codes", "ShortCode" };

/* Twilio takes a part of a number too. */
static bool fits(const struct api *a, const struct number_list *l,
    const struct item *it)
{
	const struct form_pair *number = form_find(a->form, l->filter);
	const char *label = form_get(a->form, "FriendlyName");
	const char *digits;

	if (label != NULL && label[0] != '\0' &&
	    strcmp(label, label_of(it)) != 0)
		return false;
	if (number == NULL || number->value_len == 0)
		return true;
	digits = number->value + strspn(number->value, "+ ");
	return strstr(it->name, digits) != NULL;
}

static size_t select_numbers(const struct api *a, size_t account,
    const struct number_list *l, const char **found)
{
	const char *shown;
	struct item fresh;
	size_t n = 0;

	for (size_t i = 0; (shown = number_nth(a, account, l->kind, i)) != NULL;
	     i++) {
		if (fits(a, l, settings_of(a, account, shown, &fresh)))
			found[n++] = shown;
	}
	return n;
}

static void write_numbers(struct api *a, const struct call *c,
    const struct listing_page *page, const char *const *found)
{
	struct json_out o = json_writing(&a->body);
	struct item fresh;
	size_t i, end;

	listing_cut(page->asked, page->total, &i, &end);
	buf_clear(&a->body);
	listing_open(&o, page);
	for (; i < end; i++)
		number_json(&o, a, c->account,
		    settings_of(a, c->account, found[i], &fresh));
	listing_close(&o);
	twilio_reply(a, c);
}

static void list_numbers(struct api *a, const struct call *c,
    const struct number_list *l)
{
	const char *const names[] = { l->filter, "FriendlyName", NULL };
	size_t all = a->with.conf->account[c->account].numbers.n;
	struct buf filters = { 0 };
	struct listing asked;
	const char **found;
	char path[128];

	if (!twilio_is_owner(a, c) || !listing_asked(a, c, &asked))
		return;
	snprintf(path, sizeof(path), TWILIO_ACCOUNT "/%s.json",
	    who_sid(a, c->account), l->path);
	listing_filters(a->form, names, &filters);
	found = mem_new(all + 1, sizeof(*found));
	write_numbers(a, c,
	    &(struct listing_page){ .asked = &asked,
		.path = path,
		.filters = buf_cstr(&filters),
		.key = l->key,
		.total = select_numbers(a, c->account, l, found) },
	    found);
	free(found);
	buf_free(&filters);
}

void twilio_numbers(struct api *a, const struct call *c)
{
	list_numbers(a, c, &longs);
}

void twilio_codes(struct api *a, const struct call *c)
{
	list_numbers(a, c, &shorts);
}

/* ---- one of them ------------------------------------------------------- */

/* NULL: the call was refused. */
static const char *in_path(struct api *a, const struct call *c,
    enum sender_kind kind)
{
	const char *shown = NULL;
	char sid[TWILIO_SID];

	if (!twilio_is_owner(a, c))
		return NULL;
	if (twilio_name(&c->in_path, sid, sizeof(sid)))
		shown = number_of_sid(a, c->account, kind, sid);
	if (shown == NULL)
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return shown;
}

static void fetch_number(struct api *a, const struct call *c,
    enum sender_kind kind)
{
	const char *shown = in_path(a, c, kind);
	struct json_out o = json_writing(&a->body);
	struct item fresh;

	if (shown == NULL)
		return;
	buf_clear(&a->body);
	number_json(&o, a, c->account,
	    settings_of(a, c->account, shown, &fresh));
	twilio_reply(a, c);
}

void twilio_number(struct api *a, const struct call *c)
{
	fetch_number(a, c, SENDER_LONG);
}

void twilio_code(struct api *a, const struct call *c)
{
	fetch_number(a, c, SENDER_SHORT);
}

static void answer_number(struct api *a, const struct wait *w,
    const struct item *it)
{
	struct json_out o = json_writing(&a->body);
	size_t account;

	if (flow_account_index(a->with.flow, w->account, &account) != 0) {
		reply_fault(a, w->id, w->face, refusal_row(REFUSAL_NOT_FOUND));
		return;
	}
	buf_clear(&a->body);
	number_json(&o, a, account, it);
	reply_body(a, w->id, 200, NULL);
}

static bool is_empty(const struct item *it, enum item_row row)
{
	const char *value = item_get(it, row);

	return value == NULL || value[0] == '\0';
}

static void update_number(struct api *a, const struct call *c,
    enum sender_kind kind)
{
	const struct item_change change = { .answer = answer_number };
	const char *shown = in_path(a, c, kind);
	struct item fresh, *it;
	enum refusal no;

	if (shown == NULL || !twilio_form(a, c))
		return;
	it = item_copy(settings_of(a, c->account, shown, &fresh));
	no = item_read(it, a->form);
	if (no == REFUSAL_COUNT && is_empty(it, ITEM_NUMBER_SMS_URL) &&
	    !is_empty(it, ITEM_NUMBER_SMS_FALLBACK_URL))
		no = REFUSAL_URL_FALLBACK;
	it->updated = clock_wall();
	if (it->created == 0)
		it->created = it->updated;
	if (no == REFUSAL_COUNT)
		item_put(a, c, it, &change);
	else
		reply_refusal(a, c, no);
	item_free(it);
}

void twilio_number_update(struct api *a, const struct call *c)
{
	update_number(a, c, SENDER_LONG);
}

void twilio_code_update(struct api *a, const struct call *c)
{
	update_number(a, c, SENDER_SHORT);
}
