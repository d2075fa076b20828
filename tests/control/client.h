/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * client - who asks: lines over the socket, answers as JSON.
 */
#ifndef TESTS_CONTROL_CLIENT_H
#define TESTS_CONTROL_CLIENT_H

#include "rig.h"

static inline void rig_on_readable(void *arg, struct buf *in)
{
	struct rig_client *cl = arg;

	buf_add(&cl->got, buf_bytes(in), in->len);
	buf_clear(in);
}

static inline void rig_on_closed(void *arg, int rc, const char *why)
{
	struct rig_client *cl = arg;

	(void)rc;
	(void)why;
	cl->stream = NULL;
}

static const struct stream_events rig_client_events = {
	.readable = rig_on_readable,
	.closed = rig_on_closed,
};

static inline void rig_dial(struct rig_client *cl)
{
	cl->stream = stream_dial(rig.loop, rig.socket, 0);
	stream_set_events(cl->stream, &rig_client_events, cl);
	rig_settle();
}

static inline void rig_send(struct rig_client *cl, const char *text)
{
	if (cl->stream == NULL)
		rig_dial(cl);
	stream_write(cl->stream, text, strlen(text));
	rig_settle();
}

/* The next answer, or NULL; it holds until the next call. */
static inline const struct json_value *rig_next(struct rig_client *cl)
{
	const char *line = (const char *)buf_bytes(&cl->got), *end;
	struct json_error err;

	json_free(cl->answer);
	cl->answer = NULL;
	if (cl->got.len == 0)
		return NULL;
	end = memchr(line, '\n', cl->got.len);
	assert_non_null(end);
	assert_int_equal(
	    json_parse(line, (size_t)(end - line), &cl->answer, &err), 0);
	buf_eat(&cl->got, (size_t)(end - line) + 1);
	return json_root(cl->answer);
}

/* One request, one answer. */
static inline const struct json_value *rig_ask(const char *request)
{
	const struct json_value *v;

	rig_send(&rig.client, request);
	rig_send(&rig.client, "\n");
	v = rig_next(&rig.client);
	assert_non_null(v);
	assert_int_equal(rig.client.got.len, 0);
	return v;
}

static inline const char *rig_text(const struct json_value *v, const char *key)
{
	const char *text;
	size_t len;

	return json_get_str(v, key, &text, &len) == 0 ? text : "(none)";
}

static inline int64_t rig_int(const struct json_value *v, const char *key)
{
	const struct json_range any = { INT64_MIN, INT64_MAX };
	int64_t n = -1;

	assert_int_equal(json_get_int(v, key, any, &n), 0);
	return n;
}

static inline const struct json_value *rig_item(const struct json_value *v,
    const char *key, size_t at)
{
	const struct json_value *array;
	struct json_iter i = { 0 };

	assert_int_equal(json_get_array(v, key, &array), 0);
	assert_true(at < json_count(array));
	while (json_next(array, &i) && at-- > 0)
		;
	return i.value;
}

static inline size_t rig_count(const struct json_value *v, const char *key)
{
	const struct json_value *array;

	assert_int_equal(json_get_array(v, key, &array), 0);
	return json_count(array);
}

#define rig_expect_error(request, text) \
	assert_non_null(strstr(rig_text(rig_ask(request), "error"), text))

/* A message through intake; its id as text. */
static inline const char *rig_submit(const char *to)
{
	static char id[MESSAGE_ID_TEXT];
	struct submission s = { .to = { to, strlen(to) },
		.from = { "Acme", 4 },
		.text = { "hello", 5 } };
	struct submitted out;
	size_t before = rig.n_accepted;

	assert_int_equal(intake_submit(rig.flow, &s, 7, &out), FAULT_NONE);
	rig_settle();
	assert_int_equal(rig.n_accepted, before + 1);
	return message_id_format(&rig.accepted, id);
}

#endif
