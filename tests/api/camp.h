/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * camp - calls about one campaign.
 */
#ifndef TESTS_API_CAMP_H
#define TESTS_API_CAMP_H

#include "native.h"

static char id[32]; /* of the campaign that a test is about */

static inline void send_json(const char *method, const char *path,
    const char *body)
{
	call_with(method, path, JSON_TYPE, body);
}

static inline const char *at(const char *more)
{
	static char path[200];

	snprintf(path, sizeof(path), "/v1/campaigns/%s%s", id, more);
	return path;
}

static inline void keep_id(void)
{
	struct json *j = rig_json();

	snprintf(id, sizeof(id), "%s", rig_text(j, "id"));
	json_free(j);
}

/* A draft to c1 .. cn with `more` members. */
static inline void draft(unsigned n, const char *more)
{
	struct buf b = { 0 };

	buf_printf(&b,
	    "{\"text\":\"Hello\",\"from\":\"+12125550100\",%s"
	    "\"audience\":{\"numbers\":[",
	    more);
	for (unsigned i = 1; i <= n; i++)
		buf_printf(&b, "%s\"+1917555%04u\"", i == 1 ? "" : ",", i);
	buf_add_str(&b, "]}}");
	send_json("POST", "/v1/campaigns", buf_cstr(&b));
	buf_free(&b);
	assert_int_equal(rig_status(), 201);
	keep_id();
}

static inline void act(const char *what, const char *body)
{
	rig_disconnect();
	send_json("POST", at(what), body);
	rig_settle();
}

static inline void sent(unsigned n)
{
	draft(n, "");
	act("/send", "{}");
	assert_int_equal(rig_status(), 200);
}

static inline void assert_status(const char *status)
{
	rig_disconnect();
	get(at(""));
	assert_int_equal(rig_status(), 200);
	assert_at("status", status);
}

/* Those that are named, "outbox 3 sent 2"; the others are 0. */
static inline void assert_counts(const char *expected)
{
	static const char *const keys[] = { "in_queue", "outbox", "sent",
		"error", "delivery_unknown", "skipped", "canceled",
		"recipient_deleted" };
	char got[200] = "";
	unsigned long sum = 0, n;
	struct json *j;

	rig_disconnect();
	get(at("/counts"));
	j = rig_json();
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		n = strtoul(rig_text(j, keys[i]), NULL, 10);
		sum += n;
		if (n != 0)
			snprintf(got + strlen(got), sizeof(got) - strlen(got),
			    "%s%s %lu", got[0] != '\0' ? " " : "", keys[i], n);
	}
	assert_string_equal(got, expected);
	assert_int_equal(strtoul(rig_text(j, "total"), NULL, 10), sum);
	json_free(j);
}

static inline void pass(usec by)
{
	clock_advance(by);
	rig_settle();
}

#endif
