/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig - a session over memory, a peer made of bytes, a clock that stands.
 *
 * What the session reports is written as words into rig.log:
 * "answered 7 0x58;" "doubt 7 no_answer;" "returned 7;" "deliver_sm 5;".
 */
#ifndef TESTS_SESSION_RIG_H
#define TESTS_SESSION_RIG_H

#include "base/clock.h"
#include "base/log.h"
#include "net/stream.h"
#include "session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/status.h>

struct rig {
	struct loop *loop;
	struct session *s;
	struct stream *ours; /* the session's */
	struct stream *peer; /* NULL: it saw the end */
	struct buf got;      /* by the peer, not read yet */
	struct buf log;
	uint32_t bind_status;
	bool mute; /* requests are not answered */
	unsigned max_a_turn, this_turn;
	struct loop_hook hook;
};

static struct rig rig;

static inline void rig_turns(int n)
{
	while (n-- > 0)
		loop_once(rig.loop, false);
}

/* Turns until nothing moves. */
static inline void rig_settle(void)
{
	uint64_t before;

	do {
		before = loop_progress(rig.loop);
		rig_turns(3);
	} while (loop_progress(rig.loop) != before);
}

static inline void rig_advance(usec by)
{
	clock_advance(by);
	rig_settle();
}

static inline void rig_on_readable(void *arg, struct buf *in)
{
	(void)arg;
	buf_add(&rig.got, buf_bytes(in), in->len);
	buf_clear(in);
}

static inline void rig_on_closed(void *arg, int rc, const char *why)
{
	(void)arg;
	(void)rc;
	(void)why;
	rig.peer = NULL;
}

static inline void rig_on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *a)
{
	(void)arg;
	buf_printf(&rig.log, "answered %u 0x%x%s%s;", (unsigned)tok->msg,
	    a->status, a->nack ? " nack" : "", a->late ? " late" : "");
}

static inline void rig_on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)arg;
	buf_printf(&rig.log, "doubt %u %s;", (unsigned)tok->msg,
	    session_reason_name(reason));
}

static inline void rig_on_again(void *arg, const struct session_token *tok,
    const char *message_id)
{
	(void)arg;
	buf_printf(&rig.log, "again %u %s;", (unsigned)tok->msg, message_id);
}

static inline void rig_on_returned(void *arg, const struct session_token *tok)
{
	(void)arg;
	buf_printf(&rig.log, "returned %u;", (unsigned)tok->msg);
}

static inline void rig_on_request(void *arg, const struct smpp_pdu *pdu)
{
	(void)arg;
	rig.this_turn++;
	buf_printf(&rig.log, "%s %u;", smpp_command_name(pdu->id),
	    pdu->sequence);
	if (!rig.mute)
		session_reply_status(rig.s, pdu->sequence, pdu->id, 0);
}

static inline uint32_t rig_on_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	(void)bind;
	return rig.bind_status;
}

static inline void rig_on_turn_end(void *arg)
{
	(void)arg;
	if (rig.this_turn > rig.max_a_turn)
		rig.max_a_turn = rig.this_turn;
	rig.this_turn = 0;
}

static const struct stream_events rig_peer_events = {
	.readable = rig_on_readable,
	.closed = rig_on_closed,
};

static const struct session_events rig_session_events = {
	.answered = rig_on_answered,
	.doubt = rig_on_doubt,
	.again = rig_on_again,
	.returned = rig_on_returned,
	.request = rig_on_request,
	.bind = rig_on_bind,
};

static inline void rig_connect(void)
{
	stream_pair(rig.loop, &rig.ours, &rig.peer);
	stream_set_events(rig.peer, &rig_peer_events, NULL);
	session_adopt(rig.s, rig.ours);
	rig_settle();
}

static inline struct session_options rig_options(void)
{
	return (struct session_options){
		.name = "test/1",
		.system_id = "esmed",
		.password = "secret",
		.window = 10,
	};
}

/* A session of our own options, still closed. */
static inline void rig_begin_closed(enum session_role role,
    const struct session_options *opt)
{
	log_set_level(LOG_ERROR);
	clock_freeze(1000 * SECOND);
	rig = (struct rig){ .loop = loop_new() };
	rig.hook.fn = rig_on_turn_end;
	loop_at_turn_end(rig.loop, &rig.hook);
	rig.s = session_new(rig.loop, role, opt);
	session_set_events(rig.s, &rig_session_events, NULL);
}

static inline void rig_begin(enum session_role role)
{
	const struct session_options opt = rig_options();

	rig_begin_closed(role, &opt);
	rig_connect();
}

static inline int rig_end(void **state)
{
	(void)state;
	session_free(rig.s);
	if (rig.peer != NULL)
		stream_kill(rig.peer);
	rig_turns(1);
	loop_free(rig.loop);
	buf_free(&rig.got);
	buf_free(&rig.log);
	return 0;
}

/* What was reported since the last call. */
static inline const char *rig_log(void)
{
	static char text[65536];

	snprintf(text, sizeof(text), "%s", buf_cstr(&rig.log));
	buf_clear(&rig.log);
	return text;
}

#endif
