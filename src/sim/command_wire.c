/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands about connections: who may bind, what they carry, how they end.
 */
#include "base/hex.h"
#include "base/mem.h"
#include "net/stream.h"
#include "session/session.h"
#include "sim/command.h"
#include "sim/value.h"
#include "sim/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>

#define RAW_MAX 70000 /* bytes of one `raw` */

/* What is done to a connection; false: not to this one. The answer tells to how
 * many it was, by this name. */
struct deed {
	const char *name;
	bool (*fn)(struct peer *p, void *arg);
	void *arg;
};

/* Do it to the connection "session", or to all. */
static int do_to(struct sim *s, const struct json_value *q,
    const struct deed *deed, struct reply *r)
{
	int64_t session = 0;
	struct peer *p, *next;
	uint64_t n = 0;

	if (want_number(q, "session", UINT32_MAX, &session, r) != 0)
		return RC_BAD;
	if (session != 0 && peer_find(s, (uint32_t)session) == NULL)
		return reply_error(r, "session: there is none of that number");
	for (p = TAILQ_FIRST(&s->peers); p != NULL; p = next) {
		next = TAILQ_NEXT(p, link);
		if (session == 0 || p->id == session)
			n += deed->fn(p, deed->arg);
	}
	json_uint(r->out, deed->name, n);
	return 0;
}

static bool drop(struct peer *p, void *arg)
{
	(void)arg;
	session_stop(p->session, SESSION_CLOSE_STOPPED);
	return true;
}

int drop_all(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct deed deed = { "dropped", drop, NULL };

	return do_to(s, q, &deed, r);
}

static bool unbind(struct peer *p, void *arg)
{
	(void)arg;
	if (!session_is_bound(p->session))
		return false;
	session_unbind(p->session);
	return true;
}

int unbind_all(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct deed deed = { "unbound", unbind, NULL };

	return do_to(s, q, &deed, r);
}

static bool then(struct peer *p, void *arg)
{
	const enum rule_then *what = arg;

	if (p->wire == NULL)
		return false;
	wire_then(p->wire, *what);
	return true;
}

int do_then(struct sim *s, const struct json_value *q, struct reply *r)
{
	enum rule_then what;
	const struct deed deed = { "sessions", then, &what };
	const char *text;

	if (want_text(q, "do", &text, r) != 0)
		return RC_BAD;
	if (value_parse(VALUE_THEN, text, &what) != 0)
		return reply_error(r, "do: wanted is %s",
		    value_wanted(VALUE_THEN));
	return do_to(s, q, &deed, r);
}

int refuse_binds(struct sim *s, const struct json_value *q, struct reply *r)
{
	uint32_t status = SMPP_RBINDFAIL;

	if (want_status(q, &status, r) != 0)
		return RC_BAD;
	if (status == 0)
		return reply_error(r, "status: 0 lets binds in; say accept");
	s->bind_status = status;
	return 0;
}

int accept_binds(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	s->bind_status = 0;
	return 0;
}

int limit_binds(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct sim_binds binds = s->binds;
	int64_t max = binds.max;
	const char *text;
	size_t len;

	if (want_number(q, "max", UINT32_MAX, &max, r) != 0)
		return RC_BAD;
	binds.max = (uint32_t)max;
	if (json_get_str(q, "as", &text, &len) == 0 &&
	    sim_as_parse(text, &binds.as) != 0)
		return reply_error(r, "as: wanted is transmitter, receiver, "
				      "transceiver, or several with a +");
	if (json_get_str(q, "version", &text, &len) == 0 &&
	    sim_version_parse(text, &binds.version) != 0)
		return reply_error(r, "version: wanted is 3.3, 3.4 or 5.0");
	s->binds = binds;
	return 0;
}

static bool deafen(struct peer *p, void *arg)
{
	if (p->wire == NULL)
		return false;
	wire_deaf(p->wire, *(bool *)arg);
	return true;
}

static int set_deaf(struct sim *s, const struct json_value *q, bool deaf,
    struct reply *r)
{
	const struct deed deed = { "sessions", deafen, &deaf };

	if (json_get(q, "session") == NULL)
		s->deaf = deaf;
	return do_to(s, q, &deed, r);
}

int go_deaf(struct sim *s, const struct json_value *q, struct reply *r)
{
	return set_deaf(s, q, true, r);
}

int hear_again(struct sim *s, const struct json_value *q, struct reply *r)
{
	return set_deaf(s, q, false, r);
}

int close_listener(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	(void)r;
	if (s->listener != NULL)
		listener_close(s->listener);
	s->listener = NULL;
	return 0;
}

int open_listener(struct sim *s, const struct json_value *q, struct reply *r)
{
	int rc;

	(void)q;
	if (s->addr == NULL)
		return reply_error(r, "it never listened");
	rc = sim_listen(s, s->addr);
	if (rc != 0)
		return reply_error(r, "%s: %s", s->addr, rc_text(rc));
	json_uint(r->out, "port", sim_port(s));
	return 0;
}

struct raw {
	uint8_t *bytes;
	size_t len;
	int64_t each;
};

static bool send_bytes(struct peer *p, void *arg)
{
	const struct raw *raw = arg;

	if (p->wire == NULL)
		return false;
	wire_raw(p->wire, raw->bytes, raw->len, (size_t)raw->each);
	return true;
}

int send_raw(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct raw raw = { 0 };
	const struct deed deed = { "sessions", send_bytes, &raw };
	const char *hex;
	size_t len;
	int rc;

	if (json_get_str(q, "hex", &hex, &len) != 0 || len > RAW_MAX * 2)
		return reply_error(r, "hex: up to %d bytes are wanted",
		    RAW_MAX);
	if (want_number(q, "each", RAW_MAX, &raw.each, r) != 0)
		return RC_BAD;
	raw.len = len / 2;
	raw.bytes = mem_new(raw.len + 1, 1);
	if (len % 2 != 0 || hex_parse(hex, len, raw.bytes, raw.len) != 0)
		rc = reply_error(r, "hex: not pairs of hexadecimal digits");
	else
		rc = do_to(s, q, &deed, r);
	free(raw.bytes);
	return rc;
}

int ask_to_bind(struct sim *s, const struct json_value *q, struct reply *r)
{
	struct stream_target to = { 0 };
	struct smpp_outbind words = { "", "" };
	const char *host, *text;
	int64_t port = 0;
	size_t len;

	if (want_text(q, "host", &host, r) != 0 ||
	    want_number(q, "port", UINT16_MAX, &port, r) != 0)
		return RC_BAD;
	if (json_get_str(q, "system_id", &text, &len) == 0)
		snprintf(words.system_id, sizeof(words.system_id), "%s", text);
	if (json_get_str(q, "password", &text, &len) == 0)
		snprintf(words.password, sizeof(words.password), "%s", text);
	to.host = host;
	to.port = (uint16_t)port;
	sim_outbind(s, &to, &words);
	json_uint(r->out, "session", s->last_peer);
	return 0;
}
