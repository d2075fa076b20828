/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The binds of an smsc: what they report, and what they can take.
 *
 * c->bind has config_binds() of them, and at its end those that are to go and
 * still stand.
 */
#include "base/clock.h"
#include "base/mem.h"
#include "session/smsc_impl.h"

#include <stdio.h>
#include <stdlib.h>

static void on_state(void *arg)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;
	enum session_state state = session_state(b->session);

	c->state_changed = true;
	loop_again(c->loop);
	if (state == SESSION_BOUND)
		retry_bound(b);
	if (state != SESSION_CLOSED)
		return;
	alarms_note(c, b);
	if (!renew_closed(b))
		retry_closed(b);
}

static const char *message_id_of(const struct smpp_pdu *resp)
{
	if (resp == NULL)
		return "";
	if (resp->id == (SMPP_SUBMIT_SM | SMPP_ANSWER) ||
	    resp->id == (SMPP_DATA_SM | SMPP_ANSWER))
		return resp->body.message_resp.message_id;
	return "";
}

static void tell(const struct smsc *c, const struct session_token *tok,
    const struct smsc_told *t)
{
	if (c->ev != NULL && c->ev->told != NULL)
		c->ev->told(c->arg, c->opt.id, tok, t);
}

static void tell_answer(const struct smsc *c, const struct session_token *tok,
    const struct session_answer *answer)
{
	const struct smsc_told t = { .is_answered = true,
		.late = answer->late,
		.status = answer->status,
		.resp = answer->resp };

	tell(c, tok, &t);
}

/* A request aside got no answer: nobody minds. */
static bool is_nothing(const struct smsc *c, const struct session_token *tok)
{
	static const struct smsc_told nothing;

	if (!(tok->flags & TOKEN_ASIDE))
		return false;
	tell(c, tok, &nothing);
	return true;
}

/* Told once: their receipts cannot be matched by an id (G2). */
static void note_nameless(struct smsc *c)
{
	if (c->tally.answers.nameless++ == 0)
		log_warn(c->opt.name,
		    "the SMSC takes messages without an id, or with one of "
		    "more than 64 characters: receipts can be matched by "
		    "user_message_reference at most");
}

static void on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *answer)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;
	struct smsc_answer a = {
		.status = answer->status,
		.class = smpp_status_class(answer->status),
		.message_id = message_id_of(answer->resp),
		.late = answer->late,
		.latency = answer->late ? 0 : clock_mono() - answer->sent,
	};

	b->is_zombie = false;
	limits_answered(c, answer, &a);
	if (tok->flags & TOKEN_ASIDE)
		tell_answer(c, tok, answer);
	else
		tally_answer(&c->tally, &a);
	if (a.class == SMPP_CLASS_OK && a.message_id[0] == '\0' &&
	    !(tok->flags & TOKEN_ASIDE))
		note_nameless(c);
	if (c->ev != NULL && !(tok->flags & TOKEN_ASIDE))
		c->ev->answered(c->arg, c->opt.id, tok, &a);
	/* The peer takes us for not bound: bind again (G9). */
	if (answer->status == SMPP_RINVBNDSTS && !c->freed)
		session_unbind_stranger(b->session, answer->status);
}

static void on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	const struct bind *b = arg;
	struct smsc *c = b->smsc;

	if (is_nothing(c, tok))
		return;
	c->tally.answers.lost++;
	if (c->ev != NULL)
		c->ev->doubt(c->arg, c->opt.id, tok,
		    session_reason_name(reason));
}

static void on_again(void *arg, const struct session_token *tok,
    const char *message_id)
{
	const struct bind *b = arg;
	const struct smsc *c = b->smsc;

	if (c->ev != NULL && c->ev->again != NULL &&
	    !(tok->flags & TOKEN_ASIDE))
		c->ev->again(c->arg, c->opt.id, tok, message_id);
}

void smsc_returned(struct smsc *c, const struct session_token *tok)
{
	if (is_nothing(c, tok))
		return;
	c->tally.answers.returned++;
	if (c->ev != NULL)
		c->ev->returned(c->arg, c->opt.id, tok);
}

static void on_returned(void *arg, const struct session_token *tok)
{
	const struct bind *b = arg;

	smsc_returned(b->smsc, tok);
}

static void on_request(void *arg, const struct smpp_pdu *pdu)
{
	const struct bind *b = arg;
	struct smsc *c = b->smsc;
	const struct reply_handle h = {
		.bind = b->index,
		.generation = b->generation,
		.sequence = pdu->sequence,
		.command = pdu->id,
	};

	c->tally.inbound.taken++;
	if (c->ev != NULL)
		c->ev->deliver(c->arg, c->opt.id, &h, pdu);
}

/* Told once a minute: the store may be slow, or the window small. */
static void on_flooded(void *arg)
{
	const struct bind *b = arg;
	struct smsc *c = b->smsc;
	usec now = clock_mono();

	c->tally.inbound.taken++;
	c->tally.inbound.refused++;
	c->tally.inbound.beyond++;
	if (c->flooded != 0 && now < c->flooded + MINUTE)
		return;
	c->flooded = now;
	log_warn(c->opt.name,
	    "bind=%u deliver_sm refused with 0x14, as %u wait for their "
	    "answer (inbound_window) refused=%llu",
	    b->index + 1, c->opt.inbound_window,
	    (unsigned long long)c->tally.inbound.beyond);
}

static bool on_outbind(void *arg, const struct smpp_pdu *pdu)
{
	const struct bind *b = arg;

	return outbind_is_right(b->smsc, pdu);
}

static void on_trace(void *arg, bool is_ours, const uint8_t *bytes, size_t len)
{
	const struct bind *b = arg;
	const struct smsc *c = b->smsc;
	const struct smsc_traced t = {
		.smsc = c->opt.id,
		.bind = b->index,
		.is_ours = is_ours,
		.bytes = bytes,
		.len = len,
	};

	if (c->trace != NULL)
		c->trace(c->trace_arg, &t);
}

void smsc_set_trace(struct smsc *c, smsc_trace_fn *fn, void *arg)
{
	c->trace = fn;
	c->trace_arg = arg;
	for (uint32_t i = 0; i < c->bind_count; i++)
		session_set_trace(c->bind[i]->session,
		    fn == NULL ? NULL : on_trace, c->bind[i]);
}

static const struct session_events session_events = {
	.state = on_state,
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.request = on_request,
	.flooded = on_flooded,
	.again = on_again,
	.outbind = on_outbind,
};

static struct session_options options_of(const struct smsc *c, uint32_t index)
{
	return (struct session_options){
		.bind_command = config_command(&c->config, index),
		.system_id = c->opt.system_id,
		.password = c->opt.password,
		.system_type = c->opt.system_type,
		.address_range = c->opt.address_range,
		.bind_ton = c->opt.bind_ton,
		.bind_npi = c->opt.bind_npi,
		.interface_version = c->opt.interface_version,
		.window = c->opt.window,
		.inbound_window = c->opt.inbound_window,
		.bind_timeout = c->opt.bind_timeout,
		.enquire_interval = c->opt.enquire_interval,
		.enquire_timeout = c->opt.enquire_timeout,
		.response_timeout = c->opt.response_timeout,
		.inactivity_timeout = c->opt.inactivity_timeout,
		.pdu_timeout = c->opt.pdu_timeout,
		.unbind_timeout = c->opt.unbind_timeout,
	};
}

static struct bind *open_one(struct smsc *c, uint32_t index)
{
	struct bind *b = mem_new(1, sizeof(*b));
	struct session_options opt = options_of(c, index);
	char name[32];

	snprintf(name, sizeof(name), "%.20s/%u", c->opt.name, index + 1);
	opt.name = name;
	b->smsc = c;
	b->index = index;
	b->session = session_new(c->loop, SESSION_ESME, &opt);
	session_set_events(b->session, &session_events, b);
	session_set_trace(b->session, c->trace == NULL ? NULL : on_trace, b);
	retry_init(b);
	return b;
}

static void free_one(struct bind *b)
{
	session_set_events(b->session, NULL, NULL);
	session_free(b->session);
	retry_stop(b);
	/* A callback of ours may be what led here. */
	loop_reap(b->smsc->loop, free, b);
}

/* Those that are to go and do not stand. */
static void drop_the_last(struct smsc *c, uint32_t wanted)
{
	while (c->bind_count > wanted) {
		struct bind *b = c->bind[c->bind_count - 1];
		enum session_state state = session_state(b->session);

		if (state == SESSION_BOUND || state == SESSION_UNBINDING)
			return;
		if (c->renewing == b)
			renew_stop(c);
		c->bind_count--;
		free_one(b);
		c->state_changed = true;
	}
}

void binds_fit(struct smsc *c)
{
	uint32_t wanted = config_binds(&c->config);

	if (c->bind_count > wanted) {
		drop_the_last(c, wanted);
	} else if (c->bind_count < wanted) {
		c->bind = mem_resize(c->bind, wanted, sizeof(c->bind[0]));
		while (c->bind_count < wanted) {
			c->bind[c->bind_count] = open_one(c, c->bind_count);
			retry_now(c->bind[c->bind_count++]);
		}
	}
}

void binds_configure(struct smsc *c)
{
	for (uint32_t i = 0; i < c->bind_count; i++) {
		struct session_options opt = options_of(c, i);

		session_set_options(c->bind[i]->session, &opt);
		retry_limit(c->bind[i]);
	}
}

void binds_try(struct smsc *c)
{
	for (uint32_t i = 0; i < config_binds(&c->config); i++)
		retry_now(c->bind[i]);
}

/* Those that are about to stand would do so with old options. */
void binds_try_anew(struct smsc *c)
{
	for (uint32_t i = 0; i < c->bind_count; i++) {
		enum session_state state = session_state(c->bind[i]->session);

		if (state != SESSION_BOUND && state != SESSION_UNBINDING)
			session_stop(c->bind[i]->session,
			    SESSION_CLOSE_STOPPED);
	}
	binds_try(c);
}

void binds_free(struct smsc *c)
{
	while (c->bind_count != 0)
		free_one(c->bind[--c->bind_count]);
	free(c->bind);
	c->bind = NULL;
}

void binds_unbind(struct smsc *c, bool all)
{
	for (uint32_t i = 0; i < c->bind_count; i++) {
		struct bind *b = c->bind[i];

		timer_stop(&b->retry);
		b->next_try = 0;
		if (all || session_unanswered(b->session) == 0)
			session_unbind(b->session);
	}
}

bool binds_are_closed(const struct smsc *c)
{
	for (uint32_t i = 0; i < c->bind_count; i++) {
		if (session_state(c->bind[i]->session) != SESSION_CLOSED)
			return false;
	}
	return true;
}

uint32_t binds_bound(const struct smsc *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->bind_count; i++)
		n += session_is_bound(c->bind[i]->session);
	return n;
}

static bool is_sender(const struct bind *b)
{
	return session_is_bound(b->session) && !b->leaving &&
	       session_bind_command(b->session) != SMPP_BIND_RECEIVER;
}

uint32_t binds_senders(const struct smsc *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->bind_count; i++)
		n += is_sender(c->bind[i]);
	return n;
}

static uint32_t room_of(const struct bind *b)
{
	return b->leaving ? 0 : session_room(b->session);
}

uint32_t binds_room(const struct smsc *c)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < c->bind_count; i++)
		n += room_of(c->bind[i]);
	return n;
}

struct bind *binds_pick(const struct smsc *c)
{
	struct bind *best = NULL;
	uint32_t most = 0;

	for (uint32_t i = 0; i < c->bind_count; i++) {
		uint32_t room = room_of(c->bind[i]);

		if (room > most) {
			most = room;
			best = c->bind[i];
		}
	}
	return best;
}
