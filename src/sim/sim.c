/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/sim.h"

#include "base/mem.h"
#include "http/json.h"
#include "session/session.h"
#include "sim/inside.h"
#include "sim/pdulog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <esmed/status.h>

#define WINDOW         100
#define REMEMBER       100000
#define INBOUND_WINDOW 100000 /* answers we may owe: `hold` holds them */

/* The peer's enquire_link is what people want to see, not ours. */
#define ENQUIRE_NEVER (365 * 86400 * SECOND)

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

static uint32_t judge_bind(const struct sim *s, const struct smpp_bind *bind)
{
	if (s->bind_status != 0)
		return s->bind_status;
	if (s->system_id != NULL && strcmp(s->system_id, bind->system_id) != 0)
		return SMPP_RINVSYSID;
	if (s->password != NULL && strcmp(s->password, bind->password) != 0)
		return SMPP_RINVPASWD;
	return 0;
}

static uint32_t on_bind(void *arg, const struct smpp_pdu *bind)
{
	struct peer *p = arg;
	uint32_t status = judge_bind(p->sim, &bind->body.bind);

	p->bound_as = bind->id;
	log_session(p, smpp_command_name(bind->id), status,
	    bind->body.bind.system_id);
	if (status == 0)
		p->sim->totals.binds++;
	else
		p->sim->totals.binds_refused++;
	return status;
}

static void peer_free(void *arg)
{
	struct peer *p = arg;

	session_free(p->session);
	free(p);
}

static void peer_closed(struct peer *p)
{
	struct sim *s = p->sim;

	log_session(p, "closed", 0,
	    session_reason_name(session_reason(p->session)));
	TAILQ_REMOVE(&s->peers, p, link);
	answer_forget_peer(s, p->id);
	loop_reap(s->loop, peer_free, p);
}

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

void sim_adopt(struct sim *s, struct stream *st)
{
	struct peer *p = mem_new(1, sizeof(*p));
	struct session_options opt = { .system_id = s->name,
		.window = s->window,
		.inbound_window = INBOUND_WINDOW,
		.enquire_interval = ENQUIRE_NEVER };

	p->sim = s;
	p->id = ++s->last_peer;
	p->stream = st;
	snprintf(p->name, sizeof(p->name), "%.20s/%u", s->name, p->id);
	opt.name = p->name;
	p->session = session_new(s->loop, SESSION_SMSC, &opt);
	TAILQ_INSERT_TAIL(&s->peers, p, link);
	session_set_events(p->session, &session_events, p);
	session_adopt(p->session, st);
	if (s->deaf)
		stream_pause_reading(st);
}

static void on_accepted(void *arg, struct stream *st)
{
	sim_adopt(arg, st);
}

static const struct listener_events listener_events = {
	.accepted = on_accepted,
};

/* The address with the port that was found, so that `listen` after `close`
 * comes back to it. It may be the very text that was kept. */
static void keep_addr(struct sim *s, const char *addr)
{
	const char *colon = strrchr(addr, ':');
	int host = (int)(colon != NULL ? colon - addr : 0);
	struct buf kept = { 0 };

	buf_printf(&kept, "%.*s:%u", host, addr, listener_port(s->listener));
	free(s->addr);
	s->addr = mem_strdup(buf_cstr(&kept));
	buf_free(&kept);
}

int sim_listen(struct sim *s, const char *addr)
{
	int rc;

	if (s->listener != NULL)
		return RC_EXISTS;
	rc = stream_listen(s->loop, addr, &listener_events, s, &s->listener);
	if (rc == 0)
		keep_addr(s, addr);
	return rc;
}

uint16_t sim_port(const struct sim *s)
{
	return s->listener == NULL ? 0 : listener_port(s->listener);
}

/* Sends what became ready in this turn; then the log, before the loop hands
 * any byte of the turn to the kernel. */
static void on_turn_end(void *arg)
{
	struct sim *s = arg;

	struct peer *p;

	outbox_pump(s);
	advance_turn(s);
	/* A session reads again by itself when its output has left. */
	if (s->deaf)
		TAILQ_FOREACH(p, &s->peers, link)
	stream_pause_reading(p->stream);
	if (s->log == NULL || s->failed || pdulog_flush(s->log) == 0)
		return;
	s->failed = true;
	loop_stop(s->loop);
}

int sim_new(struct loop *l, const struct sim_options *opt, struct sim **out)
{
	struct sim *s = mem_new(1, sizeof(*s));
	int rc;

	if (opt->log != NULL && (rc = pdulog_open(opt->log, &s->log)) != 0) {
		free(s);
		return rc;
	}
	s->loop = l;
	snprintf(s->name, sizeof(s->name), "%.15s",
	    opt->name != NULL ? opt->name : "sim");
	if (opt->system_id != NULL)
		s->system_id = mem_strdup(opt->system_id);
	if (opt->password != NULL)
		s->password = mem_strdup(opt->password);
	s->window = opt->window != 0 ? opt->window : WINDOW;
	s->remember = opt->remember != 0 ? opt->remember : REMEMBER;
	s->limit.per_second = opt->limit;
	s->ids = opt->ids;
	if (s->ids.next == 0)
		s->ids.next = 1;
	TAILQ_INIT(&s->peers);
	TAILQ_INIT(&s->rules);
	TAILQ_INIT(&s->delayed);
	TAILQ_INIT(&s->held);
	outbox_init(&s->outbox);
	s->plain = rule_new();
	s->tally = tally_new(s->remember);
	s->hook = (struct loop_hook){ .fn = on_turn_end, .arg = s };
	loop_at_turn_end(l, &s->hook);
	*out = s;
	return 0;
}

void sim_free(struct sim *s)
{
	struct rule *r;

	if (s == NULL)
		return;
	if (s->listener != NULL)
		listener_close(s->listener);
	while (!TAILQ_EMPTY(&s->peers))
		session_stop(TAILQ_FIRST(&s->peers)->session,
		    SESSION_CLOSE_STOPPED);
	answer_fini(s);
	outbox_fini(s);
	while ((r = TAILQ_FIRST(&s->rules)) != NULL) {
		TAILQ_REMOVE(&s->rules, r, link);
		rule_unref(r);
	}
	rule_unref(s->plain);
	tally_free(s->tally);
	loop_hook_del(s->loop, &s->hook);
	pdulog_close(s->log);
	free(s->system_id);
	free(s->password);
	free(s->addr);
	free(s);
}

int sim_rule(struct sim *s, const char *spec, struct rule_fault *fault)
{
	struct rule *r;
	int rc = rule_parse(spec, &r, fault);

	if (rc == 0)
		TAILQ_INSERT_TAIL(&s->rules, r, link);
	return rc;
}

const struct sim_totals *sim_totals(const struct sim *s)
{
	return &s->totals;
}

void sim_totals_write(const struct sim_totals *t, struct json_out *o)
{
#define TOTAL(member, help) json_uint(o, #member, t->member);
#include "sim/total.def"
#undef TOTAL
}

bool sim_has_failed(const struct sim *s)
{
	return s->failed;
}

void sim_set_control(struct sim *s, const struct sim_control *c, void *arg)
{
	s->control = c;
	s->control_arg = arg;
}
