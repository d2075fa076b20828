/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connection: its session, the wire below it, who may bind.
 *
 * 1. A peer is in `peers` while its session stands, then in `leaving` until
 *    the wire is gone; then it is freed.
 * 2. A session that we stop takes its wire with it at once; one that ends by
 *    itself leaves what is under way to the wire.
 */
#include "base/mem.h"
#include "http/json.h"
#include "session/session.h"
#include "sim/inside.h"
#include "sim/pdulog.h"
#include "sim/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>

#define INBOUND_WINDOW 100000 /* answers we may owe: `hold` holds them */

/* The peer's enquire_link is what people want to see, not ours. */
#define ENQUIRE_NEVER (365 * DAY)

/* A delivery that was not acknowledged in time comes again after this. */
#define RESEND_AFTER (5 * SECOND)

struct peer *peer_find(struct sim *s, uint32_t id)
{
	struct peer *p;

	TAILQ_FOREACH(p, &s->peers, link)
	if (p->id == id)
		return p;
	return NULL;
}

static void log_session(const struct peer *p, const char *what, uint32_t status,
    const char *detail)
{
	const struct pdulog_head head = { .peer = p->id,
		.name = what,
		.status = status };
	struct json_out *o;

	if (p->sim->log == NULL)
		return;
	o = pdulog_begin(p->sim->log, &head);
	json_text(o, "detail", detail);
	pdulog_end(p->sim->log);
}

/* ---- binds --------------------------------------------------------------- */

static bool is_let_in_as(const struct sim *s, uint32_t command)
{
	unsigned as = SIM_AS_TRANSCEIVER;

	if (command == SMPP_BIND_TRANSMITTER)
		as = SIM_AS_TRANSMITTER;
	else if (command == SMPP_BIND_RECEIVER)
		as = SIM_AS_RECEIVER;
	return s->binds.as == 0 || (s->binds.as & as) != 0;
}

static uint32_t binds_of(const struct sim *s, const char *system_id)
{
	const struct peer *p;
	uint32_t n = 0;

	TAILQ_FOREACH(p, &s->peers, link)
	n += session_is_bound(p->session) &&
	     strcmp(session_system_id(p->session), system_id) == 0;
	return n;
}

static uint32_t judge_bind(const struct sim *s, const struct smpp_pdu *pdu)
{
	const struct smpp_bind *bind = &pdu->body.bind;

	if (s->bind_status != 0)
		return s->bind_status;
	if (s->system_id != NULL && strcmp(s->system_id, bind->system_id) != 0)
		return SMPP_RINVSYSID;
	if (s->password != NULL && strcmp(s->password, bind->password) != 0)
		return SMPP_RINVPASWD;
	if (s->binds.version == 0x33 && pdu->id == SMPP_BIND_TRANSCEIVER)
		return SMPP_RINVCMDID;
	if (!is_let_in_as(s, pdu->id))
		return SMPP_RBINDFAIL;
	if (s->binds.max != 0 && binds_of(s, bind->system_id) >= s->binds.max)
		return SMPP_RALYBND;
	return 0;
}

static uint32_t on_bind(void *arg, const struct smpp_pdu *bind)
{
	struct peer *p = arg;
	uint32_t status = judge_bind(p->sim, bind);

	p->bound_as = bind->id;
	log_session(p, smpp_command_name(bind->id), status,
	    bind->body.bind.system_id);
	if (status == 0)
		p->sim->totals.binds++;
	else
		p->sim->totals.binds_refused++;
	return status;
}

/* ---- its end ------------------------------------------------------------- */

static void marked_free(struct peer *p, struct marked *m)
{
	TAILQ_REMOVE(&p->marked, m, link);
	rule_unref(m->rule);
	free(m);
}

static void peer_free(void *arg)
{
	struct peer *p = arg;

	while (!TAILQ_EMPTY(&p->marked))
		marked_free(p, TAILQ_FIRST(&p->marked));
	rule_unref(p->passing);
	session_free(p->session);
	free(p);
}

static void free_if_done(struct peer *p)
{
	if (!p->left || p->wire != NULL)
		return;
	TAILQ_REMOVE(&p->sim->leaving, p, link);
	loop_reap(p->sim->loop, peer_free, p);
}

static void peer_closed(struct peer *p)
{
	struct sim *s = p->sim;
	enum session_reason reason = session_reason(p->session);

	log_session(p, "closed", 0, session_reason_name(reason));
	answer_forget_peer(s, p->id);
	TAILQ_REMOVE(&s->peers, p, link);
	TAILQ_INSERT_TAIL(&s->leaving, p, link);
	p->left = true;
	if (reason == SESSION_CLOSE_STOPPED && p->wire != NULL) {
		wire_kill(p->wire);
		p->wire = NULL;
	}
	free_if_done(p);
}

void peers_fini(struct sim *s)
{
	struct peer *p;

	while ((p = TAILQ_FIRST(&s->peers)) != NULL)
		session_stop(p->session, SESSION_CLOSE_STOPPED);
	while ((p = TAILQ_FIRST(&s->leaving)) != NULL) {
		wire_kill(p->wire);
		p->wire = NULL;
		free_if_done(p);
	}
}

/* ---- what the session tells ---------------------------------------------- */

static void on_state(void *arg)
{
	struct peer *p = arg;

	if (session_state(p->session) == SESSION_BOUND)
		outbox_bound(p->sim);
	else if (session_state(p->session) == SESSION_CLOSED)
		peer_closed(p);
}

static void on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	outbox_answered(arg, tok, answer);
}

static void on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	bool closed = reason != SESSION_CLOSE_NO_ANSWER;

	outbox_again(arg, tok, closed ? 0 : RESEND_AFTER);
}

static void on_returned(void *arg, const struct session_token *tok)
{
	outbox_again(arg, tok, 0);
}

static void on_request(void *arg, const struct smpp_pdu *pdu)
{
	answer_request(arg, pdu);
}

static const struct session_events session_events = {
	.state = on_state,
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.request = on_request,
	.bind = on_bind,
};

/* ---- what passes on the wire --------------------------------------------- */

static uint32_t number_at(const uint8_t *pdu, size_t at)
{
	return (uint32_t)pdu[at] << 24 | (uint32_t)pdu[at + 1] << 16 |
	       (uint32_t)pdu[at + 2] << 8 | pdu[at + 3];
}

/* Those have a line with more in it, written when they were understood. */
static bool has_own_line(uint32_t id, bool out)
{
	switch (id) {
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER:
	case SMPP_SUBMIT_SM:
	case SMPP_QUERY_SM:
	case SMPP_CANCEL_SM:
	case SMPP_DELIVER_SM | SMPP_ANSWER: return !out;
	case SMPP_DELIVER_SM:
	case SMPP_SUBMIT_SM | SMPP_ANSWER: return out;
	default: return false;
	}
}

static void log_pdu(const struct peer *p, bool out, const uint8_t *pdu)
{
	uint32_t id = number_at(pdu, 4);
	const char *name = smpp_command_name(id);
	char number[16];
	const struct pdulog_head head = { .peer = p->id,
		.out = out,
		.name = name != NULL ? name : number,
		.sequence = number_at(pdu, 12),
		.status = number_at(pdu, 8) };

	if (p->sim->log == NULL || has_own_line(id, out))
		return;
	snprintf(number, sizeof(number), "0x%08x", id);
	pdulog_line(p->sim->log, &head);
}

static void log_fault(const struct peer *p, bool out, const uint8_t *pdu,
    const struct rule *r)
{
	const struct pdulog_head head = { .peer = p->id,
		.out = out,
		.name = "fault",
		.sequence = number_at(pdu, 12),
		.status = number_at(pdu, 8) };
	const char *name = smpp_command_name(number_at(pdu, 4));
	struct json_out *o;

	if (p->sim->log == NULL)
		return;
	o = pdulog_begin(p->sim->log, &head);
	json_text(o, "of", name);
	json_text(o, "rule", r->spec);
	pdulog_end(p->sim->log);
}

/* The list of rules may have parted with it: it is kept until the next. */
static struct rule *rule_of_mark(struct peer *p, uint32_t sequence)
{
	struct marked *m;

	TAILQ_FOREACH(m, &p->marked, link)
	if (m->sequence == sequence)
		break;
	if (m == NULL)
		return NULL;
	rule_unref(p->passing);
	p->passing = rule_ref(m->rule);
	marked_free(p, m);
	return p->passing;
}

/* The numbers of a PDU that has some. */
static void read_subject(const uint8_t *pdu, size_t len, struct smpp_pdu *room,
    struct rule_subject *s)
{
	uint32_t id = s->pdu;

	if (id != SMPP_SUBMIT_SM && id != SMPP_DELIVER_SM && id != SMPP_DATA_SM)
		return;
	if (smpp_decode(pdu, len, room) != 0)
		return;
	s->to = room->body.message.destination.digits;
	s->from = room->body.message.source.digits;
}

static struct rule *rule_of_list(struct peer *p, bool out, const uint8_t *pdu,
    size_t len)
{
	struct rule_subject s = { .to = "",
		.from = "",
		.pdu = number_at(pdu, 4),
		.out = out,
		.session = p->id };
	struct smpp_pdu room;

	if (!p->sim->reads_pdus)
		return NULL;
	read_subject(pdu, len, &room, &s);
	return rule_pick(&p->sim->rules, &s);
}

static struct rule *rule_of_version(const struct sim *s, bool out, uint32_t id)
{
	if (s->binds.version != 0x33 || !out)
		return NULL;
	return id == (SMPP_BIND_TRANSCEIVER | SMPP_ANSWER) ? s->unknown
							   : s->bare;
}

static struct rule *on_pdu(void *arg, bool out, const uint8_t *pdu, size_t len)
{
	struct peer *p = arg;
	uint32_t id = number_at(pdu, 4);
	struct rule *r = NULL;

	log_pdu(p, out, pdu);
	if (out && id == (SMPP_SUBMIT_SM | SMPP_ANSWER))
		r = rule_of_mark(p, number_at(pdu, 12));
	if (r == NULL)
		r = rule_of_list(p, out, pdu, len);
	if (r == NULL)
		return rule_of_version(p->sim, out, id);
	p->sim->totals.faults++;
	log_fault(p, out, pdu, r);
	return r;
}

static void on_unbind(void *arg)
{
	struct peer *p = arg;

	session_unbind(p->session);
}

static void on_gone(void *arg)
{
	struct peer *p = arg;

	p->wire = NULL;
	free_if_done(p);
}

static const struct wire_events wire_events = {
	.pdu = on_pdu,
	.unbind = on_unbind,
	.gone = on_gone,
};

void peer_mark(struct peer *p, uint32_t sequence, struct rule *rule)
{
	struct marked *m;

	if (!rule->wire.is_set)
		return;
	m = mem_new(1, sizeof(*m));
	m->sequence = sequence;
	m->rule = rule_ref(rule);
	TAILQ_INSERT_TAIL(&p->marked, m, link);
}

/* ---- its begin ----------------------------------------------------------- */

static void greet(struct peer *p)
{
	const struct rule_subject s = { .to = "",
		.from = "",
		.pdu = RULE_PDU_CONNECT,
		.session = p->id };
	struct rule *r = rule_pick(&p->sim->rules, &s);

	if (r == NULL)
		return;
	p->sim->totals.faults++;
	wire_greet(p->wire, r);
}

static struct peer *peer_new(struct sim *s)
{
	struct peer *p = mem_new(1, sizeof(*p));
	struct session_options opt = { .system_id = s->name,
		.window = s->window,
		.inbound_window = INBOUND_WINDOW,
		.interface_version = s->binds.version,
		.enquire_interval = ENQUIRE_NEVER };

	p->sim = s;
	p->id = ++s->last_peer;
	TAILQ_INIT(&p->marked);
	snprintf(p->name, sizeof(p->name), "%.20s/%u", s->name, p->id);
	opt.name = p->name;
	p->session = session_new(s->loop, SESSION_SMSC, &opt);
	session_set_events(p->session, &session_events, p);
	TAILQ_INSERT_TAIL(&s->peers, p, link);
	return p;
}

static struct peer *begin(struct sim *s, struct stream *outer)
{
	struct peer *p = peer_new(s);
	struct stream *inner;

	p->wire = wire_new(s->loop, outer, &inner);
	wire_set_events(p->wire, &wire_events, p);
	session_adopt(p->session, inner);
	if (s->deaf)
		wire_deaf(p->wire, true);
	return p;
}

void peer_adopt(struct sim *s, struct stream *st)
{
	greet(begin(s, st));
}

void sim_outbind(struct sim *s, const struct stream_target *to,
    const struct smpp_outbind *words)
{
	struct peer *p = begin(s, stream_dial_to(s->loop, to));
	struct smpp_pdu pdu;
	uint8_t bytes[64];
	size_t len;

	smpp_pdu_init(&pdu, SMPP_OUTBIND, 1);
	pdu.body.outbind = *words;
	if (smpp_encode(&pdu, bytes, sizeof(bytes), &len) != 0)
		return;
	log_pdu(p, true, bytes);
	wire_raw(p->wire, bytes, len, 0);
}
