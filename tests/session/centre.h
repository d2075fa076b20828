/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * centre - an smsc and its owner, which is a balance and a log.
 */
#ifndef TESTS_SESSION_CENTRE_H
#define TESTS_SESSION_CENTRE_H

#include "base/random.h"
#include "net/tls.h"
#include "session/session.h"
#include "session/smsc.h"
#include "session/smsc_options.h"
#include "session/smsc_status.h"

#include "peers.h"

static struct smsc *c;
static int64_t balance;
static unsigned answered, doubted, returned, delivered, states;
static struct reply_handle last_delivery;

static inline void on_slots(void *arg, uint32_t smsc, int n)
{
	(void)arg;
	assert_int_equal(smsc, 7);
	assert_int_not_equal(n, 0);
	balance += n;
	if (n < 0) /* only what was not used is withdrawn */
		assert_true(balance >= 0);
	buf_printf(&log_text, "slots %d;", n);
}

static inline void on_answered(void *arg, uint32_t smsc,
    const struct session_token *tok, const struct smsc_answer *a)
{
	(void)arg;
	(void)smsc;
	answered++;
	buf_printf(&log_text, "answered %u %s%s%s%s;", (unsigned)tok->msg,
	    smpp_class_name(a->class), a->message_id[0] == '\0' ? "" : " ",
	    a->message_id, a->late ? " late" : "");
}

static inline void on_doubt(void *arg, uint32_t smsc,
    const struct session_token *tok, const char *why)
{
	(void)arg;
	(void)smsc;
	(void)why;
	doubted++;
	buf_printf(&log_text, "doubt %u;", (unsigned)tok->msg);
}

static inline void on_returned(void *arg, uint32_t smsc,
    const struct session_token *tok)
{
	(void)arg;
	(void)smsc;
	returned++;
	buf_printf(&log_text, "returned %u;", (unsigned)tok->msg);
}

static inline void on_deliver(void *arg, uint32_t smsc,
    const struct reply_handle *h, const struct smpp_pdu *pdu)
{
	(void)arg;
	(void)smsc;
	assert_int_equal(pdu->id, SMPP_DELIVER_SM);
	delivered++;
	last_delivery = *h;
}

static inline void on_state(void *arg, uint32_t smsc)
{
	(void)arg;
	(void)smsc;
	states++;
}

static const struct smsc_events events = {
	.slots = on_slots,
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.deliver = on_deliver,
	.state = on_state,
};

static inline struct smsc_options defaults(void)
{
	return (struct smsc_options){
		.id = 7,
		.name = "acme",
		.host = "memory:acme",
		.system_id = "esmed",
		.password = "secret",
		.binds = 1,
		.window = 10,
	};
}

static inline void open_smsc(const struct smsc_options *opt)
{
	c = smsc_new(l, opt);
	smsc_set_events(c, &events, NULL);
	smsc_start(c);
	settle();
}

static inline int centre_begin(void **state)
{
	(void)state;
	log_set_level(LOG_ERROR);
	clock_freeze(1000 * SECOND);
	random_seed(1);
	l = loop_new();
	peers_len = 0;
	mute = false;
	bind_status = answer_status = 0;
	balance = 0;
	answered = doubted = returned = delivered = states = 0;
	return stream_listen(l, "memory:acme", &accepting, NULL, &ln);
}

static inline int centre_end(void **state)
{
	(void)state;
	smsc_free(c);
	for (size_t i = 0; i < peers_len; i++)
		session_free(peers[i].s);
	listener_close(ln);
	loop_free(l);
	buf_free(&log_text);
	return 0;
}

static inline const char *logged(void)
{
	static char text[65536];

	snprintf(text, sizeof(text), "%s", buf_cstr(&log_text));
	buf_clear(&log_text);
	return text;
}

static inline int send_one(uint64_t msg)
{
	const struct session_token tok = { .msg = msg };
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 0);
	strcpy(p.body.message.destination.digits, "200");
	p.body.message.short_message = (const uint8_t *)"hello";
	p.body.message.sm_length = 5;
	balance--;
	return smsc_send(c, &tok, &p);
}

static inline struct smsc_status status(void)
{
	struct smsc_status st;

	smsc_status(c, &st);
	assert_int_equal(st.balance, balance);
	return st;
}

static inline struct smsc_bind_status bind_of(uint32_t i)
{
	struct smsc_bind_status st;

	smsc_bind_status(c, i, &st);
	return st;
}

static inline void answer_all(struct peer *p)
{
	for (size_t i = 0; i < p->open_len; i++)
		reply(p, p->open[i]);
	p->open_len = 0;
	settle();
}

static inline void peer_delivers(struct peer *p)
{
	const struct session_token tok = { .msg = 1 };
	struct smpp_pdu pdu;

	smpp_pdu_init(&pdu, SMPP_DELIVER_SM, 0);
	assert_int_equal(session_send(p->s, &tok, &pdu), 0);
	settle();
}

/* The peer's session that was bound last, or answers last. */
static inline struct peer *last_peer(void)
{
	return &peers[peers_len - 1];
}

/* Those that stand, of one kind of bind; NULL: none. */
static inline struct peer *peer_bound_as(uint32_t command)
{
	for (size_t i = peers_len; i > 0; i--) {
		struct session *s = peers[i - 1].s;

		if (session_is_bound(s) && session_bind_command(s) == command)
			return &peers[i - 1];
	}
	return NULL;
}

static inline void lose(struct peer *p)
{
	session_stop(p->s, SESSION_CLOSE_STOPPED);
	settle();
}

static inline bool has_alarm(enum smsc_alarm alarm)
{
	return (status().alarms & (1u << alarm)) != 0;
}

#endif
