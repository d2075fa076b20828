/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * talk - what the peer of a rig says and hears: PDUs.
 */
#ifndef TESTS_SESSION_TALK_H
#define TESTS_SESSION_TALK_H

#include "rig.h"

#include "base/cursor.h"

#include <esmed/frame.h>

/* The bytes of a PDU without a body. */
static inline void rig_header(struct buf *b, uint32_t id, uint32_t status,
    uint32_t seq)
{
	struct cursor c = cursor_over(buf_reserve(b, 16), 16);

	cursor_put(&c, 4, 16);
	cursor_put(&c, 4, id);
	cursor_put(&c, 4, status);
	cursor_put(&c, 4, seq);
	buf_added(b, 16);
}

static inline void rig_encode(struct buf *b, const struct smpp_pdu *p)
{
	size_t len;

	assert_int_equal(smpp_encode(p, buf_reserve(b, 4096), 4096, &len), 0);
	buf_added(b, len);
}

static inline void rig_peer_sends(const void *bytes, size_t len)
{
	stream_write(rig.peer, bytes, len);
	rig_settle();
}

static inline void rig_peer_header(uint32_t id, uint32_t status, uint32_t seq)
{
	struct buf b = { 0 };

	rig_header(&b, id, status, seq);
	rig_peer_sends(buf_bytes(&b), b.len);
	buf_free(&b);
}

static inline void rig_peer_pdu(const struct smpp_pdu *p)
{
	struct buf b = { 0 };

	rig_encode(&b, p);
	rig_peer_sends(buf_bytes(&b), b.len);
	buf_free(&b);
}

/* The next PDU the peer got; false: none. */
static inline bool rig_peer_got(struct smpp_pdu *p)
{
	size_t len;

	if (rig.got.len == 0)
		return false;
	assert_int_equal(smpp_frame(buf_bytes(&rig.got), rig.got.len,
			     SMPP_LIMIT_BOUND, &len),
	    SMPP_FRAME_PDU);
	(void)!smpp_decode(buf_bytes(&rig.got), len, p);
	buf_eat(&rig.got, len);
	return true;
}

/* The peer got this next. Returns its number. */
static inline uint32_t rig_expect(uint32_t id, uint32_t status)
{
	struct smpp_pdu p;

	assert_true(rig_peer_got(&p));
	assert_int_equal(p.id, id);
	assert_int_equal(p.status, status);
	return p.sequence;
}

#define rig_expect_nothing() assert_int_equal(rig.got.len, 0)

static inline void rig_message(struct smpp_pdu *p, uint32_t id, uint32_t seq)
{
	smpp_pdu_init(p, id, seq);
	strcpy(p->body.message.source.digits, "100");
	strcpy(p->body.message.destination.digits, "200");
	p->body.message.short_message = (const uint8_t *)"hello";
	p->body.message.sm_length = 5;
}

/* An ESME that is bound; what the peer got is read. */
static inline int rig_begin_bound(void **state)
{
	struct smpp_pdu p;
	uint32_t seq;

	(void)state;
	rig_begin(SESSION_ESME);
	seq = rig_expect(SMPP_BIND_TRANSCEIVER, 0);
	smpp_pdu_init(&p, SMPP_BIND_TRANSCEIVER | SMPP_ANSWER, seq);
	strcpy(p.body.bind_resp.system_id, "smsc");
	rig_peer_pdu(&p);
	assert_true(session_is_bound(rig.s));
	return 0;
}

/* Send a message with this token; the peer is not read. */
static inline void rig_submit(uint64_t msg)
{
	const struct session_token tok = { .msg = msg };
	struct smpp_pdu p;

	rig_message(&p, SMPP_SUBMIT_SM, 0);
	assert_int_equal(session_send(rig.s, &tok, &p), 0);
}

/* The same, and its number as the peer saw it. */
static inline uint32_t rig_submitted(uint64_t msg)
{
	rig_submit(msg);
	rig_settle();
	return rig_expect(SMPP_SUBMIT_SM, 0);
}

static inline void rig_peer_accepts(uint32_t seq, const char *id)
{
	struct smpp_pdu p;

	smpp_pdu_init(&p, SMPP_SUBMIT_SM | SMPP_ANSWER, seq);
	strcpy(p.body.message_resp.message_id, id);
	rig_peer_pdu(&p);
}

#define rig_assert_closed(why)                                          \
	do {                                                            \
		assert_int_equal(session_state(rig.s), SESSION_CLOSED); \
		assert_string_equal(                                    \
		    session_reason_name(session_reason(rig.s)), why);   \
	} while (0)

#endif
