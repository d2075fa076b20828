/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peers - the SMSC's side of an smsc: a listener in memory gives a session to
 * each caller, and a clock stands still.
 */
#ifndef TESTS_SESSION_PEERS_H
#define TESTS_SESSION_PEERS_H

#include "base/clock.h"
#include "base/log.h"
#include "session/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PEERS_MAX 256
#define OPEN_MAX  4096

struct peer {
	struct session *s;
	uint32_t open[OPEN_MAX]; /* submits not answered yet */
	size_t open_len;
};

static struct loop *l;
static struct listener *ln;
static struct peer peers[PEERS_MAX];
static size_t peers_len;
static uint32_t bind_status, answer_status;
static bool mute; /* submits are not answered at once */
static struct buf log_text;

static inline void turns(int n)
{
	while (n-- > 0)
		loop_once(l, false);
}

static inline void settle(void)
{
	uint64_t before;

	do {
		before = loop_progress(l);
		turns(4);
	} while (loop_progress(l) != before);
}

/* From due instant to due instant, as test mode does. */
static inline void advance(usec by)
{
	usec until = clock_mono() + by, at;

	while (loop_next_due(l, &at) && at <= until) {
		if (at > clock_mono())
			clock_advance(at - clock_mono());
		settle();
	}
	clock_advance(until - clock_mono());
	settle();
}

static inline void reply(struct peer *p, uint32_t seq)
{
	struct smpp_pdu r;

	smpp_pdu_init(&r, SMPP_SUBMIT_SM | SMPP_ANSWER, 0);
	r.status = answer_status;
	if (answer_status == 0)
		strcpy(r.body.message_resp.message_id, "id-1");
	session_reply(p->s, seq, &r);
}

static inline void on_peer_request(void *arg, const struct smpp_pdu *pdu)
{
	struct peer *p = arg;

	if (mute)
		p->open[p->open_len++] = pdu->sequence;
	else
		reply(p, pdu->sequence);
}

static inline uint32_t on_peer_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	(void)bind;
	return bind_status;
}

static inline void on_peer_answered(void *arg, const struct session_token *tok,
    const struct session_answer *a)
{
	(void)arg;
	(void)tok;
	buf_printf(&log_text, "deliver_sm_resp 0x%x;", a->status);
}

static inline void on_peer_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)arg;
	(void)tok;
	(void)reason;
}

static inline void on_peer_returned(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
}

static const struct session_events peer_events = {
	.request = on_peer_request,
	.bind = on_peer_bind,
	.answered = on_peer_answered,
	.doubt = on_peer_doubt,
	.returned = on_peer_returned,
};

static inline void on_accepted(void *arg, struct stream *st)
{
	const struct session_options opt = {
		.name = "peer",
		.inbound_window = OPEN_MAX,
	};
	struct peer *p = &peers[peers_len];

	(void)arg;
	assert_true(peers_len < PEERS_MAX);
	peers_len++;
	p->open_len = 0;
	p->s = session_new(l, SESSION_SMSC, &opt);
	session_set_events(p->s, &peer_events, p);
	session_adopt(p->s, st);
}

static const struct listener_events accepting = { .accepted = on_accepted };

#endif
