/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The senders of a messaging service (http-api.md 3): numbers, short codes and
 * names, and names for one country.
 *
 * They are one set of items, told apart by what they look like; a sender of
 * an account is in one service at most, but for names, which may be in many.
 * One that the configuration takes from the account is not shown, nor used,
 * until it is given back.
 *
 * A name for one country and one for all others are both in the list of
 * "destination" names, the latter with "" for a country.
 */
#include "api/twilio.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/item.h"
#include "api/listing.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/mem.h"
#include "http/form.h"
#include "http/json.h"
#include "model/country.h"

#define SENDERS_MAX 400

/* One of the four lists of a service. */
struct pool {
	const char *path, *key, *param;
	enum sender_kind kind;
	bool of_country; /* of names: also those for one country */
};

static const struct pool pools[] = {
	{ "PhoneNumbers", "phone_numbers", "PhoneNumberSid", SENDER_LONG,
	    false },
	{ "ShortCodes", "short_codes", "ShortCodeSid", SENDER_SHORT, false },
	{ "AlphaSenders", "alpha_senders", "AlphaSender", SENDER_ALPHA, false },
	{ "DestinationAlphaSenders", "alpha_senders", "AlphaSender",
	    SENDER_ALPHA, true },
};

const char *sender_shown(const struct item *it)
{
	return strrchr(it->name, '/') + 1;
}

struct item *sender_next(const struct api *a, const struct item *service,
    const struct item *it)
{
	const struct item like = { .kind = THING_SENDER,
		.account = service->account };
	size_t len = strlen(service->name);
	struct item *next = item_next(a, &like, it);

	while (next != NULL && (strncmp(next->name, service->name, len) != 0 ||
				   next->name[len] != '/'))
		next = item_next(a, &like, next);
	return next;
}

static enum sender_kind kind_of(const struct item *it)
{
	const char *text = sender_shown(it);
	char shown[SENDER_ROOM];

	return sender_show(&(struct body_text){ text, strlen(text) }, shown);
}

bool sender_is_usable(const struct api *a, size_t account,
    const struct item *it)
{
	const char *text = sender_shown(it);

	return number_is_any(a, account) ||
	       number_is_own(a, account,
		   &(struct body_text){ text, strlen(text) });
}

static bool is_in(const struct api *a, const struct call *c,
    const struct pool *p, const struct item *it)
{
	return kind_of(it) == p->kind &&
	       (p->of_country ||
		   item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE) == NULL) &&
	       sender_is_usable(a, c->account, it);
}

/* The pool that the path names. */
static const struct pool *pool_in_path(const struct call *c)
{
	for (size_t i = 0; i < ARRAY_LEN(pools); i++) {
		char part[40];
		const char *at;

		snprintf(part, sizeof(part), "/%s", pools[i].path);
		at = strstr(c->request->path, part);
		if (at != NULL && strchr("/", at[strlen(part)]) != NULL)
			return &pools[i];
	}
	return NULL;
}

static size_t count_all(const struct api *a, const struct item *service)
{
	size_t n = 0;

	for (const struct item *it = NULL;
	     (it = sender_next(a, service, it)) != NULL;)
		n++;
	return n;
}

/* ---- as JSON ----------------------------------------------------------- */

/* The same number has the same sid here as among the account's numbers. */
static char *sid_of(const struct api *a, const struct item *it,
    char sid[TWILIO_SID])
{
	const char *account = twilio_account_sid(a, it->account);
	const char *shown = sender_shown(it);
	const char *country = item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE);
	static const char *const prefixes[] = { [SENDER_NONE] = "AI",
		[SENDER_LONG] = "PN",
		[SENDER_SHORT] = "SC",
		[SENDER_ALPHA] = "AI" };
	char name[SENDER_ROOM + 4];

	snprintf(name, sizeof(name), "%s%s%s", shown,
	    country != NULL ? "/" : "", country != NULL ? country : "");
	return twilio_sid(prefixes[kind_of(it)], account, name, sid);
}

static void add_country(struct json_out *o, const struct pool *p,
    const struct item *it)
{
	const char *country = item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE);
	const char *shown = sender_shown(it);
	char iso2[COUNTRY_TEXT];
	uint64_t number;

	if (p->of_country)
		json_text(o, "iso_country_code",
		    country != NULL ? country : "");
	if (p->kind == SENDER_ALPHA)
		return;
	json_text(o, "country_code",
	    e164_parse(shown, strlen(shown), 0, &number) == 0 &&
		    country_of(number, iso2) == 0
		? iso2
		: NULL);
}

static void sender_json(struct json_out *o, const struct api *a,
    const struct pool *p, const struct item *it, const char *base)
{
	static const char *const names[] = { "phone_number", "short_code",
		"alpha_sender", "alpha_sender" };
	char sid[TWILIO_SID], service[TWILIO_SID], url[256];

	sid_of(a, it, sid);
	snprintf(service, sizeof(service), "%.34s", it->name);
	snprintf(url, sizeof(url), "%s/v1/Services/%s/%s/%s", base, service,
	    p->path, sid);
	json_open_object(o, NULL);
	json_text(o, "sid", sid);
	json_text(o, "account_sid", twilio_account_sid(a, it->account));
	json_text(o, "service_sid", service);
	json_text(o, names[p - pools], sender_shown(it));
	add_country(o, p, it);
	json_open_array(o, "capabilities");
	json_text(o, NULL, "SMS");
	json_close_array(o);
	twilio_iso(o, "date_created", it->created);
	twilio_iso(o, "date_updated", it->updated);
	json_text(o, "url", url);
	json_close_object(o);
}

/* ---- handlers ---------------------------------------------------------- */

/* A query of a list, and an item that is to be. False: it is no country; its
 * letters may be small, and none is "". */
static bool read_country(const struct api *a, char iso2[COUNTRY_TEXT])
{
	struct body_text t = twilio_text(a->form, "IsoCountryCode");

	memset(iso2, 0, COUNTRY_TEXT);
	if (t.len == 0)
		return true;
	if (t.len != COUNTRY_TEXT - 1)
		return false;
	for (size_t i = 0; i < t.len; i++)
		iso2[i] = (char)toupper((unsigned char)t.s[i]);
	return country_is_known(iso2);
}

struct choice {
	const struct pool *pool;
	char country[COUNTRY_TEXT]; /* "": never mind */
};

static bool is_chosen(const struct api *a, const struct call *c,
    const struct choice *w, const struct item *it)
{
	const char *country = item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE);

	return is_in(a, c, w->pool, it) &&
	       (w->country[0] == '\0' ||
		   (country != NULL && strcmp(country, w->country) == 0));
}

static size_t count_chosen(const struct api *a, const struct call *c,
    const struct item *service, const struct choice *w)
{
	size_t n = 0;

	for (const struct item *it = NULL;
	     (it = sender_next(a, service, it)) != NULL;)
		n += is_chosen(a, c, w, it);
	return n;
}

static void write_pool(struct api *a, const struct call *c,
    const struct item *service, const struct choice *w,
    struct listing_page *page)
{
	const struct item *it = sender_next(a, service, NULL);
	struct json_out o = json_writing(&a->body);
	char base[LISTING_BASE_ROOM];
	size_t begin, end;

	listing_base(c, base);
	listing_cut(page->asked, page->total, &begin, &end);
	buf_clear(&a->body);
	listing_open_meta(&o, page, base);
	for (size_t i = 0; i < end; it = sender_next(a, service, it)) {
		if (is_chosen(a, c, w, it) && i++ >= begin)
			sender_json(&o, a, w->pool, it, base);
	}
	listing_close(&o);
	twilio_reply(a, c);
}

void twilio_senders(struct api *a, const struct call *c)
{
	static const char *const names[] = { "IsoCountryCode", NULL };
	const struct item *service = service_in_path(a, c);
	struct choice w = { .pool = pool_in_path(c) };
	struct listing_page page = { .path = c->request->path,
		.key = w.pool->key };
	struct buf filters = { 0 };
	struct listing asked;

	if (service == NULL || !listing_asked(a, c, &asked))
		return;
	if (w.pool->of_country && !read_country(a, w.country)) {
		reply_refusal(a, c, REFUSAL_ISO_COUNTRY);
		return;
	}
	listing_filters(a->form, names, &filters);
	page.asked = &asked;
	page.filters = buf_cstr(&filters);
	page.total = count_chosen(a, c, service, &w);
	write_pool(a, c, service, &w, &page);
	buf_free(&filters);
}

/* NULL: the call was refused. */
static struct item *sender_in_path(struct api *a, const struct call *c)
{
	const struct item *service = service_in_path(a, c);
	struct item *it = NULL;
	char wanted[TWILIO_SID], sid[TWILIO_SID];

	if (service == NULL)
		return NULL;
	if (twilio_name(&c->sub_in_path, wanted, sizeof(wanted))) {
		while ((it = sender_next(a, service, it)) != NULL) {
			if (is_in(a, c, pool_in_path(c), it) &&
			    strcmp(sid_of(a, it, sid), wanted) == 0)
				return it;
		}
	}
	reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return NULL;
}

void twilio_sender(struct api *a, const struct call *c)
{
	const struct item *it = sender_in_path(a, c);
	struct json_out o = json_writing(&a->body);
	char base[LISTING_BASE_ROOM];

	if (it == NULL)
		return;
	listing_base(c, base);
	buf_clear(&a->body);
	sender_json(&o, a, pool_in_path(c), it, base);
	twilio_reply(a, c);
}

void twilio_sender_delete(struct api *a, const struct call *c)
{
	struct item *it = sender_in_path(a, c);

	if (it != NULL)
		item_remove(a, c, it);
}

/* A name must be one of the account's, if it has a list of them. */
static enum refusal read_alpha(const struct api *a, const struct call *c,
    char shown[SENDER_ROOM])
{
	struct body_text text = twilio_text(a->form, "AlphaSender");

	if (sender_show(&text, shown) != SENDER_ALPHA)
		return REFUSAL_SENDER_ALPHA;
	if (!number_is_any(a, c->account) &&
	    !number_is_own(a, c->account, &text))
		return REFUSAL_SENDER_ALPHA;
	return REFUSAL_COUNT;
}

/* An account without a list of numbers has no sids of them either: what it
 * gives is the number itself. */
static bool read_number(const struct api *a, const struct call *c,
    const struct pool *p, char shown[SENDER_ROOM])
{
	struct body_text sid = twilio_text(a->form, p->param);
	char name[TWILIO_SID];
	const char *own;

	if (sid.len == 0)
		return false;
	if (number_is_any(a, c->account))
		return sender_show(&sid, shown) == p->kind;
	if (!twilio_name(&sid, name, sizeof(name)))
		return false;
	own = number_of_sid(a, c->account, p->kind, name);
	if (own == NULL)
		return false;
	(void)sender_show(&(struct body_text){ own, strlen(own) }, shown);
	return true;
}

static enum refusal read_sender(const struct api *a, const struct call *c,
    const struct pool *p, char shown[SENDER_ROOM])
{
	if (p->kind == SENDER_ALPHA)
		return read_alpha(a, c, shown);
	return read_number(a, c, p, shown) ? REFUSAL_COUNT : REFUSAL_SENDER_SID;
}

/* Is it in a service already, and may that be? */
static enum refusal check_place(const struct api *a, const struct item *service,
    const struct item *made)
{
	const char *shown = sender_shown(made);
	struct item *it = NULL;

	if (item_find(a, made) != NULL)
		return REFUSAL_SENDER_THERE;
	if (count_all(a, service) >= SENDERS_MAX)
		return REFUSAL_SENDER_MANY;
	if (kind_of(made) == SENDER_ALPHA)
		return REFUSAL_COUNT;
	while ((it = item_next(a, made, it)) != NULL) {
		if (strcmp(sender_shown(it), shown) == 0)
			return REFUSAL_SENDER_ELSEWHERE;
	}
	return REFUSAL_COUNT;
}

static void answer_as(struct api *a, const struct wait *w, const struct pool *p,
    const struct item *it)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	sender_json(&o, a, p, it, w->u.change.base);
	reply_body(a, w->id, 201, NULL);
}

static void answer_sender(struct api *a, const struct wait *w,
    const struct item *it)
{
	const struct pool *p = pools;

	while (p->kind != kind_of(it))
		p++;
	answer_as(a, w, p, it);
}

static void answer_destination(struct api *a, const struct wait *w,
    const struct item *it)
{
	answer_as(a, w, &pools[ARRAY_LEN(pools) - 1], it);
}

static void name_sender(struct item *it, const struct item *service,
    const char *shown)
{
	const char *country = item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE);

	if (country == NULL)
		snprintf(it->name, sizeof(it->name), "%.34s/%.19s",
		    service->name, shown);
	else
		snprintf(it->name, sizeof(it->name), "%.34s/%.2s/%.19s",
		    service->name, country, shown);
}

static enum refusal make(const struct api *a, const struct call *c,
    const struct item *service, struct item **made)
{
	struct item like = { .kind = THING_SENDER,
		.account = service->account };
	const struct pool *p = pool_in_path(c);
	char shown[SENDER_ROOM], country[COUNTRY_TEXT] = "";
	enum refusal no = read_sender(a, c, p, shown);

	if (no != REFUSAL_COUNT)
		return no;
	if (p->of_country && !read_country(a, country))
		return REFUSAL_ISO_COUNTRY;
	like.created = like.updated = clock_wall();
	*made = item_copy(&like);
	if (country[0] != '\0')
		item_set(*made, ITEM_SENDER_ISO_COUNTRY_CODE, country);
	name_sender(*made, service, shown);
	return check_place(a, service, *made);
}

void twilio_sender_add(struct api *a, const struct call *c)
{
	struct item_change change = { .answer = pool_in_path(c)->of_country
						    ? answer_destination
						    : answer_sender };
	const struct item *service = service_in_path(a, c);
	struct item *made = NULL;
	enum refusal no;

	if (service == NULL || !twilio_form(a, c))
		return;
	no = make(a, c, service, &made);
	listing_base(c, change.base);
	if (no == REFUSAL_COUNT)
		item_put(a, c, made, &change);
	else
		reply_refusal(a, c, no);
	if (made != NULL)
		item_free(made);
}
