/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An SMSC that calls us and asks for our bind by outbind (SMPP 3.4, 2.2.1.1).
 *
 * A caller gets a bind that is down, and may keep it for bind_timeout without
 * a right outbind. If none is down, one that still waits for its outbind gives
 * way, so callers who say nothing keep nobody out for long.
 */
#include "session/secure.h"
#include "session/smsc_impl.h"

#include <string.h>

#define LISTEN_AGAIN (10 * SECOND)

static struct bind *bind_in_state(struct smsc *c, enum session_state state)
{
	for (uint32_t i = 0; i < config_binds(&c->config); i++) {
		if (session_state(c->bind[i]->session) == state)
			return c->bind[i];
	}
	return NULL;
}

static void on_accepted(void *arg, struct stream *st)
{
	struct smsc *c = arg;
	struct bind *b = bind_in_state(c, SESSION_CLOSED);

	if (b == NULL) {
		b = bind_in_state(c, SESSION_AWAITING);
		if (b != NULL)
			session_stop(b->session, SESSION_CLOSE_STOPPED);
	}
	if (b == NULL) {
		log_info(c->opt.name, "caller refused peer=%s: no bind is down",
		    stream_peer(st));
		stream_kill(st);
		return;
	}
	retry_begins(b);
	session_await(b->session, st);
}

static const struct listener_events events = { .accepted = on_accepted };

void outbind_open(struct smsc *c)
{
	timer_stop(&c->listen_timer);
	if (c->opt.outbind_listen[0] == '\0' || c->listener != NULL)
		return;
	if (!secure_server(c) || stream_listen(c->loop, c->opt.outbind_listen,
				     &events, c, &c->listener) != 0) {
		timer_in(&c->listen_timer, LISTEN_AGAIN);
		return;
	}
	listener_set_tls(c->listener, c->server_tls);
}

void outbind_close(struct smsc *c)
{
	timer_stop(&c->listen_timer);
	if (c->listener != NULL)
		listener_close(c->listener);
	c->listener = NULL;
}

static void on_listen_again(void *arg)
{
	outbind_open(arg);
}

void outbind_init(struct smsc *c)
{
	timer_init(&c->listen_timer, c->loop, on_listen_again, c);
}

/* In a time that does not tell how much of it is right. Both have `room`. */
static bool is_same(const char *got, const char *want, size_t room)
{
	uint8_t a[16] = { 0 }, b[16] = { 0 }, differs = 0;

	memcpy(a, got, strnlen(got, room - 1));
	memcpy(b, want, strnlen(want, room - 1));
	for (size_t i = 0; i < sizeof(a); i++)
		differs |= (uint8_t)(a[i] ^ b[i]);
	return differs == 0;
}

bool outbind_is_right(const struct smsc *c, const struct smpp_pdu *pdu)
{
	const struct smpp_outbind *o = &pdu->body.outbind;
	bool name = is_same(o->system_id, c->opt.outbind_system_id,
	    sizeof(o->system_id));
	bool password =
	    is_same(o->password, c->opt.outbind_password, sizeof(o->password));

	/* Without a password of ours anybody could ask for our bind. */
	return name && password && c->opt.outbind_password[0] != '\0';
}
