/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messaging services (http-api.md 3, messaging/v1): what a message takes from
 * one, and its senders, of which twilio_sender.c tells.
 */
#include "api/twilio.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/item.h"
#include "api/listing.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/form.h"
#include "http/json.h"

#define SERVICES_MAX 1000
#define SERVICES     "/v1/Services"

static struct item like_of(const struct api *a, const struct call *c)
{
	return (struct item){ .kind = THING_SERVICE,
		.account = twilio_account_id(a, c) };
}

struct item *service_find(const struct api *a, const struct call *c,
    const struct body_text *sid)
{
	struct item like = like_of(a, c);

	if (!twilio_name(sid, like.name, sizeof(like.name)))
		return NULL;
	return item_find(a, &like);
}

struct item *service_in_path(struct api *a, const struct call *c)
{
	struct item *it = service_find(a, c, &c->in_path);

	if (it == NULL)
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
	return it;
}

static void add_links(struct json_out *o, const char *base, const char *sid)
{
	static const char *const links[][2] = { { "phone_numbers",
						    "PhoneNumbers" },
		{ "short_codes", "ShortCodes" },
		{ "alpha_senders", "AlphaSenders" },
		{ "destination_alpha_senders", "DestinationAlphaSenders" } };
	char url[256];

	snprintf(url, sizeof(url), "%s" SERVICES "/%s", base, sid);
	json_text(o, "url", url);
	json_open_object(o, "links");
	for (size_t i = 0; i < ARRAY_LEN(links); i++) {
		snprintf(url, sizeof(url), "%s" SERVICES "/%s/%s", base, sid,
		    links[i][1]);
		json_text(o, links[i][0], url);
	}
	json_close_object(o);
}

static void service_json(struct json_out *o, const struct api *a,
    const struct item *it, const char *base)
{
	json_open_object(o, NULL);
	json_text(o, "sid", it->name);
	json_text(o, "account_sid", twilio_account_sid(a, it->account));
	item_json(o, it);
	twilio_iso(o, "date_created", it->created);
	twilio_iso(o, "date_updated", it->updated);
	add_links(o, base, it->name);
	json_close_object(o);
}

static size_t count_services(const struct api *a, const struct item *like)
{
	size_t n = 0;

	for (const struct item *it = NULL;
	     (it = item_next(a, like, it)) != NULL;)
		n++;
	return n;
}

/* As all small lists, read whole and cut. */
void twilio_services(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	struct item like = like_of(a, c);
	const struct item *it = NULL;
	char base[LISTING_BASE_ROOM];
	struct listing_page page = { .path = SERVICES,
		.filters = "",
		.key = "services",
		.total = count_services(a, &like) };
	struct listing asked;
	size_t begin, end;

	if (!listing_asked(a, c, &asked))
		return;
	page.asked = &asked;
	listing_base(c, base);
	listing_cut(&asked, page.total, &begin, &end);
	buf_clear(&a->body);
	listing_open_meta(&o, &page, base);
	for (size_t i = 0; i < end; i++) {
		it = item_next(a, &like, it);
		if (i >= begin)
			service_json(&o, a, it, base);
	}
	listing_close(&o);
	twilio_reply(a, c);
}

void twilio_service(struct api *a, const struct call *c)
{
	struct json_out o = json_writing(&a->body);
	const struct item *it = service_in_path(a, c);
	char base[LISTING_BASE_ROOM];

	if (it == NULL)
		return;
	listing_base(c, base);
	buf_clear(&a->body);
	service_json(&o, a, it, base);
	twilio_reply(a, c);
}

static void answer_service(struct api *a, const struct wait *w,
    const struct item *it)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	service_json(&o, a, it, w->u.change.base);
	reply_body(a, w->id, w->u.change.status, NULL);
}

static void put(struct api *a, const struct call *c, const struct item *it,
    int status)
{
	struct item_change change = { .status = status,
		.answer = answer_service };

	listing_base(c, change.base);
	item_put(a, c, it, &change);
}

static void name_anew(struct item *it)
{
	uint8_t bytes[16];

	random_fill(bytes, sizeof(bytes));
	memcpy(it->name, "MG", 2);
	hex_format(bytes, sizeof(bytes), it->name + 2);
}

void twilio_service_create(struct api *a, const struct call *c)
{
	const struct item like = like_of(a, c);
	const char *label;
	struct item *it;
	enum refusal no;

	if (!twilio_form(a, c))
		return;
	it = item_copy(&like);
	name_anew(it);
	it->created = it->updated = clock_wall();
	no = item_read(it, a->form);
	label = item_get(it, ITEM_SERVICE_FRIENDLY_NAME);
	if (no == REFUSAL_COUNT && (label == NULL || label[0] == '\0'))
		no = REFUSAL_FRIENDLY_NAME;
	if (no == REFUSAL_COUNT && count_services(a, &like) >= SERVICES_MAX)
		no = REFUSAL_SERVICE_MANY;
	if (no == REFUSAL_COUNT)
		put(a, c, it, 201);
	else
		reply_refusal(a, c, no);
	item_free(it);
}

void twilio_service_update(struct api *a, const struct call *c)
{
	const struct item *old = service_in_path(a, c);
	struct item *it;
	enum refusal no;

	if (old == NULL || !twilio_form(a, c))
		return;
	it = item_copy(old);
	it->updated = clock_wall();
	no = item_read(it, a->form);
	if (no == REFUSAL_COUNT)
		put(a, c, it, 200);
	else
		reply_refusal(a, c, no);
	item_free(it);
}

/* Its senders go with it, once it does go. Should they be left by a crash just
 * then, they are senders of nothing: no other service gets its sid. */
void twilio_service_delete(struct api *a, const struct call *c)
{
	struct item *it = service_in_path(a, c);
	struct item *sender, *next;

	if (it == NULL || !item_remove(a, c, it))
		return;
	for (sender = sender_next(a, it, NULL); sender != NULL; sender = next) {
		next = sender_next(a, it, sender);
		item_forget(a, sender);
	}
}
