/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions that the ledger hands out become query_sm or cancel_sm, one after
 * another: no more than query_rate a second, never so many unanswered that
 * messages would want for a window, and only into slots that are free.
 *
 * Questions that wait too long are dropped: the next one for the same part is
 * due by then. An SMSC that does not know query_sm, or never answers it, is
 * asked no more until its keys are read anew.
 */
#include "flow/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/pdu.h>
#include <esmed/status.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "conf/smsc.h"
#include "flow/address.h"
#include "flow/body.h"
#include "ledger/question.h"
#include "model/receipt.h"
#include "session/smsc.h"

#define WAITING_MAX 1024
#define WAIT        (300 * SECOND) /* then the next one is due */
#define WAIT_LAST   HOUR           /* there is no next one */
#define AGAIN       (SECOND / 10)  /* no slot was free */
#define SILENT_MAX  10             /* without an answer, in a row */
#define WINDOW_PART 10             /* of the window is for questions */
#define FLAGGED     0x04           /* esm_class of a receipt */

struct waiting {
	uint64_t key;
	uint8_t part, nth; /* 0: to cancel */
	usec until;
	struct smpp_address source;
	char smsc_id[SMSC_ID_BYTES];
};

struct query {
	struct carrier *carrier;
	struct timer timer;
	struct waiting *ring; /* WAITING_MAX of them, made when needed */
	size_t first, n;
	usec next; /* no query_sm before, by rate */
	unsigned under_way, silent;
	bool unsupported;
	uint64_t asked, answered, failed, lost, dropped;
};

static struct waiting *at(const struct query *q, size_t i)
{
	return &q->ring[(q->first + i) % WAITING_MAX];
}

static void drop_first(struct query *q)
{
	q->first = (q->first + 1) % WAITING_MAX;
	q->n--;
}

/* ---- sending ----------------------------------------------------------- */

static void make_pdu(const struct waiting *w, struct smpp_pdu *pdu)
{
	if (w->nth == 0) {
		smpp_pdu_init(pdu, SMPP_CANCEL_SM, 0);
		memcpy(pdu->body.cancel.message_id, w->smsc_id,
		    sizeof(w->smsc_id));
		pdu->body.cancel.source = w->source;
	} else {
		smpp_pdu_init(pdu, SMPP_QUERY_SM, 0);
		memcpy(pdu->body.query.message_id, w->smsc_id,
		    sizeof(w->smsc_id));
		pdu->body.query.source = w->source;
	}
}

static int send_first(struct query *q)
{
	const struct waiting *w = at(q, 0);
	const struct session_token tok = { .msg = w->key,
		.part = w->part,
		.attempt = w->nth };
	struct smpp_pdu pdu;

	make_pdu(w, &pdu);
	return smsc_request(q->carrier->smsc, &tok, &pdu);
}

static unsigned most_under_way(const struct query *q)
{
	const struct conf_smsc *conf = q->carrier->conf;
	unsigned most = conf->binds * conf->window / WINDOW_PART;

	return most == 0 ? 1 : most;
}

/* When the first may go: now (0), or later. */
static usec first_at(const struct query *q, usec now)
{
	return at(q, 0)->nth == 0 || q->next <= now ? 0 : q->next;
}

/* Send what may be sent. Until an answer comes, or for the timer. */
static void pump(struct query *q)
{
	usec now = clock_mono(), later;
	int rc;

	timer_stop(&q->timer);
	while (q->n != 0 && q->under_way < most_under_way(q)) {
		later = first_at(q, now);
		if (later != 0) {
			timer_at(&q->timer, later);
			return;
		}
		rc = at(q, 0)->until <= now ? RC_TIMEOUT : send_first(q);
		if (rc == RC_FULL || rc == RC_CLOSED) {
			timer_at(&q->timer,
			    now + (rc == RC_FULL ? AGAIN : SECOND));
			return;
		}
		if (rc == 0) {
			q->under_way++;
			q->asked++;
			if (at(q, 0)->nth != 0)
				q->next =
				    now + (usec)(SECOND /
						 q->carrier->conf->query_rate);
		} else {
			q->dropped++;
		}
		drop_first(q);
	}
}

static void on_timer(void *arg)
{
	pump(arg);
}

/* ---- what the ledger wants to know ------------------------------------- */

static int source_of(const struct query *q, const struct question *from,
    struct smpp_address *to)
{
	struct body body;
	int rc = body_decode(&body, from->body, from->body_len);

	if (rc != 0)
		return rc;
	return address_source(q->carrier->conf, &body.field[BODY_FROM], to);
}

static void keep(struct query *q, const struct question *from)
{
	struct waiting w = { .key = from->id.key,
		.part = from->part,
		.nth = from->nth };
	bool is_last = from->nth == 0 || from->nth == QUESTIONS_MAX;

	if (q->n == WAITING_MAX || source_of(q, from, &w.source) != 0) {
		q->dropped++;
		return;
	}
	if (q->ring == NULL)
		q->ring = mem_new(WAITING_MAX, sizeof(q->ring[0]));
	w.until = clock_mono() + (is_last ? WAIT_LAST : WAIT);
	memcpy(w.smsc_id, from->smsc_id, sizeof(w.smsc_id));
	if (w.nth == 0)
		q->first = (q->first + WAITING_MAX - 1) % WAITING_MAX;
	q->n++;
	*at(q, w.nth == 0 ? 0 : q->n - 1) = w;
}

void flow_question(struct flow *f, const struct question *from)
{
	struct carrier *c = f->by_id[from->smsc];

	if (c == NULL || (from->nth != 0 && c->query->unsupported))
		return;
	keep(c->query, from);
	pump(c->query);
}

/* ---- what the smsc says ------------------------------------------------ */

/* All that waits, but for what is to be canceled. */
static void forget(struct query *q)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->n; i++) {
		if (at(q, i)->nth == 0)
			*at(q, kept++) = *at(q, i);
	}
	q->dropped += q->n - kept;
	q->n = kept;
}

static void give_up(struct query *q, const char *why)
{
	if (q->unsupported)
		return;
	log_warn(q->carrier->conf->name, "query_sm %s: it is asked no more",
	    why);
	q->unsupported = true;
	forget(q);
	carrier_tell(q->carrier);
}

/* A state and an error code are what a receipt with TLVs only would say. */
static void judge(const struct query *q, const struct smpp_query_resp *resp,
    struct told *t, char text[TOLD_TEXT_MAX])
{
	struct receipt_source s = { .esm_class = FLAGGED,
		.id_tlv = { "1", 2 }, /* any: it is not looked at */
		.state_tlv = { &resp->message_state, 1 } };
	struct receipt_fact fact = { 0 };
	struct receipt r;

	receipt_read_by(q->carrier->receipts, &s, &r);
	snprintf(r.err, sizeof(r.err), "%03u", resp->error_code);
	inbound_judge(q->carrier, &r, &fact);
	t->class = TOLD_STATE;
	t->verdict = fact.verdict;
	t->reason = fact.reason;
	t->detail = fact.detail;
	t->err = resp->error_code;
	snprintf(text, TOLD_TEXT_MAX, "message_state:%u (%s) error_code:%03u",
	    resp->message_state, receipt_state_name(r.state), resp->error_code);
}

static void hear(struct query *q, const struct smsc_told *said, struct told *t,
    char text[TOLD_TEXT_MAX])
{
	q->silent = 0;
	t->status = said->status;
	if (said->status == 0 && t->nth == 0)
		t->class = TOLD_STATE;
	else if (said->status == 0 && said->resp != NULL)
		judge(q, &said->resp->body.query_resp, t, text);
	else if (said->status == SMPP_RINVMSGID ||
		 said->status == SMPP_RQUERYFAIL)
		t->class = TOLD_NO_SUCH;
	else
		t->class = TOLD_FAULT;
	if (said->status == SMPP_RINVCMDID && t->nth != 0)
		give_up(q, "is not supported");
}

static void count(struct query *q, const struct told *t)
{
	q->answered += t->class == TOLD_STATE;
	q->failed += t->class == TOLD_NO_SUCH || t->class == TOLD_FAULT;
	q->lost += t->class == TOLD_NOTHING;
}

void query_told(void *arg, uint32_t smsc, const struct session_token *tok,
    const struct smsc_told *said)
{
	struct carrier *c = arg;
	struct query *q = c->query;
	char text[TOLD_TEXT_MAX] = "";
	struct told t = { .key = tok->msg,
		.smsc = c->id,
		.part = tok->part,
		.nth = tok->attempt,
		.class = TOLD_NOTHING,
		.text = text };

	(void)smsc;
	if (!said->late)
		q->under_way--;
	if (said->is_answered)
		hear(q, said, &t, text);
	else if (++q->silent >= SILENT_MAX && t.nth != 0)
		give_up(q, "is not answered");
	count(q, &t);
	ledger_told(c->flow->with.ledger, &t);
	if (q->n != 0 && !timer_is_set(&q->timer))
		timer_in(&q->timer, 0);
}

void query_heard(struct query *q)
{
	if (q->n != 0 && q->carrier->conf->query == CONF_QUERY_AUTO)
		forget(q);
}

/* ---- life -------------------------------------------------------------- */

struct query *query_new(struct carrier *c)
{
	struct query *q = mem_new(1, sizeof(*q));

	q->carrier = c;
	timer_init(&q->timer, c->flow->with.loop, on_timer, q);
	return q;
}

void query_free(struct query *q)
{
	timer_stop(&q->timer);
	free(q->ring);
	free(q);
}

void query_renew(struct query *q)
{
	q->unsupported = false;
	q->silent = 0;
}

uint8_t query_mode(const struct query *q)
{
	if (q->unsupported)
		return LEDGER_QUERY_OFF;
	switch (q->carrier->conf->query) {
	case CONF_QUERY_ON: return LEDGER_QUERY_ON;
	case CONF_QUERY_AUTO: return LEDGER_QUERY_AUTO;
	default: return LEDGER_QUERY_OFF;
	}
}

static const char *mode_name(const struct query *q)
{
	static const char *const names[] = { [CONF_QUERY_OFF] = "off",
		[CONF_QUERY_ON] = "on",
		[CONF_QUERY_AUTO] = "auto" };

	return q->unsupported ? "unsupported" : names[q->carrier->conf->query];
}

void flow_query(const struct flow *f, size_t i, struct flow_query *out)
{
	const struct carrier *c = f->carrier[i];
	const struct query *q = c->query;

	*out = (struct flow_query){ .mode = mode_name(q),
		.waiting = q->n,
		.under_way = q->under_way,
		.asked = q->asked,
		.answered = q->answered,
		.failed = q->failed,
		.lost = q->lost,
		.dropped = q->dropped };
	ledger_smsc_view(f->with.ledger, c->id, &out->ledger);
}
