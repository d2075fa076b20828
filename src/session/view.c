/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What others may ask a session.
 */
#include "net/tls.h"
#include "session/session_impl.h"

enum session_state session_state(const struct session *s)
{
	return s->state;
}

bool session_is_bound(const struct session *s)
{
	return s->state == SESSION_BOUND && s->stream != NULL;
}

enum session_reason session_reason(const struct session *s)
{
	return s->reason;
}

uint32_t session_bind_status(const struct session *s)
{
	return s->bind_status;
}

uint32_t session_bind_command(const struct session *s)
{
	return s->bind_command;
}

usec session_since(const struct session *s)
{
	return s->since;
}

const char *session_peer(const struct session *s)
{
	return s->peer;
}

const char *session_system_id(const struct session *s)
{
	return s->role == SESSION_SMSC ? s->bound_as : s->system_id;
}

const char *session_peer_id(const struct session *s)
{
	return s->peer_id;
}

const char *session_why(const struct session *s)
{
	return s->why;
}

uint8_t session_version(const struct session *s)
{
	return s->version;
}

bool session_tls(const struct session *s, struct tls_info *out)
{
	return s->stream != NULL && tls_peer(s->stream, out);
}

uint32_t session_room(const struct session *s)
{
	uint32_t one_way = s->role == SESSION_SMSC ? SMPP_BIND_TRANSMITTER
						   : SMPP_BIND_RECEIVER;

	if (!session_is_bound(s) || s->bind_command == one_way)
		return 0;
	return (uint32_t)window_room(s->window);
}

uint32_t session_unanswered(const struct session *s)
{
	return (uint32_t)window_used(s->window);
}

uint32_t session_window(const struct session *s)
{
	return (uint32_t)window_slots(s->window);
}

const struct session_counts *session_counts(const struct session *s)
{
	return &s->counts;
}
