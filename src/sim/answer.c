/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way of a submit_sm: limit, rule, id, tally, log, answer. What the log
 * tells of an answer is added before the session gets the answer.
 */
#include "sim/inside.h"

#include "base/clock.h"
#include "base/mem.h"
#include "http/json.h"
#include "net/timer.h"
#include "session/session.h"
#include "sim/pdulog.h"

#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>

/* An answer that is not given at once. */
struct later {
	struct sim *sim;
	struct timer timer; /* not set: held */
	struct rule *rule;
	uint64_t serial; /* of the message; 0: it was not taken */
	uint32_t peer, sequence, status;
	char id[RULE_ID];
	TAILQ_ENTRY(later) link;
};

static void later_free(struct later *l, struct later_list *list)
{
	timer_stop(&l->timer);
	TAILQ_REMOVE(list, l, link);
	rule_unref(l->rule);
	free(l);
}

static void forget_in(struct later_list *list, uint32_t peer, uint64_t *count)
{
	struct later *next;

	for (struct later *l = TAILQ_FIRST(list); l != NULL; l = next) {
		next = TAILQ_NEXT(l, link);
		if (peer != 0 && l->peer != peer)
			continue;
		later_free(l, list);
		(*count)++;
	}
}

void answer_forget_peer(struct sim *s, uint32_t peer)
{
	uint64_t held = 0;

	forget_in(&s->delayed, peer, &s->totals.unanswered);
	forget_in(&s->held, peer, &held);
	s->held_count -= held;
	s->totals.unanswered += held;
}

void answer_fini(struct sim *s)
{
	answer_forget_peer(s, 0);
}

static void log_submit_resp(struct sim *s, const struct later *l)
{
	const struct pdulog_head head = { .peer = l->peer,
		.out = true,
		.name = "submit_sm_resp",
		.sequence = l->sequence,
		.status = l->status };
	struct json_out *o;

	if (s->log == NULL)
		return;
	o = pdulog_begin(s->log, &head);
	if (l->status == 0)
		json_text(o, "id", l->id);
	pdulog_end(s->log);
}

static void answer_submit(struct sim *s, const struct later *l)
{
	struct peer *p = peer_find(s, l->peer);
	struct smpp_pdu resp;

	outbox_receipts(s, l->rule, l->serial, false);
	if (p == NULL)
		return;
	if (l->rule->drop) {
		s->totals.unanswered++;
		session_stop(p->session, SESSION_CLOSE_STOPPED);
		return;
	}
	smpp_pdu_init(&resp, SMPP_SUBMIT_SM | SMPP_ANSWER, l->sequence);
	resp.status = l->status;
	if (l->status == 0)
		memcpy(resp.body.message_resp.message_id, l->id, sizeof(l->id));
	log_submit_resp(s, l);
	s->totals.answers++;
	peer_mark(p, l->sequence, l->rule);
	session_reply(p->session, l->sequence, &resp);
}

static void on_later(void *arg)
{
	struct later *l = arg, now = *l;
	struct sim *s = l->sim;

	/* The session may close in here, and with it goes what is delayed. */
	rule_ref(now.rule);
	later_free(l, &s->delayed);
	answer_submit(s, &now);
	rule_unref(now.rule);
}

static void put_off(struct sim *s, const struct later *now)
{
	struct later *l = mem_new(1, sizeof(*l));

	*l = *now;
	rule_ref(l->rule);
	timer_init(&l->timer, s->loop, on_later, l);
	if (l->rule->hold) {
		TAILQ_INSERT_TAIL(&s->held, l, link);
		s->held_count++;
		return;
	}
	TAILQ_INSERT_TAIL(&s->delayed, l, link);
	timer_in(&l->timer, span_pick(&l->rule->delay));
}

uint64_t answer_held(struct sim *s, uint64_t count, uint32_t status)
{
	uint64_t done = 0;

	while (done < count && !TAILQ_EMPTY(&s->held)) {
		struct later *l = TAILQ_FIRST(&s->held), now = *l;

		rule_ref(now.rule);
		later_free(l, &s->held);
		s->held_count--;
		if (status != 0)
			now.status = status;
		if (now.status != 0)
			now.serial = 0; /* no receipts for a refusal */
		answer_submit(s, &now);
		rule_unref(now.rule);
		done++;
	}
	return done;
}

static struct rule *rule_for(struct peer *p, const struct smpp_pdu *pdu)
{
	struct sim *s = p->sim;
	const struct smpp_message *m = &pdu->body.message;
	struct rule_subject subject = { .to = m->destination.digits,
		.from = m->source.digits,
		.session = p->id };
	char utf8[MESSAGE_UTF8_ROOM];
	struct rule *rule;
	size_t len;

	if (rule_list_reads_text(&s->rules) && message_utf8(pdu, utf8, &len))
		subject.text = utf8;
	rule = rule_pick(&s->rules, &subject);
	return rule != NULL ? rule : s->plain;
}

static void log_submit(struct peer *p, const struct smpp_pdu *pdu,
    const struct later *l)
{
	const struct pdulog_head head = { .peer = p->id,
		.name = "submit_sm",
		.sequence = pdu->sequence,
		.status = l->status };
	struct json_out *o;

	if (p->sim->log == NULL)
		return;
	o = pdulog_begin(p->sim->log, &head);
	json_bool(o, "taken", l->serial != 0);
	if (l->serial != 0)
		json_text(o, "id", l->id);
	pdulog_message(o, pdu);
	pdulog_end(p->sim->log);
}

static void take_message(struct peer *p, const struct smpp_pdu *pdu,
    struct later *l)
{
	struct sim *s = p->sim;
	struct seen *m;

	if (l->rule->id[0] != '\0')
		memcpy(l->id, l->rule->id, sizeof(l->id));
	else
		ids_take(&s->ids, l->id);
	m = tally_add(s->tally, l->id, pdu);
	l->serial = m->serial;
	strncpy(m->system_id, session_system_id(p->session),
	    sizeof(m->system_id) - 1);
	m->peer = p->id;
	m->query = l->rule->query;
	m->cancel = l->rule->cancel;
	s->totals.taken++;
}

static void on_submit(struct peer *p, const struct smpp_pdu *pdu)
{
	struct sim *s = p->sim;
	struct later l = { .sim = s, .peer = p->id, .sequence = pdu->sequence };

	s->totals.submits++;
	tally_count(s->tally, pdu->body.message.destination.digits);
	l.rule = s->plain;
	if (p->bound_as == SMPP_BIND_RECEIVER) {
		l.status = SMPP_RINVBNDSTS;
	} else if (limit_is_over(&s->limit)) {
		l.status = SMPP_RTHROTTLED;
		s->totals.limited++;
	} else if (outbox_is_full(s)) {
		l.status = SMPP_RMSGQFUL;
	} else {
		l.rule = rule_for(p, pdu);
		l.status = l.rule->status;
	}
	if (l.status == 0)
		take_message(p, pdu, &l);
	else
		s->totals.refused++;
	log_submit(p, pdu, &l);
	outbox_receipts(s, l.rule, l.serial, true);
	outbox_pump(s);
	if (l.rule->hold || l.rule->delay.max != 0)
		put_off(s, &l);
	else
		answer_submit(s, &l);
}

void answer_log(struct peer *p, const struct smpp_pdu *pdu, const char *name,
    uint32_t status)
{
	const struct pdulog_head in = { .peer = p->id,
		.name = name,
		.sequence = pdu->sequence,
		.status = status };

	pdulog_line(p->sim->log, &in);
}

void answer_request(struct peer *p, const struct smpp_pdu *pdu)
{
	switch (pdu->id) {
	case SMPP_SUBMIT_SM: on_submit(p, pdu); break;
	case SMPP_QUERY_SM: query_request(p, pdu); break;
	case SMPP_CANCEL_SM: query_cancel(p, pdu); break;
	default:
		answer_log(p, pdu, "other", SMPP_RINVCMDID);
		session_reply_status(p->session, pdu->sequence, pdu->id,
		    SMPP_RINVCMDID);
		break;
	}
}
