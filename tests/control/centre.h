/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * centre - the peer of the rig's smsc: in memory, it takes every message.
 */
#ifndef TESTS_CONTROL_CENTRE_H
#define TESTS_CONTROL_CENTRE_H

#include "rig.h"

static inline void rig_request(void *arg, const struct smpp_pdu *pdu)
{
	(void)arg;
	session_reply_status(rig.peer, pdu->sequence, pdu->id, 0);
}

static inline uint32_t rig_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	(void)bind;
	return rig.bind_status;
}

static inline void rig_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	(void)arg;
	(void)tok;
	(void)answer;
}

static inline void rig_returned(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
}

static inline void rig_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)arg;
	(void)tok;
	(void)reason;
}

static const struct session_events rig_centre_events = {
	.request = rig_request,
	.bind = rig_bind,
	.answered = rig_answered,
	.returned = rig_returned,
	.doubt = rig_doubt,
};

static inline void rig_caller(void *arg, struct stream *s)
{
	(void)arg;
	session_adopt(rig.peer, s);
}

static const struct listener_events rig_centre_listener = {
	.accepted = rig_caller,
};

/* The centre takes calls; the smsc begins to make them. */
static inline void rig_connect(void)
{
	const struct session_options o = { .name = "centre" };

	rig.peer = session_new(rig.loop, SESSION_SMSC, &o);
	session_set_events(rig.peer, &rig_centre_events, NULL);
	assert_int_equal(stream_listen(rig.loop, "memory:acme",
			     &rig_centre_listener, NULL, &rig.centre),
	    0);
	flow_start(rig.flow);
	rig_settle();
}

#endif
