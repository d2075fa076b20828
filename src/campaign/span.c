/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/span.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conf/value.h"
#include "http/json.h"

#define TEXT_ROOM 40
#define PRICE_MAX 1000000 /* of a segment */

/* The text of a number of seconds, or of the unit that was given. */
static const char *text_of(const struct json_value *v, char room[TEXT_ROOM])
{
	size_t len;
	const char *s;

	switch (json_kind(v)) {
	case JSON_INT:
		if (json_int_of(v) < 0)
			return NULL;
		snprintf(room, TEXT_ROOM, "%" PRId64 "s", json_int_of(v));
		return room;
	case JSON_STR:
		s = json_str_of(v, &len);
		return strlen(s) == len ? s : NULL;
	default: return NULL;
	}
}

int span_read(const struct json_value *v, struct span_range range, usec *out,
    char *why)
{
	const struct conf_key key = { .name = "span",
		.type = CONF_T_DURATION,
		.min = range.min,
		.max = range.max };
	struct conf_value reading = { .key = &key };
	char room[TEXT_ROOM];
	const char *text = text_of(v, room);

	if (text == NULL) {
		snprintf(why, SPAN_WHY,
		    "a span of time is a text such as \"48h\" or \"90min\", or "
		    "a number of seconds");
		return RC_BAD;
	}
	if (conf_value_read(&reading, text, out) == 0)
		return 0;
	snprintf(why, SPAN_WHY, "%.*s", SPAN_WHY - 1, reading.why);
	return RC_BAD;
}

void span_write(struct json_out *o, const char *key, usec span)
{
	static const struct {
		usec is;
		const char *name;
	} units[] = { { HOUR, "h" }, { 60 * SECOND, "min" }, { SECOND, "s" },
		{ SECOND / 1000, "ms" } };
	char text[TEXT_ROOM];
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(units) && span % units[i].is != 0)
		i++;
	snprintf(text, sizeof(text), "%" PRId64 "%s", span / units[i].is,
	    units[i].name);
	json_text(o, key, text);
}

int span_read_money(const struct json_value *v, money *out, char *why)
{
	static const struct conf_key key = { .name = "price",
		.type = CONF_T_MONEY,
		.min = "0",
		.max = "1000000" };
	struct conf_value reading = { .key = &key };
	double amount;
	size_t len;

	switch (json_kind(v)) {
	case JSON_STR:
		if (conf_value_read(&reading, json_str_of(v, &len), out) == 0)
			return 0;
		snprintf(why, SPAN_WHY, "%.*s", SPAN_WHY - 1, reading.why);
		return RC_BAD;
	case JSON_INT:
	case JSON_REAL:
		amount = json_real_of(v);
		if (amount < 0 || amount > PRICE_MAX)
			break;
		*out = (money)llround(amount * (double)MONEY_UNIT);
		return 0;
	default: break;
	}
	snprintf(why, SPAN_WHY, "a price is a text such as \"0.0075\"");
	return RC_BAD;
}
