/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of a number, and how a transactional message without a tag
 * would go there now. Routes that ask for a sender do not hold: none is given.
 */
#include "api/inside.h"

#include "base/clock.h"
#include "flow/flow.h"
#include "http/json.h"
#include "model/country.h"
#include "model/number.h"
#include "route/lookup.h"
#include "route/route.h"

static const char *given(const char *text)
{
	return text != NULL && text[0] != '\0' ? text : NULL;
}

static void add_carrier(struct json_out *o, const struct route_table *t,
    uint64_t number)
{
	struct lookup_answer a;
	char iso2[COUNTRY_TEXT];
	const char *country;

	lookup_find(route_table_lookup(t), number, &a);
	country = given(a.country);
	if (country == NULL && country_of(number, iso2) == 0)
		country = iso2;
	json_text(o, "country", country);
	json_text(o, "carrier", a.carrier);
	json_text(o, "type", given(a.type));
	json_text(o, "source",
	    a.source != LOOKUP_UNKNOWN ? lookup_source_name(a.source)
				       : "unknown");
}

static void add_route(struct json_out *o, const struct route_table *t,
    const struct route_query *q)
{
	struct route_answer a;
	int rc = route_choose(t, q, &a);

	json_text(o, "route", rc == 0 ? a.route : NULL);
	json_open_array(o, "smscs");
	for (size_t i = 0; i < a.list.n; i++)
		json_text(o, NULL,
		    route_smsc_name(route_table_sets(t), a.list.smsc[i]));
	json_close_array(o);
	json_text(o, "reason", a.reason);
}

void lookup_number(struct api *a, const struct call *c)
{
	const struct route_table *t = flow_routes(a->with.flow);
	struct json_out o = json_writing(&a->body);
	struct route_query q = { .account = c->account,
		.class = ROUTE_TRANSACTIONAL,
		.smsc = ROUTE_NONE,
		.now = clock_wall() };
	char text[E164_TEXT];

	/* In a path "+" means a space to many tools, so it is left out. */
	if (e164_parse_bare(c->in_path.s, c->in_path.len, &q.to) != 0) {
		reply_refusal(a, c, REFUSAL_NUMBER);
		return;
	}
	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_text(&o, "number", e164_format(q.to, text));
	add_carrier(&o, t, q.to);
	add_route(&o, t, &q);
	json_close_object(&o);
	reply_body(a, c->id, 200, NULL);
}
