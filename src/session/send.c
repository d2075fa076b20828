/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a session sends is written straight into its stream's buffer.
 *
 * The sequence number is put into the bytes afterwards, so that PDUs of
 * callers stay const and encoded ones can be sent as they are.
 */
#include "session/session_impl.h"

#include "base/clock.h"
#include "base/cursor.h"

#include <string.h>

#include <esmed/frame.h>
#include <esmed/tlv.h>

#define ROOM_USUAL 1024 /* a submit_sm with a text and some TLVs */

/* The SMPP header (3.4, 3.2): length, id, status, sequence. */
#define ID_AT       4
#define SEQUENCE_AT 12

static void patch(uint8_t *pdu, size_t at, uint32_t value)
{
	struct cursor c = cursor_over(pdu + at, 4);

	cursor_put(&c, 4, value);
}

/* Into the stream's free room, not yet counted as added. */
static int encode(struct session *s, const struct smpp_pdu *pdu, uint8_t **at,
    size_t *len)
{
	int rc;

	*at = stream_reserve(s->stream, ROOM_USUAL);
	rc = smpp_encode(pdu, *at, ROOM_USUAL, len);
	if (rc != RC_SHORT)
		return rc;
	*at = stream_reserve(s->stream, SMPP_LIMIT_BOUND);
	rc = smpp_encode(pdu, *at, SMPP_LIMIT_BOUND, len);
	return rc == RC_SHORT ? RC_TOO_LONG : rc;
}

static void added(struct session *s, const uint8_t *pdu, size_t len)
{
	session_show(s, true, pdu, len);
	stream_added(s->stream, len);
	s->counts.pdus_out++;
}

/* A slot for what stands at the end of the buffer, then let it go. */
static void send_awaited(struct session *s, const struct session_token *tok,
    uint8_t *pdu, size_t len)
{
	struct cursor c = cursor_over(pdu + ID_AT, 4);
	struct window_entry e = {
		.token = *tok,
		.command = (uint32_t)cursor_get(&c, 4),
		.place = stream_queued(s->stream),
		.sent = clock_mono(),
	};
	uint32_t seq;

	if (window_take(s->window, &e, &seq) != 0)
		return; /* the caller saw to it that there is room */
	patch(pdu, SEQUENCE_AT, seq);
	added(s, pdu, len);
	s->counts.requests++;
	s->last_work = e.sent;
	if (!timer_is_set(&s->answers))
		timer_at(&s->answers, e.sent + s->opt.response_timeout);
}

/* For a peer of SMPP 3.3, which has no TLVs; those that the text cannot do
 * without make it fail. */
static int encode_plain(struct session *s, const struct smpp_pdu *pdu,
    uint8_t **at, size_t *len)
{
	struct smpp_pdu plain = *pdu;

	if (smpp_pdu_tlv(pdu, SMPP_TLV_MESSAGE_PAYLOAD) != NULL ||
	    smpp_pdu_tlv(pdu, SMPP_TLV_SAR_TOTAL_SEGMENTS) != NULL)
		return RC_UNSUPPORTED;
	plain.tlv_count = 0;
	return encode(s, &plain, at, len);
}

int session_send(struct session *s, const struct session_token *tok,
    const struct smpp_pdu *pdu)
{
	uint8_t *at;
	size_t len;
	int rc;

	if (session_room(s) == 0)
		return session_is_bound(s) ? RC_FULL : RC_CLOSED;
	if (s->version < 0x34 && pdu->tlv_count != 0)
		rc = encode_plain(s, pdu, &at, &len);
	else
		rc = encode(s, pdu, &at, &len);
	if (rc == 0)
		send_awaited(s, tok, at, len);
	return rc;
}

int session_send_bytes(struct session *s, const struct session_token *tok,
    const void *pdu, size_t len)
{
	uint8_t *at;

	if (session_room(s) == 0)
		return session_is_bound(s) ? RC_FULL : RC_CLOSED;
	if (len < SMPP_HEADER_BYTES)
		return RC_BAD;
	at = stream_reserve(s->stream, len);
	memcpy(at, pdu, len);
	send_awaited(s, tok, at, len);
	return 0;
}

/* Encode with this number. A PDU that cannot be is our own fault. */
static int send_as(struct session *s, const struct smpp_pdu *pdu,
    uint32_t sequence)
{
	uint8_t *at;
	size_t len;
	int rc = encode(s, pdu, &at, &len);

	if (rc != 0) {
		session_odd(s, "cannot encode id=0x%08x: %s", pdu->id,
		    rc_text(rc));
		return rc;
	}
	patch(at, SEQUENCE_AT, sequence);
	added(s, at, len);
	return 0;
}

uint32_t session_request(struct session *s, const struct smpp_pdu *pdu)
{
	uint32_t seq = window_number(s->window);

	return send_as(s, pdu, seq) == 0 ? seq : 0;
}

void session_answer(struct session *s, uint32_t sequence,
    const struct smpp_pdu *resp)
{
	if (send_as(s, resp, sequence) != 0)
		session_answer_status(s, sequence, resp->id, SMPP_RSYSERR);
}

/* A header, and behind it an empty text if there must be a body. */
static void send_header(struct session *s, uint32_t id, uint32_t status,
    uint32_t sequence, bool has_body)
{
	uint8_t bytes[SMPP_HEADER_BYTES + 1] = { 0 };
	size_t len = SMPP_HEADER_BYTES + (has_body ? 1 : 0);
	struct cursor c = cursor_over(bytes, sizeof(bytes));

	cursor_put(&c, 4, len);
	cursor_put(&c, 4, id);
	cursor_put(&c, 4, status);
	cursor_put(&c, 4, sequence);
	session_show(s, true, bytes, len);
	stream_write(s->stream, bytes, len);
	s->counts.pdus_out++;
}

void session_answer_status(struct session *s, uint32_t sequence, uint32_t id,
    uint32_t status)
{
	bool has_body = status == 0 && id != SMPP_GENERIC_NACK &&
			id != (SMPP_ENQUIRE_LINK | SMPP_ANSWER) &&
			id != (SMPP_UNBIND | SMPP_ANSWER) &&
			id != (SMPP_CANCEL_SM | SMPP_ANSWER);

	send_header(s, id, status, sequence, has_body);
}

uint32_t session_request_plain(struct session *s, uint32_t command)
{
	uint32_t seq = window_number(s->window);

	send_header(s, command, 0, seq, false);
	return seq;
}

static void one_answered(struct session *s)
{
	if (s->inbound != 0)
		s->inbound--;
}

void session_reply(struct session *s, uint32_t sequence,
    const struct smpp_pdu *resp)
{
	if (s->stream == NULL)
		return;
	one_answered(s);
	session_answer(s, sequence, resp);
}

void session_reply_status(struct session *s, uint32_t sequence,
    uint32_t request, uint32_t status)
{
	if (s->stream == NULL)
		return;
	one_answered(s);
	session_answer_status(s, sequence, request | SMPP_ANSWER, status);
}
