/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * carrier - an SMSC in memory for the smsc acme, which answers at once.
 */
#ifndef TESTS_API_CARRIER_H
#define TESTS_API_CARRIER_H

#include "world.h"

static inline void rig_smsc_request(void *arg, const struct smpp_pdu *pdu)
{
	struct smpp_pdu resp;

	(void)arg;
	if (pdu->id != SMPP_SUBMIT_SM)
		return;
	rig.submits++;
	smpp_pdu_init(&resp, SMPP_SUBMIT_SM | SMPP_ANSWER, pdu->sequence);
	resp.status = rig.submit_status;
	snprintf(resp.body.message_resp.message_id, 65, "id%u", rig.submits);
	session_reply(rig.carrier, pdu->sequence, &resp);
}

static inline void rig_smsc_answered(void *arg, const struct session_token *tok,
    const struct session_answer *a)
{
	(void)arg;
	(void)tok;
	assert_int_equal(a->status, 0);
}

static inline void rig_smsc_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)arg;
	(void)tok;
	(void)reason;
}

static inline void rig_smsc_returned(void *arg, const struct session_token *tok)
{
	(void)arg;
	(void)tok;
}

static inline uint32_t rig_smsc_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	(void)bind;
	return 0;
}

static const struct session_events rig_smsc_events = {
	.answered = rig_smsc_answered,
	.doubt = rig_smsc_doubt,
	.returned = rig_smsc_returned,
	.request = rig_smsc_request,
	.bind = rig_smsc_bind,
};

static inline void rig_smsc_called(void *arg, struct stream *s)
{
	(void)arg;
	if (rig.carrier != NULL) {
		stream_kill(s);
		return;
	}
	rig.carrier = session_new(rig.loop, SESSION_SMSC,
	    &(struct session_options){ .name = "sim", .system_id = "sim" });
	session_set_events(rig.carrier, &rig_smsc_events, NULL);
	session_adopt(rig.carrier, s);
}

static const struct listener_events rig_listener_events = {
	.accepted = rig_smsc_called,
};

static inline void rig_bind(void)
{
	assert_int_equal(stream_listen(rig.loop, "memory:acme",
			     &rig_listener_events, NULL, &rig.smsc),
	    0);
	flow_start(rig.flow);
	rig_settle();
}

/* A text from a handset. */
static inline void rig_text_in(const char *from, const char *to,
    const char *text)
{
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(p.body.message.source.digits, from);
	p.body.message.source.ton = 1;
	strcpy(p.body.message.destination.digits, to);
	p.body.message.destination.ton = 1;
	p.body.message.short_message = (const uint8_t *)text;
	p.body.message.sm_length = (uint8_t)strlen(text);
	assert_int_equal(
	    session_send(rig.carrier, &(struct session_token){ .msg = 1 }, &p),
	    0);
	rig_settle();
}

/* A receipt for the n-th submit. */
static inline void rig_receipt(unsigned n, const char *to, const char *stat)
{
	struct smpp_pdu p;
	char text[160];
	int len = snprintf(text, sizeof(text),
	    "id:id%u sub:001 dlvrd:001 submit date:2603021520 done "
	    "date:2603021520 stat:%s err:000 text:hello",
	    n, stat);

	smpp_pdu_init(&p, SMPP_DELIVER_SM, 0);
	strcpy(p.body.message.source.digits, to);
	strcpy(p.body.message.destination.digits, "12125550100");
	p.body.message.esm_class = 4;
	p.body.message.short_message = (const uint8_t *)text;
	p.body.message.sm_length = (uint8_t)len;
	assert_int_equal(
	    session_send(rig.carrier, &(struct session_token){ .msg = n }, &p),
	    0);
	rig_settle();
}

#endif
