/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands that only look.
 */
#include "base/clock.h"
#include "base/hex.h"
#include "session/session.h"
#include "sim/command.h"
#include "sim/wire.h"

#include <esmed/text.h>

#define MESSAGES_MAX 10000 /* in one answer */

int tell_submits(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct destination *d;
	const char *to;
	size_t len, at = 0;

	json_uint(r->out, "total", tally_submits(s->tally));
	if (json_get_str(q, "to", &to, &len) == 0) {
		d = tally_destination(s->tally, to);
		json_uint(r->out, "submits", d != NULL ? d->submits : 0);
		json_uint(r->out, "taken", d != NULL ? d->taken : 0);
		return 0;
	}
	json_open_object(r->out, "destinations");
	while ((d = tally_next(s->tally, &at)) != NULL)
		json_uint(r->out, d->digits, d->submits);
	json_close_object(r->out);
	return 0;
}

static void tell_message(struct json_out *o, const struct seen *m)
{
	char utf8[TEXT_UTF8_ROOM(TALLY_TEXT)], hex[TALLY_TEXT * 2 + 1];
	char date[CLOCK_TEXT_BYTES];
	size_t len = sizeof(utf8);

	json_open_object(o, NULL);
	json_text(o, "id", m->id);
	json_text(o, "from", m->from.digits);
	json_text(o, "to", m->to.digits);
	json_text(o, "taken", clock_format(m->taken, date));
	json_uint(o, "esm_class", m->esm_class);
	json_uint(o, "data_coding", m->data_coding);
	json_uint(o, "registered_delivery", m->registered);
	json_text(o, "hex", hex_format(m->text, m->text_len, hex));
	if (text_decode(text_alphabet_of(m->data_coding), m->text, m->text_len,
		utf8, &len) == 0)
		json_str(o, "text", utf8, len);
	json_uint(o, "message_state", m->last_state);
	json_close_object(o);
}

int tell_messages(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct json_range range = { 1, MESSAGES_MAX };
	const struct destination *d = NULL;
	const struct seen *m;
	const char *to;
	size_t len;
	int64_t limit = 100;

	if (json_get_int(q, "limit", range, &limit) == RC_BAD)
		return reply_error(r, "limit: 1 to %d is wanted", MESSAGES_MAX);
	if (json_get_str(q, "to", &to, &len) == 0) {
		d = tally_destination(s->tally, to);
		if (d == NULL)
			return reply_error(r, "to: no message for %.30s", to);
	}
	json_open_array(r->out, "messages");
	for (uint64_t i = tally_last(s->tally);
	     limit > 0 && (m = tally_get(s->tally, i)) != NULL; i--) {
		if (d != NULL && !tally_is_for(m, d))
			continue;
		tell_message(r->out, m);
		limit--;
	}
	json_close_array(r->out);
	return 0;
}

static const char *bound_as(const struct peer *p)
{
	switch (p->bound_as) {
	case SMPP_BIND_RECEIVER: return "receiver";
	case SMPP_BIND_TRANSMITTER: return "transmitter";
	case SMPP_BIND_TRANSCEIVER: return "transceiver";
	default: return NULL;
	}
}

int tell_sessions(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct peer *p;

	(void)q;
	json_open_array(r->out, "sessions");
	TAILQ_FOREACH(p, &s->peers, link)
	{
		json_open_object(r->out, NULL);
		json_uint(r->out, "session", p->id);
		json_text(r->out, "peer",
		    p->wire != NULL ? wire_peer(p->wire) : "");
		json_text(r->out, "state",
		    session_state_name(session_state(p->session)));
		json_text(r->out, "bound_as", bound_as(p));
		json_text(r->out, "system_id", session_system_id(p->session));
		json_uint(r->out, "pdus_in",
		    session_counts(p->session)->pdus_in);
		json_uint(r->out, "pdus_out",
		    session_counts(p->session)->pdus_out);
		json_close_object(r->out);
	}
	json_close_array(r->out);
	return 0;
}

static bool is_held_back(const struct sim *s)
{
	const struct peer *p;

	TAILQ_FOREACH(p, &s->peers, link)
	if (p->wire != NULL && wire_is_busy(p->wire))
		return true;
	return false;
}

int tell_idle(struct sim *s, const struct json_value *q, struct reply *r)
{
	const struct outbox *o = &s->outbox;
	char text[CLOCK_TEXT_BYTES];
	usec due = 0, now = clock_mono();
	bool is_set = loop_next_due(s->loop, &due), quiet;

	(void)q;
	quiet = TAILQ_EMPTY(&o->ready) && o->in_flight == 0;
	if (clock_is_frozen())
		quiet = quiet && !(is_set && due <= now);
	else
		quiet = quiet && TAILQ_EMPTY(&o->waiting) &&
			TAILQ_EMPTY(&s->delayed) && !is_held_back(s);
	json_bool(r->out, "idle", quiet);
	json_uint(r->out, "deliveries", o->count);
	json_uint(r->out, "unanswered", o->in_flight);
	json_bool(r->out, "stranded", !TAILQ_EMPTY(&o->stranded));
	json_uint(r->out, "held", s->held_count);
	json_uint(r->out, "progress", loop_progress(s->loop));
	json_text(r->out, "now", clock_format(clock_wall(), text));
	json_text(r->out, "next_due",
	    is_set ? clock_format(clock_wall() + due - now, text) : NULL);
	return 0;
}

int tell_totals(struct sim *s, const struct json_value *q, struct reply *r)
{
	(void)q;
	sim_totals_write(&s->totals, r->out);
	return 0;
}
