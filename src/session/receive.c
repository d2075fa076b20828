/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What comes from the peer, PDU by PDU. The ids at the comments are those of
 * the robustness cases of the project (doc: reliability 6); REQ is an answer
 * with an error status, NACK a generic_nack, IGN is counted and passed over.
 *
 * 1. A stream whose framing is lost is never read on.
 * 2. No answer, known or not, is ever answered.
 * 3. Every request is answered at once, or counted in `inbound` and handed
 *    up, never more than inbound_window of them.
 */
#include "session/session_impl.h"

#include "base/clock.h"

#include <esmed/frame.h>

#define BATCH_MAX   64 /* PDUs a turn (A11) */
#define BATCH_TIME  (5 * SECOND / 1000)
#define OUTPUT_MAX  (256 * 1024) /* as SMSC, of unread answers (F5) */
#define STRIKES_MAX 3            /* requests before the bind (D19) */
#define WRONG_MAX   3            /* answers of the wrong type (B14) */
#define NACKS_MAX   3            /* for sequence 0, a minute (B4) */

static void lose_framing(struct session *s, const struct buf *in, size_t len)
{
	const char *hint = smpp_frame_hint(buf_bytes(in), in->len);

	session_info(s, "framing lost command_length=%zu%s%s", len,
	    hint == NULL ? "" : " looks_like=", hint == NULL ? "" : hint);
	session_note(s, "no SMPP: command_length=%zu%s%s", len,
	    hint == NULL ? "" : ", it looks like ", hint == NULL ? "" : hint);
	session_answer_status(s, 0, SMPP_GENERIC_NACK, SMPP_RINVCMDLEN);
	session_shut(s, SESSION_CLOSE_FRAMING);
}

/* Which requests go up, by role; all others are not for us (D22). */
static bool is_expected(const struct session *s, uint32_t id)
{
	if (s->role == SESSION_ESME)
		return id == SMPP_DELIVER_SM || id == SMPP_DATA_SM;
	if (id == SMPP_SUBMIT_SM || id == SMPP_DATA_SM)
		return s->bind_command != SMPP_BIND_RECEIVER;
	return id == SMPP_QUERY_SM || id == SMPP_CANCEL_SM;
}

/* Nor are these in any role (C23). */
static bool is_served(uint32_t id)
{
	switch (id) {
	case SMPP_REPLACE_SM:
	case SMPP_SUBMIT_MULTI:
	case SMPP_BROADCAST_SM:
	case SMPP_QUERY_BROADCAST_SM:
	case SMPP_CANCEL_BROADCAST_SM: return false;
	default: return true;
	}
}

/* outbind and alert_notification have no answer. */
void session_refuse(struct session *s, uint32_t status)
{
	if (smpp_command_name(s->pdu.id | SMPP_ANSWER) == NULL)
		return;
	session_answer_status(s, s->pdu.sequence, s->pdu.id | SMPP_ANSWER,
	    status);
}

/* A request for which the session is in the wrong state or role. */
static void on_unexpected(struct session *s)
{
	bool is_early = s->role == SESSION_SMSC && s->state == SESSION_BINDING;

	session_refuse(s, SMPP_RINVBNDSTS);
	if (is_early && ++s->strikes >= STRIKES_MAX)
		session_shut(s, SESSION_CLOSE_NOT_BOUND);
}

/* H19: from a peer that takes a bind for more than we asked. */
static bool is_wrong_way(const struct session *s)
{
	return s->role == SESSION_ESME &&
	       s->bind_command == SMPP_BIND_TRANSMITTER;
}

static void hand_up(struct session *s)
{
	bool is_open =
	    s->state == SESSION_BOUND || s->state == SESSION_UNBINDING;

	if (is_open && !is_served(s->pdu.id)) {
		s->counts.unknown++;
		session_refuse(s, SMPP_RINVCMDID);
	} else if (!is_open || !is_expected(s, s->pdu.id)) {
		on_unexpected(s);
	} else if (s->inbound >= s->opt.inbound_window || s->ev == NULL) {
		s->counts.refused++;
		session_refuse(s, SMPP_RMSGQFUL);
		if (s->ev != NULL && s->ev->flooded != NULL)
			s->ev->flooded(s->arg);
	} else {
		if (is_wrong_way(s))
			session_odd(s, "deliver_sm on a transmitter is taken");
		s->inbound++;
		s->last_work = s->last_in;
		s->ev->request(s->arg, &s->pdu);
	}
}

static void on_bad_request(struct session *s, int rc)
{
	const struct smpp_problem *p = &s->pdu.problem;

	if (rc == RC_UNSUPPORTED) { /* B1 */
		s->counts.unknown++;
		session_odd(s, "unknown command id=0x%08x", s->pdu.id);
		session_answer_status(s, s->pdu.sequence, SMPP_GENERIC_NACK,
		    SMPP_RINVCMDID);
		return;
	}
	s->counts.malformed++;
	session_odd(s, "malformed %s at=%u field=%s: %s",
	    smpp_command_name(s->pdu.id), p->at,
	    p->where == NULL ? "-" : p->where, p->text);
	session_refuse(s, p->status);
}

static void on_request(struct session *s)
{
	switch (s->pdu.id) {
	case SMPP_ENQUIRE_LINK: /* in any state (E6) */
		session_refuse(s, SMPP_ROK);
		break;
	case SMPP_UNBIND:
		if (s->role == SESSION_SMSC && s->state == SESSION_BINDING) {
			on_unexpected(s);
			break;
		}
		session_refuse(s, SMPP_ROK);
		session_peer_unbinds(s);
		break;
	case SMPP_BIND_RECEIVER:
	case SMPP_BIND_TRANSMITTER:
	case SMPP_BIND_TRANSCEIVER: session_on_bind(s); break;
	case SMPP_OUTBIND: session_on_outbind(s); break;
	case SMPP_ALERT_NOTIFICATION: /* C23: nobody waits for it here */
		session_odd(s, "alert_notification passed over seq=%u",
		    s->pdu.sequence);
		break;
	default: hand_up(s);
	}
}

/* Does it take a message? */
static bool names_message(const struct smpp_pdu *p)
{
	return p->id == (SMPP_SUBMIT_SM | SMPP_ANSWER) ||
	       p->id == (SMPP_DATA_SM | SMPP_ANSWER);
}

/* Of a damaged body an id counts: what the reader leaves of it lacks no more
 * than its NUL. One that is not there says nothing. */
static bool is_readable(const struct smpp_pdu *p)
{
	return (p->odd & (SMPP_ODD_BODY | SMPP_ODD_BARE)) == 0 ||
	       names_message(p);
}

static void hand_up_answer(struct session *s, const struct window_entry *e,
    bool late)
{
	bool nack = s->pdu.id == SMPP_GENERIC_NACK;
	struct session_answer a = {
		.status = s->pdu.status,
		.nack = nack,
		.late = late,
		.resp = nack || !is_readable(&s->pdu) ? NULL : &s->pdu,
		.sent = e->sent,
	};

	/* Whatever a nack says, it does not say that all is well. */
	if (nack && a.status == 0)
		a.status = SMPP_RUNKNOWNERR;
	s->expired = 0;
	s->last_work = s->last_in;
	if (late)
		s->counts.late++;
	else
		s->counts.answers++;
	if (s->ev != NULL)
		s->ev->answered(s->arg, &e->token, &a);
	session_check_done(s);
}

/* The id under which the answer at hand takes a message, or "". */
static const char *id_of_answer(const struct session *s)
{
	if (!names_message(&s->pdu) || s->pdu.status != 0)
		return "";
	return s->pdu.body.message_resp.message_id;
}

static void on_stray(struct session *s)
{
	s->counts.stray++;
	session_odd(s, "answer to nothing id=0x%08x seq=%u", s->pdu.id,
	    s->pdu.sequence);
}

static void on_wrong_type(struct session *s)
{
	s->counts.wrong++;
	session_odd(s, "answer of the wrong type id=0x%08x seq=%u", s->pdu.id,
	    s->pdu.sequence);
	if (++s->wrong >= WRONG_MAX)
		session_stop(s, SESSION_CLOSE_WRONG_ANSWERS);
}

/* One that was given up came after all; or it is a second answer, of which
 * only another id counts (B15). */
static void on_old_answer(struct session *s)
{
	struct session_token token;
	struct window_entry e;
	const char *id = id_of_answer(s);

	if (late_take(&s->late, s->last_in, &s->pdu, &e) == 0) {
		hand_up_answer(s, &e, true);
		return;
	}
	on_stray(s);
	if (s->ev != NULL && s->ev->again != NULL &&
	    answered_find(&s->answered, s->pdu.sequence, id, &token) == 0)
		s->ev->again(s->arg, &token, id);
}

static void note_answered(struct session *s, const struct window_entry *e)
{
	const char *id = id_of_answer(s);

	if (s->ev != NULL && s->ev->again != NULL && id[0] != '\0')
		answered_put(&s->answered, e, id);
}

/* An answer to a request of the window, of now or of before. */
static void on_slot_answer(struct session *s)
{
	uint32_t seq = s->pdu.sequence;
	const struct window_entry *found = window_find(s->window, seq);
	struct window_entry e;

	if (found != NULL && !late_fits(&s->pdu, found->command)) {
		on_wrong_type(s);
	} else if (window_give(s->window, seq, &e) == 0) {
		note_answered(s, &e);
		hand_up_answer(s, &e, false);
	} else {
		on_old_answer(s);
	}
}

static bool is_bind_answer(uint32_t id)
{
	return id == (SMPP_BIND_TRANSCEIVER | SMPP_ANSWER) ||
	       id == (SMPP_BIND_TRANSMITTER | SMPP_ANSWER) ||
	       id == (SMPP_BIND_RECEIVER | SMPP_ANSWER);
}

static void on_answer(struct session *s)
{
	uint32_t id = s->pdu.id, seq = s->pdu.sequence;

	if (s->bind_seq != 0 && (seq == s->bind_seq || is_bind_answer(id))) {
		if (seq == s->bind_seq && late_fits(&s->pdu, s->bind_command))
			session_on_bind_answer(s);
		else /* D6 */
			session_stop(s, SESSION_CLOSE_BIND_PROTOCOL);
	} else if (seq != 0 && seq == s->enquire_seq &&
		   late_fits(&s->pdu, SMPP_ENQUIRE_LINK)) {
		s->enquire_seq = 0;
		timer_at(&s->alive, s->last_in + s->opt.enquire_interval);
	} else if (seq != 0 && seq == s->unbind_seq &&
		   late_fits(&s->pdu, SMPP_UNBIND)) {
		session_shut(s, s->unbinding);
	} else {
		on_slot_answer(s);
	}
}

/* B4: three in a minute that we cannot attribute. */
static void on_nack_for_nothing(struct session *s)
{
	if (s->nacks == 0 || s->last_in - s->nacks_from > 60 * SECOND) {
		s->nacks = 0;
		s->nacks_from = s->last_in;
	}
	on_stray(s);
	if (++s->nacks >= NACKS_MAX)
		session_stop(s, SESSION_CLOSE_STRAY_NACKS);
}

static void on_pdu(struct session *s, const uint8_t *bytes, size_t len)
{
	int rc = smpp_decode(bytes, len, &s->pdu);

	s->counts.pdus_in++;
	session_show(s, false, bytes, len);
	if (s->pdu.id == SMPP_GENERIC_NACK) {
		s->counts.nacks++;
		if (s->pdu.sequence == 0)
			on_nack_for_nothing(s);
		else
			on_answer(s);
	} else if (smpp_is_answer(s->pdu.id)) {
		if (rc == 0)
			on_answer(s);
		else /* B2 */
			on_stray(s);
	} else if (rc != 0) {
		on_bad_request(s, rc);
	} else {
		on_request(s);
	}
}

static size_t limit_of(const struct session *s)
{
	bool is_stranger =
	    s->state == SESSION_AWAITING ||
	    (s->role == SESSION_SMSC && s->state == SESSION_BINDING);

	return is_stranger ? SMPP_LIMIT_UNBOUND : SMPP_LIMIT_BOUND;
}

/* A begun PDU gets its time from its first byte, not from its last (A7). */
static void watch_partial(struct session *s, bool is_partial, bool is_new)
{
	if (!is_partial)
		timer_stop(&s->partial);
	else if (is_new || !timer_is_set(&s->partial))
		timer_in(&s->partial, s->opt.pdu_timeout);
}

static bool is_batch_over(unsigned n, usec began)
{
	return n >= BATCH_MAX ||
	       (n % 16 == 0 && clock_real() - began > BATCH_TIME);
}

void session_receive(void *arg, struct buf *in)
{
	struct session *s = arg;
	usec began = clock_real(), now = clock_mono();
	enum smpp_frame frame = SMPP_FRAME_MORE;
	unsigned n = 0;
	size_t len;

	for (;;) {
		frame = smpp_frame(buf_bytes(in), in->len, limit_of(s), &len);
		if (frame != SMPP_FRAME_PDU)
			break;
		s->last_in = now;
		on_pdu(s, buf_bytes(in), len);
		if (s->stream == NULL)
			return;
		buf_eat(in, len);
		if (is_batch_over(++n, began))
			break;
	}
	if (frame == SMPP_FRAME_LOST) {
		lose_framing(s, in, len);
		return;
	}
	watch_partial(s, frame == SMPP_FRAME_MORE && in->len != 0, n != 0);
	if (frame == SMPP_FRAME_PDU && in->len != 0)
		stream_again(s->stream);
	if (s->role == SESSION_SMSC && stream_pending(s->stream) > OUTPUT_MAX) {
		s->choked = true;
		stream_pause_reading(s->stream);
	}
}
