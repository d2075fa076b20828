/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * world - a simulator and an ESME for the tests of sim, joined in memory,
 * under a clock that stands. What the ESME saw is in struct world.
 */
#ifndef TESTS_SIM_WORLD_H
#define TESTS_SIM_WORLD_H

#include "base/clock.h"
#include "base/log.h"
#include "session/session.h"
#include "sim/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <esmed/tlv.h>

#include <cmocka.h>

#define MANY 64

struct receipt {
	char text[256], id_tlv[66], payload[256];
	uint8_t esm_class, state;
};

struct world {
	struct loop *loop;
	struct sim *sim;
	struct session *esme;
	char log[64];

	unsigned answers, doubts, receipts;
	uint32_t status[MANY];
	char id[MANY][66];
	struct receipt receipt[MANY];
	unsigned order[MANY * 2], events; /* 1: answer, 2: receipt */
	bool logged_before[MANY];
	uint32_t receipt_status;
};

static inline bool log_has(const struct world *w, const char *piece)
{
	static char all[65536];
	FILE *f = fopen(w->log, "r");
	size_t n;

	if (f == NULL)
		return false;
	n = fread(all, 1, sizeof(all) - 1, f);
	all[n] = '\0';
	fclose(f);
	return strstr(all, piece) != NULL;
}

static inline void on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	struct world *w = arg;
	char piece[128];

	(void)tok;
	assert_true(w->answers < MANY);
	w->order[w->events++] = 1;
	w->status[w->answers] = answer->status;
	if (answer->resp != NULL)
		strcpy(w->id[w->answers],
		    answer->resp->body.message_resp.message_id);
	snprintf(piece, sizeof(piece), "\"status\":%u,\"id\":\"%s\"}",
	    answer->status, w->id[w->answers]);
	w->logged_before[w->answers] = log_has(w, piece);
	w->answers++;
}

static inline void on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	struct world *w = arg;

	(void)tok;
	(void)reason;
	w->doubts++;
}

static inline void on_returned(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
}

static inline void on_request(void *arg, const struct smpp_pdu *pdu)
{
	struct world *w = arg;
	struct receipt *r = &w->receipt[w->receipts];
	const struct smpp_message *m = &pdu->body.message;
	const struct smpp_tlv *t;

	assert_int_equal(pdu->id, SMPP_DELIVER_SM);
	assert_true(w->receipts < MANY);
	w->order[w->events++] = 2;
	memset(r, 0, sizeof(*r));
	memcpy(r->text, m->short_message, m->sm_length);
	r->esm_class = m->esm_class;
	t = smpp_pdu_tlv(pdu, SMPP_TLV_RECEIPTED_MESSAGE_ID);
	if (t != NULL)
		assert_int_equal(smpp_tlv_text(t, r->id_tlv, sizeof(r->id_tlv)),
		    0);
	t = smpp_pdu_tlv(pdu, SMPP_TLV_MESSAGE_PAYLOAD);
	if (t != NULL)
		memcpy(r->payload, t->value, t->len);
	t = smpp_pdu_tlv(pdu, SMPP_TLV_MESSAGE_STATE);
	r->state = t != NULL ? t->value[0] : 0;
	w->receipts++;
	session_reply_status(w->esme, pdu->sequence, pdu->id,
	    w->receipt_status);
}

static const struct session_events events = {
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.request = on_request,
};

/* Turn until nothing moves. */
static inline void settle(struct world *w)
{
	uint64_t before;
	int quiet = 0;

	while (quiet < 3) {
		before = loop_progress(w->loop);
		loop_once(w->loop, false);
		quiet = loop_progress(w->loop) == before ? quiet + 1 : 0;
	}
}

/* Bind the ESME anew. */
static inline void join(struct world *w)
{
	const struct session_options opt = { .name = "esme",
		.system_id = "tester",
		.password = "secret",
		.window = 50 };
	struct stream *a, *b;

	session_free(w->esme);
	stream_pair(w->loop, &a, &b);
	w->esme = session_new(w->loop, SESSION_ESME, &opt);
	session_set_events(w->esme, &events, w);
	sim_adopt(w->sim, a);
	session_adopt(w->esme, b);
	settle(w);
}

/* The simulator with these options and a log, and the ESME bound to it. */
static inline struct world *begin_with(struct sim_options opt)
{
	struct world *w = calloc(1, sizeof(*w));
	usec start;

	assert_non_null(w);
	log_set_level(LOG_ERROR);
	assert_int_equal(clock_parse("2026-03-02T12:00:00Z", &start), 0);
	clock_freeze(start);
	w->loop = loop_new();
	strcpy(w->log, "/tmp/test_sim.XXXXXX");
	close(mkstemp(w->log));
	opt.log = w->log;
	assert_int_equal(sim_new(w->loop, &opt, &w->sim), 0);
	join(w);
	return w;
}

static inline struct world *begin(void)
{
	return begin_with((struct sim_options){ 0 });
}

static inline void end(struct world *w)
{
	session_free(w->esme);
	sim_free(w->sim);
	loop_once(w->loop, false);
	loop_free(w->loop);
	unlink(w->log);
	free(w);
}

#endif
