/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binding: ours and the answer to it, the peer's, and the outbind by which an
 * SMSC asks for ours (SMPP 3.4, 2.2.1, 4.1).
 */
#include "session/session_impl.h"

#include <stdio.h>
#include <string.h>

#include <esmed/tlv.h>

#define VERSION_34 0x34

static uint8_t version_asked(const struct session *s)
{
	return s->opt.interface_version == 0 ? VERSION_34
					     : s->opt.interface_version;
}

void session_send_bind(struct session *s)
{
	struct smpp_pdu *p = &s->pdu;
	struct smpp_bind *b = &p->body.bind;

	s->bind_command = s->opt.bind_command;
	s->version = version_asked(s);
	smpp_pdu_init(p, s->bind_command, 0);
	memcpy(b->system_id, s->system_id, sizeof(s->system_id));
	memcpy(b->password, s->password, sizeof(s->password));
	memcpy(b->system_type, s->system_type, sizeof(s->system_type));
	memcpy(b->address_range, s->address_range, sizeof(s->address_range));
	b->interface_version = s->version;
	b->addr_ton = s->opt.bind_ton;
	b->addr_npi = s->opt.bind_npi;
	s->bind_seq = session_request(s, p);
	session_enter_binding(s);
}

/* sc_interface_version, if the answer has one that can be read (SMPP 3.4,
 * 5.3.2.25). That it is missing says nothing (D8); that it is below 3.4 is
 * believed if the configuration leaves it to the peer. */
static void agree_on_version(struct session *s)
{
	const struct smpp_tlv *t =
	    smpp_pdu_tlv(&s->pdu, SMPP_TLV_SC_INTERFACE_VERSION);

	if (t == NULL || t->len != 1 || t->value[0] >= s->version)
		return;
	if (t->value[0] >= VERSION_34)
		s->version = t->value[0];
	else if (s->opt.interface_version == 0)
		s->version = 0x33;
}

void session_on_bind_answer(struct session *s)
{
	uint32_t status = s->pdu.status;

	/* Whatever a nack says, it does not say that we are bound. */
	if (s->pdu.id == SMPP_GENERIC_NACK && status == 0)
		status = SMPP_RBINDFAIL;
	s->bind_status = status;
	if (status == 0) {
		snprintf(s->peer_id, sizeof(s->peer_id), "%s",
		    s->pdu.id == SMPP_GENERIC_NACK
			? ""
			: s->pdu.body.bind_resp.system_id);
		agree_on_version(s);
		session_bound(s);
		return;
	}
	session_info(s, "bind refused status=0x%x: %s", status,
	    smpp_status_text(status));
	session_note(s, "bind refused with 0x%02x: %s", status,
	    smpp_status_text(status));
	session_shut(s, SESSION_CLOSE_BIND_REFUSED);
}

static void answer_bind(struct session *s, uint32_t seq, uint32_t command)
{
	uint8_t keep[4];
	struct smpp_pdu *p = &s->pdu;

	smpp_pdu_init(p, command | SMPP_ANSWER, 0);
	snprintf(p->body.bind_resp.system_id,
	    sizeof(p->body.bind_resp.system_id), "%s", s->system_id);
	if (smpp_pdu_add_number(p, SMPP_TLV_SC_INTERFACE_VERSION,
		version_asked(s), keep) == 0)
		session_answer(s, seq, p);
}

void session_on_bind(struct session *s)
{
	struct smpp_pdu *p = &s->pdu;
	uint32_t status = SMPP_RBINDFAIL, seq = p->sequence, id = p->id;

	if (s->role != SESSION_SMSC || s->state != SESSION_BINDING) {
		session_refuse(s,
		    s->role == SESSION_SMSC ? SMPP_RALYBND : SMPP_RINVBNDSTS);
		return;
	}
	snprintf(s->bound_as, sizeof(s->bound_as), "%s",
	    p->body.bind.system_id);
	if (s->ev != NULL && s->ev->bind != NULL)
		status = s->ev->bind(s->arg, p);
	if (s->stream == NULL)
		return;
	s->bind_status = status;
	if (status != 0) {
		session_answer_status(s, seq, id | SMPP_ANSWER, status);
		session_shut(s, SESSION_CLOSE_BIND_REFUSED);
		return;
	}
	answer_bind(s, seq, id);
	s->bind_command = id;
	s->version = VERSION_34;
	session_bound(s);
}

/* It has no answer. D16: only who is asked for it gets our bind. */
void session_on_outbind(struct session *s)
{
	bool may = false;

	if (s->state != SESSION_AWAITING) {
		session_shut(s, SESSION_CLOSE_OUTBIND);
		return;
	}
	if (s->ev != NULL && s->ev->outbind != NULL)
		may = s->ev->outbind(s->arg, &s->pdu);
	if (s->stream == NULL)
		return;
	if (may)
		session_send_bind(s);
	else
		session_shut(s, SESSION_CLOSE_OUTBIND_REFUSED);
}
