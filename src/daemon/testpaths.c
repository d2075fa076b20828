/* SPDX-License-Identifier: BSD-2-Clause */
#include "daemon/testpaths.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "conf/value.h"
#include "daemon/testmode.h"
#include "http/json.h"

struct testpaths {
	struct testmode *mode;
	struct api *api;
};

static void put_date(struct json_out *o, const char *key, usec at)
{
	char text[CLOCK_TEXT_BYTES];

	json_text(o, key, at == 0 ? NULL : clock_format(at, text));
}

static void settled(uint64_t token, const struct testmode_answer *a, void *arg)
{
	struct testpaths *t = arg;
	struct buf text = { 0 };
	struct json_out o = json_writing(&text);

	json_open_object(&o, NULL);
	put_date(&o, "now", a->now);
	put_date(&o, "next_due", a->next_due);
	json_uint(&o, "progress", a->progress);
	json_close_object(&o);
	api_reply(t->api, token, 200, &text);
	buf_free(&text);
}

static void settle(struct testpaths *t, http_id id, usec until)
{
	switch (testmode_settle(t->mode, id, until)) {
	case 0: return;
	case RC_BUSY:
		api_refuse(t->api, id, 409, "another request waits to settle");
		return;
	default:
		api_refuse(t->api, id, 400,
		    "the clock goes forward only: this date has passed");
		return;
	}
}

/* The text at one key of a JSON object, copied; NULL: answered already. */
static char *text_at(struct testpaths *t, http_id id, const char *key,
    const void *body, size_t len)
{
	struct json_error error;
	const char *text;
	struct json *j;
	char *copy = NULL;
	size_t text_len;

	if (json_parse(body, len, &j, &error) != 0) {
		api_refuse(t->api, id, 400, error.why);
		return NULL;
	}
	if (json_get_str(json_root(j), key, &text, &text_len) == 0)
		copy = mem_strdup(text);
	else
		api_refuse(t->api, id, 400,
		    "write {\"now\": DATE} or {\"by\": DURATION}");
	json_free(j);
	return copy;
}

static void set_clock(void *arg, http_id id, const void *body, size_t len)
{
	struct testpaths *t = arg;
	char *text = text_at(t, id, "now", body, len);
	usec until;

	if (text != NULL && clock_parse(text, &until) == 0)
		settle(t, id, until);
	else if (text != NULL)
		api_refuse(t->api, id, 400,
		    "'now' is a date such as 2026-03-02T15:20:00Z");
	free(text);
}

static void advance(void *arg, http_id id, const void *body, size_t len)
{
	static const struct conf_key duration = { .name = "by",
		.type = CONF_T_DURATION,
		.min = "0",
		.max = "3650d" };
	struct conf_value v = { .key = &duration };
	struct testpaths *t = arg;
	char *text = text_at(t, id, "by", body, len);
	usec by = 0;

	if (text != NULL && conf_value_read(&v, text, &by) == 0)
		settle(t, id, clock_wall() + by);
	else if (text != NULL)
		api_refuse(t->api, id, 400, v.why);
	free(text);
}

static void only_settle(void *arg, http_id id, const void *body, size_t len)
{
	(void)body;
	(void)len;
	settle(arg, id, 0);
}

const struct api_extra *testpaths_table(void)
{
	static const struct api_extra table[] = {
		{ HTTP_METHOD_PUT, "/test/clock", set_clock },
		{ HTTP_METHOD_POST, "/test/clock/advance", advance },
		{ HTTP_METHOD_POST, "/test/settle", only_settle },
		{ 0, NULL, NULL },
	};

	return table;
}

struct testpaths *testpaths_new(struct loop *l, struct ledger *ledger)
{
	struct testpaths *t = mem_new(1, sizeof(*t));

	t->mode = testmode_new(l, ledger, settled, t);
	return t;
}

void testpaths_free(struct testpaths *t)
{
	if (t == NULL)
		return;
	testmode_free(t->mode);
	free(t);
}

void testpaths_set_api(struct testpaths *t, struct api *api)
{
	t->api = api;
}
