/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pdu - SMPP 3.3, 3.4 and 5.0 PDUs: bytes in, a struct out, and back.
 *
 * Reading is tolerant: unknown TLVs are kept, an answer may lack its body,
 * stray bytes pass. Writing is strict: what the specification forbids is
 * refused.
 *
 * Owns:     nothing; no memory is allocated.
 * Borrows:  short_message, lists and the values of TLVs point into the bytes
 *           given to smpp_decode() and hold as long as those do. Strings are
 *           copied.
 * Threads:  any; there is no state.
 */
#ifndef ESMED_PDU_H
#define ESMED_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <esmed/body.h>
#include <esmed/result.h>

#define SMPP_HEADER_BYTES 16
#define SMPP_TLVS_MAX     64

/* An answer's id is its request's with the top bit; so also the id of
 * generic_nack, which answers what nobody knows. */
#define SMPP_ANSWER       0x80000000u
#define SMPP_GENERIC_NACK 0x80000000u

/* command_id of the requests, SMPP 3.4, 5.1.2.1 and 5.0, 4.7.5. */
enum smpp_command {
	SMPP_BIND_RECEIVER = 0x00000001,
	SMPP_BIND_TRANSMITTER = 0x00000002,
	SMPP_QUERY_SM = 0x00000003,
	SMPP_SUBMIT_SM = 0x00000004,
	SMPP_DELIVER_SM = 0x00000005,
	SMPP_UNBIND = 0x00000006,
	SMPP_REPLACE_SM = 0x00000007,
	SMPP_CANCEL_SM = 0x00000008,
	SMPP_BIND_TRANSCEIVER = 0x00000009,
	SMPP_OUTBIND = 0x0000000B,
	SMPP_ENQUIRE_LINK = 0x00000015,
	SMPP_SUBMIT_MULTI = 0x00000021,
	SMPP_ALERT_NOTIFICATION = 0x00000102,
	SMPP_DATA_SM = 0x00000103,
	SMPP_BROADCAST_SM = 0x00000111, /* SMPP 5.0, 4.4; so are the next */
	SMPP_QUERY_BROADCAST_SM = 0x00000112,
	SMPP_CANCEL_BROADCAST_SM = 0x00000113,
};

struct smpp_tlv {
	uint16_t tag, len;
	const uint8_t *value;
};

/* What is wrong with a PDU. All texts are static. */
struct smpp_problem {
	uint32_t status;   /* command_status to answer with */
	uint32_t at;       /* offset in the PDU */
	const char *where; /* field or TLV by name, or NULL */
	const char *text;  /* NULL: nothing is wrong */
};

/* Faults that were passed over; to be counted, the PDU is good. */
enum smpp_odd {
	SMPP_ODD_STRAY = 1, /* 1 to 3 bytes behind the last TLV */
	SMPP_ODD_TLV = 2,   /* a TLV of an answer or receipt was left out */
	SMPP_ODD_BODY = 4,  /* an answer's body is damaged; what is left of it
			       is empty, the status counts */
	SMPP_ODD_BARE = 8,  /* an answer has TLVs but no body before them */
	SMPP_ODD_TEXTS = 16 /* a receipt has short_message and payload */
};

struct smpp_pdu {
	uint32_t id, status, sequence;
	uint32_t odd;   /* bits of enum smpp_odd, set by smpp_decode() */
	bool with_body; /* an error answer has its body, though empty */
	struct smpp_problem problem; /* set by smpp_decode() */
	union {
		struct smpp_bind bind; /* all three binds */
		struct smpp_bind_resp bind_resp;
		struct smpp_outbind outbind;
		struct smpp_message message; /* submit, deliver, data */
		struct smpp_message_resp message_resp;
		struct smpp_multi multi;
		struct smpp_multi_resp multi_resp;
		struct smpp_query query; /* query_broadcast_sm too */
		struct smpp_query_resp query_resp;
		struct smpp_cancel cancel;
		struct smpp_replace replace;
		struct smpp_alert alert;
		struct smpp_broadcast broadcast;
		struct smpp_cancel_broadcast cancel_broadcast;
	} body;
	size_t tlv_count;
	struct smpp_tlv tlv[SMPP_TLVS_MAX]; /* the first tlv_count are set */
};

static inline bool smpp_is_answer(uint32_t id)
{
	return (id & SMPP_ANSWER) != 0;
}

/* A PDU without body or TLVs to fill in; cheaper than zeroing the struct. */
void smpp_pdu_init(struct smpp_pdu *p, uint32_t id, uint32_t sequence);

/* Read one whole PDU of `len` bytes.
 * Negative: the request is to be refused with out->problem.status. RC_BAD:
 * malformed; RC_UNSUPPORTED: the command is not known. id, status and
 * sequence are set if there are 16 bytes, else 0.
 * Answers that are known never fail: what is damaged is left empty, `odd` and
 * `problem` say so. */
ESMED_MUST_CHECK int smpp_decode(const void *bytes, size_t len,
    struct smpp_pdu *out);

/* Write a PDU; *len is its length. `odd` and `problem` are not looked at. An
 * error answer whose body is empty, and which has no TLV, is written without
 * body unless `with_body` is set. RC_SHORT: more room is needed; RC_TOO_LONG: a
 * field, text, list or TLV is longer than its maximum; RC_BAD: a time, list,
 * TLV or pair of texts is not legal; RC_UNSUPPORTED: no such command. */
ESMED_MUST_CHECK int smpp_encode(const struct smpp_pdu *p, uint8_t *to,
    size_t room, size_t *len);

/* "submit_sm", "submit_sm_resp", "generic_nack"; NULL if not known. */
const char *smpp_command_name(uint32_t id);

/* The id of a name. RC_NOT_FOUND. */
ESMED_MUST_CHECK int smpp_command_parse(const char *name, uint32_t *id);

/* The first TLV with the tag, or NULL. */
const struct smpp_tlv *smpp_pdu_tlv(const struct smpp_pdu *p, uint16_t tag);

/* Append a TLV; the value is borrowed. RC_FULL: there are 64. */
ESMED_MUST_CHECK int smpp_pdu_add(struct smpp_pdu *p, uint16_t tag,
    const void *value, uint16_t len);

#endif
