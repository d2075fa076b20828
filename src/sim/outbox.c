/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A delivery is in one of four lists and moves between them:
 *
 *	waiting -> ready -> sent -> gone
 *	              ^      |
 *	  stranded <-+-------+  not acknowledged: again
 *
 * The order of ready is the order on the wire, as far as windows allow. A
 * token bears the slot and the serial of one try; the serial changes with
 * each try, so that a late answer to an earlier one fits nothing.
 */
#include "sim/inside.h"

#include "base/clock.h"
#include "base/mem.h"
#include "net/timer.h"
#include "session/session.h"
#include "sim/pdulog.h"
#include "sim/report.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>

#define RETRY_AFTER (5 * SECOND) /* after a temporary refusal */
#define TRIES_MAX   100
#define NO_SLOT     UINT32_MAX

struct delivery {
	struct timer timer;
	struct sim *sim;
	struct delivery_list *in;
	TAILQ_ENTRY(delivery) link;
	uint32_t slot, tries;
	uint64_t serial;
	uint32_t peer; /* the one it came by */
	char system_id[16];

	struct rule *rule; /* a receipt; NULL: the bytes below */
	size_t nth;
	uint64_t message;
	struct report_subject about;

	uint8_t *bytes;
	size_t len;
};

void outbox_init(struct outbox *o)
{
	TAILQ_INIT(&o->waiting);
	TAILQ_INIT(&o->ready);
	TAILQ_INIT(&o->stranded);
	TAILQ_INIT(&o->sent);
}

static void move(struct delivery *d, struct delivery_list *to)
{
	if (d->in != NULL)
		TAILQ_REMOVE(d->in, d, link);
	d->in = to;
	if (to != NULL)
		TAILQ_INSERT_TAIL(to, d, link);
}

static void take_slot(struct outbox *o, struct delivery *d)
{
	if (o->vacant_len == 0) {
		uint32_t more = o->slots + 16;

		o->slot =
		    mem_resize(o->slot, o->slots + more, sizeof(*o->slot));
		o->vacant =
		    mem_resize(o->vacant, o->slots + more, sizeof(*o->vacant));
		for (uint32_t i = 0; i < more; i++)
			o->vacant[o->vacant_len++] = o->slots + i;
		o->slots += more;
	}
	d->slot = o->vacant[--o->vacant_len];
	d->serial = ++o->last_serial;
	o->slot[d->slot] = d;
	o->in_flight++;
}

static void give_slot(struct outbox *o, struct delivery *d)
{
	if (d->slot == NO_SLOT)
		return;
	o->slot[d->slot] = NULL;
	o->vacant[o->vacant_len++] = d->slot;
	d->slot = NO_SLOT;
	o->in_flight--;
}

static void delivery_free(struct delivery *d)
{
	struct outbox *o = &d->sim->outbox;

	timer_stop(&d->timer);
	give_slot(o, d);
	move(d, NULL);
	rule_unref(d->rule);
	free(d->bytes);
	free(d);
	o->count--;
}

static void free_all(struct delivery_list *list)
{
	while (!TAILQ_EMPTY(list))
		delivery_free(TAILQ_FIRST(list));
}

void outbox_fini(struct sim *s)
{
	free_all(&s->outbox.waiting);
	free_all(&s->outbox.ready);
	free_all(&s->outbox.stranded);
	free_all(&s->outbox.sent);
	free(s->outbox.slot);
	free(s->outbox.vacant);
}

bool outbox_is_full(const struct sim *s)
{
	return s->outbox.count >= s->remember;
}

static void on_due(void *arg)
{
	struct delivery *d = arg;

	move(d, &d->sim->outbox.ready);
}

static struct delivery *delivery_new(struct sim *s, const char *system_id)
{
	struct delivery *d;

	if (outbox_is_full(s)) {
		s->totals.lost++;
		return NULL;
	}
	d = mem_new(1, sizeof(*d));
	d->sim = s;
	d->slot = NO_SLOT;
	timer_init(&d->timer, s->loop, on_due, d);
	strncpy(d->system_id, system_id, sizeof(d->system_id) - 1);
	s->outbox.count++;
	return d;
}

static void wait_for(struct delivery *d, usec delay)
{
	if (delay <= 0) {
		move(d, &d->sim->outbox.ready);
		loop_again(d->sim->loop);
		return;
	}
	move(d, &d->sim->outbox.waiting);
	timer_in(&d->timer, delay);
}

bool outbox_receipt(struct sim *s, const struct seen *m, struct rule *rule,
    size_t nth, usec delay)
{
	for (uint64_t i = 0; i < rule->receipt[nth].times; i++) {
		struct delivery *d = delivery_new(s, m->system_id);

		if (d == NULL)
			return false;
		d->rule = rule_ref(rule);
		d->nth = nth;
		d->message = m->serial;
		d->peer = m->peer;
		report_about(m, &d->about);
		wait_for(d, delay);
	}
	return true;
}

void outbox_receipts(struct sim *s, struct rule *rule, uint64_t serial,
    bool early)
{
	const struct seen *m = tally_get(s->tally, serial);

	for (size_t i = 0; m != NULL && i < rule->receipts; i++) {
		const struct rule_receipt *r = &rule->receipt[i];

		if (r->early == early && report_is_wanted(r, m->registered) &&
		    !outbox_receipt(s, m, rule, i, span_pick(&r->after)))
			break;
	}
}

bool outbox_bytes(struct sim *s, const char *system_id, const void *pdu,
    size_t len)
{
	struct delivery *d = delivery_new(s, system_id);

	if (d == NULL)
		return false;
	d->bytes = mem_new(len, 1);
	d->len = len;
	memcpy(d->bytes, pdu, len);
	wait_for(d, 0);
	return true;
}

static bool wants_other(const struct delivery *d)
{
	return d->rule != NULL && d->rule->receipt[d->nth].other_bind;
}

static bool may_receive(const struct peer *p, const struct delivery *d)
{
	if (p->id == d->peer && wants_other(d))
		return false;
	return session_is_bound(p->session) &&
	       p->bound_as != SMPP_BIND_TRANSMITTER &&
	       (d->system_id[0] == '\0' ||
		   strcmp(session_system_id(p->session), d->system_id) == 0);
}

/* The bind to send by: the one it came by, or another of the same peer. NULL:
 * none; or all are busy, then *busy. */
static struct peer *way_for(struct delivery *d, bool *busy)
{
	struct peer *p, *other = NULL;

	*busy = false;
	TAILQ_FOREACH(p, &d->sim->peers, link)
	{
		if (!may_receive(p, d))
			continue;
		*busy = true;
		if (session_room(p->session) == 0)
			continue;
		if (p->id == d->peer)
			return p;
		if (other == NULL)
			other = p;
	}
	return other;
}

static struct pdulog_try try_of(const struct delivery *d, const struct peer *p)
{
	struct pdulog_try t = { .peer = p->id, .n = d->serial };

	if (d->rule != NULL) {
		t.id = d->about.id;
		t.stat = d->rule->receipt[d->nth].stat;
	}
	return t;
}

static int send_receipt(struct delivery *d, struct peer *p,
    const struct session_token *tok)
{
	const struct rule_receipt *r = &d->rule->receipt[d->nth];
	struct seen *m = tally_get(d->sim->tally, d->message);
	struct pdulog_try t = try_of(d, p);
	struct report_room room;
	struct smpp_pdu pdu;

	report_build(&d->about, r, clock_wall(), &room, &pdu);
	if (m != NULL)
		tally_note(m, rule_state_of(r->stat));
	d->sim->totals.receipts++;
	pdulog_deliver(d->sim->log, &t, &pdu);
	return session_send(p->session, tok, &pdu);
}

static int send_bytes(struct delivery *d, struct peer *p,
    const struct session_token *tok)
{
	struct pdulog_try t = try_of(d, p);
	struct smpp_pdu pdu;
	int rc;

	rc = smpp_decode(d->bytes, d->len, &pdu);
	if (rc != 0)
		return rc;
	d->sim->totals.texts++;
	pdulog_deliver(d->sim->log, &t, &pdu);
	return session_send_bytes(p->session, tok, d->bytes, d->len);
}

static void send_by(struct delivery *d, struct peer *p)
{
	struct session_token tok = { 0 };
	int rc;

	take_slot(&d->sim->outbox, d);
	tok.msg = d->serial;
	tok.extra = d->slot;
	d->tries++;
	move(d, &d->sim->outbox.sent);
	if (d->rule != NULL)
		rc = send_receipt(d, p, &tok);
	else
		rc = send_bytes(d, p, &tok);
	if (rc == 0)
		return;
	d->sim->totals.lost++;
	delivery_free(d);
}

void outbox_pump(struct sim *s)
{
	struct delivery *d;
	struct peer *p;
	bool busy;

	while ((d = TAILQ_FIRST(&s->outbox.ready)) != NULL) {
		p = way_for(d, &busy);
		if (p != NULL)
			send_by(d, p);
		else if (busy)
			break;
		else
			move(d, &s->outbox.stranded);
	}
}

void outbox_bound(struct sim *s)
{
	/* They are older than what is ready now, so they go first. */
	while (!TAILQ_EMPTY(&s->outbox.ready))
		move(TAILQ_FIRST(&s->outbox.ready), &s->outbox.stranded);
	while (!TAILQ_EMPTY(&s->outbox.stranded))
		move(TAILQ_FIRST(&s->outbox.stranded), &s->outbox.ready);
}

/* NULL: the answer is to an earlier try. */
static struct delivery *of_token(struct outbox *o,
    const struct session_token *tok)
{
	struct delivery *d = tok->extra < o->slots ? o->slot[tok->extra] : NULL;

	return d != NULL && d->serial == tok->msg ? d : NULL;
}

static void send_again(struct delivery *d, usec delay)
{
	give_slot(&d->sim->outbox, d);
	if (d->tries >= TRIES_MAX) {
		d->sim->totals.lost++;
		delivery_free(d);
		return;
	}
	d->sim->totals.resent++;
	wait_for(d, delay);
}

void outbox_again(struct peer *p, const struct session_token *tok, usec delay)
{
	struct delivery *d = of_token(&p->sim->outbox, tok);

	if (d != NULL)
		send_again(d, delay);
}

void outbox_answered(struct peer *p, const struct session_token *tok,
    const struct session_answer *answer)
{
	struct sim *s = p->sim;
	struct delivery *d = of_token(&s->outbox, tok);
	enum smpp_class class = smpp_status_class(answer->status);
	struct pdulog_try t;

	if (d == NULL)
		return;
	t = try_of(d, p);
	pdulog_deliver_resp(s->log, &t, answer->status);
	if (d->rule != NULL && class == SMPP_CLASS_OK)
		s->totals.receipts_acked++;
	else if (d->rule != NULL)
		s->totals.receipts_refused++;
	if (class == SMPP_CLASS_LATER || class == SMPP_CLASS_THROTTLE)
		send_again(d, RETRY_AFTER);
	else
		delivery_free(d);
}
