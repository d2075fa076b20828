/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * span - spans of time and money in JSON.
 *
 * Owns, borrows: nothing.
 */
#ifndef CAMPAIGN_SPAN_H
#define CAMPAIGN_SPAN_H

#include "conf/conf.h"

#define SPAN_WHY 200

struct json_out;
struct json_value;

struct span_range {
	const char *min, *max; /* as in the configuration: "1min", "30d" */
};

/* Of close_window, the account's and a campaign's. */
#define WINDOW_MIN "1min"
#define WINDOW_MAX "60d"

/* "48h" as in the configuration, or a number of seconds. RC_BAD: `why` says
 * it, in SPAN_WHY bytes. */
MUST_CHECK int span_read(const struct json_value *v, struct span_range range,
    usec *out, char *why);

/* In the largest unit up to hours that it is a whole number of. */
void span_write(struct json_out *o, const char *key, usec span);

/* "0.0075" or a number. RC_BAD as above. */
MUST_CHECK int span_read_money(const struct json_value *v, money *out,
    char *why);

#endif
