/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/site.h"

#include <stdio.h>
#include <string.h>

#include "campaign/span.h"
#include "http/json.h"

#define ALL_DAYS 0x7f

static void put_trial(struct json_out *o, const struct site *s)
{
	if (s->trial == 0) {
		json_null(o, "trial");
		return;
	}
	json_open_object(o, "trial");
	json_uint(o, "limit", s->trial);
	json_uint(o, "used", s->trial_used);
	json_close_object(o);
}

static void put_clock(struct json_out *o, const char *key, unsigned minutes)
{
	char text[24];

	snprintf(text, sizeof(text), "%02u:%02u", minutes / 60, minutes % 60);
	json_text(o, key, text);
}

static void put_span(struct json_out *o, const struct conf_hours *h)
{
	static const char names[] = "MonTueWedThuFriSatSun";
	char text[64] = "";
	size_t at = 0;

	for (unsigned day = 0; day < CONF_DAYS; day++) {
		if ((h->days >> day & 1) != 0)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    "%s%.3s", at == 0 ? "" : ",", names + 3 * day);
	}
	snprintf(text + at, sizeof(text) - at, " %02u:%02u-%02u:%02u",
	    h->from / 60, h->from % 60, h->to / 60, h->to % 60);
	json_text(o, NULL, text);
}

static void put_quiet(struct json_out *o, const struct site *s)
{
	if (s->quiets == 0) {
		json_null(o, "quiet_hours");
	} else if (s->quiets == 1 && s->quiet[0].days == ALL_DAYS) {
		json_open_object(o, "quiet_hours");
		put_clock(o, "start", s->quiet[0].from);
		put_clock(o, "end", s->quiet[0].to);
		json_close_object(o);
	} else {
		json_open_array(o, "quiet_hours");
		for (size_t i = 0; i < s->quiets; i++)
			put_span(o, &s->quiet[i]);
		json_close_array(o);
	}
}

static void put_countries(struct json_out *o, const struct site *s)
{
	json_open_array(o, "countries");
	for (size_t i = 0; i < s->countries; i++)
		json_text(o, NULL, s->country[i]);
	json_close_array(o);
}

static void put_price(struct json_out *o, const struct site *s)
{
	char text[MONEY_TEXT];

	json_text(o, "price", money_format(s->price_millionths, text));
}

static void put(struct json_out *o, const struct site *s, enum site_member m)
{
	switch (m) {
	case SITE_timezone: json_text(o, "timezone", s->timezone); break;
	case SITE_default_region:
		json_text(o, "default_region", s->default_region);
		break;
	case SITE_active: json_bool(o, "active", s->active); break;
	case SITE_sms_subscription:
		json_bool(o, "sms_subscription", s->sms_subscription);
		break;
	case SITE_subdomain: json_word(o, "subdomain", s->subdomain); break;
	case SITE_trial: put_trial(o, s); break;
	case SITE_quiet: put_quiet(o, s); break;
	case SITE_smart_hours:
		json_uint(o, "smart_sending_hours", s->smart_hours);
		break;
	case SITE_country: put_countries(o, s); break;
	case SITE_price_millionths: put_price(o, s); break;
	case SITE_close_window:
		span_write(o, "close_window", s->close_window);
		break;
	case SITE_threshold:
		json_uint(o, "sent_threshold_pct", s->threshold);
		break;
	case SITE_support_contact:
		json_text(o, "support_contact", s->support_contact);
		break;
	case SITE_compliance_link:
		json_text(o, "compliance_link", s->compliance_link);
		break;
	case SITE_status_epoch:
		json_text(o, "status_epoch", s->status_epoch);
		break;
	case SITE_auto_optout:
		json_bool(o, "auto_optout", s->auto_optout);
		break;
	case SITE_MEMBERS: break;
	}
}

void site_write(const struct site *s, struct json_out *o)
{
	for (unsigned m = 0; m < SITE_MEMBERS; m++)
		put(o, s, (enum site_member)m);
}

void site_write_own(const struct site *s, struct json_out *o)
{
	for (unsigned m = 0; m < SITE_MEMBERS; m++) {
		if ((s->own >> m & 1) != 0)
			put(o, s, (enum site_member)m);
	}
}
