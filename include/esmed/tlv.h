/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tlv - the optional parameters of SMPP by number and by name.
 */
#ifndef ESMED_TLV_H
#define ESMED_TLV_H

#include <stddef.h>
#include <stdint.h>

#include <esmed/pdu.h>
#include <esmed/result.h>

/* SMPP 3.4, 5.3.2 and 5.0, 4.8.4. */
enum smpp_tlv_tag {
	SMPP_TLV_DEST_ADDR_SUBUNIT = 0x0005,
	SMPP_TLV_DEST_NETWORK_TYPE = 0x0006,
	SMPP_TLV_DEST_BEARER_TYPE = 0x0007,
	SMPP_TLV_DEST_TELEMATICS_ID = 0x0008,
	SMPP_TLV_SOURCE_ADDR_SUBUNIT = 0x000D,
	SMPP_TLV_SOURCE_NETWORK_TYPE = 0x000E,
	SMPP_TLV_SOURCE_BEARER_TYPE = 0x000F,
	SMPP_TLV_SOURCE_TELEMATICS_ID = 0x0010,
	SMPP_TLV_QOS_TIME_TO_LIVE = 0x0017,
	SMPP_TLV_PAYLOAD_TYPE = 0x0019,
	SMPP_TLV_ADDITIONAL_STATUS_INFO_TEXT = 0x001D,
	SMPP_TLV_RECEIPTED_MESSAGE_ID = 0x001E,
	SMPP_TLV_MS_MSG_WAIT_FACILITIES = 0x0030,
	SMPP_TLV_PRIVACY_INDICATOR = 0x0201,
	SMPP_TLV_SOURCE_SUBADDRESS = 0x0202,
	SMPP_TLV_DEST_SUBADDRESS = 0x0203,
	SMPP_TLV_USER_MESSAGE_REFERENCE = 0x0204,
	SMPP_TLV_USER_RESPONSE_CODE = 0x0205,
	SMPP_TLV_SOURCE_PORT = 0x020A,
	SMPP_TLV_DESTINATION_PORT = 0x020B,
	SMPP_TLV_SAR_MSG_REF_NUM = 0x020C,
	SMPP_TLV_LANGUAGE_INDICATOR = 0x020D,
	SMPP_TLV_SAR_TOTAL_SEGMENTS = 0x020E,
	SMPP_TLV_SAR_SEGMENT_SEQNUM = 0x020F,
	SMPP_TLV_SC_INTERFACE_VERSION = 0x0210,
	SMPP_TLV_CALLBACK_NUM_PRES_IND = 0x0302,
	SMPP_TLV_CALLBACK_NUM_ATAG = 0x0303,
	SMPP_TLV_NUMBER_OF_MESSAGES = 0x0304,
	SMPP_TLV_CALLBACK_NUM = 0x0381,
	SMPP_TLV_DPF_RESULT = 0x0420,
	SMPP_TLV_SET_DPF = 0x0421,
	SMPP_TLV_MS_AVAILABILITY_STATUS = 0x0422,
	SMPP_TLV_NETWORK_ERROR_CODE = 0x0423,
	SMPP_TLV_MESSAGE_PAYLOAD = 0x0424,
	SMPP_TLV_DELIVERY_FAILURE_REASON = 0x0425,
	SMPP_TLV_MORE_MESSAGES_TO_SEND = 0x0426,
	SMPP_TLV_MESSAGE_STATE = 0x0427,
	SMPP_TLV_CONGESTION_STATE = 0x0428,
	SMPP_TLV_USSD_SERVICE_OP = 0x0501,
	SMPP_TLV_BROADCAST_CHANNEL_INDICATOR = 0x0600,
	SMPP_TLV_BROADCAST_CONTENT_TYPE = 0x0601,
	SMPP_TLV_BROADCAST_CONTENT_TYPE_INFO = 0x0602,
	SMPP_TLV_BROADCAST_MESSAGE_CLASS = 0x0603,
	SMPP_TLV_BROADCAST_REP_NUM = 0x0604,
	SMPP_TLV_BROADCAST_FREQUENCY_INTERVAL = 0x0605,
	SMPP_TLV_BROADCAST_AREA_IDENTIFIER = 0x0606,
	SMPP_TLV_BROADCAST_ERROR_STATUS = 0x0607,
	SMPP_TLV_BROADCAST_AREA_SUCCESS = 0x0608,
	SMPP_TLV_BROADCAST_END_TIME = 0x0609,
	SMPP_TLV_BROADCAST_SERVICE_GROUP = 0x060A,
	SMPP_TLV_BILLING_IDENTIFICATION = 0x060B,
	SMPP_TLV_SOURCE_NETWORK_ID = 0x060D,
	SMPP_TLV_DEST_NETWORK_ID = 0x060E,
	SMPP_TLV_SOURCE_NODE_ID = 0x060F,
	SMPP_TLV_DEST_NODE_ID = 0x0610,
	SMPP_TLV_DEST_ADDR_NP_RESOLUTION = 0x0611,
	SMPP_TLV_DEST_ADDR_NP_INFORMATION = 0x0612,
	SMPP_TLV_DEST_ADDR_NP_COUNTRY = 0x0613,
	SMPP_TLV_DISPLAY_TIME = 0x1201,
	SMPP_TLV_SMS_SIGNAL = 0x1203,
	SMPP_TLV_MS_VALIDITY = 0x1204,
	SMPP_TLV_ALERT_ON_MESSAGE_DELIVERY = 0x130C,
	SMPP_TLV_ITS_REPLY_TYPE = 0x1380,
	SMPP_TLV_ITS_SESSION_INFO = 0x1383,
};

enum smpp_tlv_type {
	SMPP_TLV_U8,
	SMPP_TLV_U16,
	SMPP_TLV_U32,
	SMPP_TLV_CSTR,  /* ends with a NUL; many peers forget it */
	SMPP_TLV_OCTETS /* also for a tag that is not in the table */
};

/* A row of the table. */
struct smpp_tlv_info {
	uint16_t tag;
	uint16_t min, max; /* length of the value in bytes */
	enum smpp_tlv_type type;
	const char *name;
};

/* The row of a tag, or NULL. */
const struct smpp_tlv_info *smpp_tlv_info(uint16_t tag);

/* The row of a name, "message_payload", or NULL. */
const struct smpp_tlv_info *smpp_tlv_named(const char *name);

/* A value of 1 to 4 bytes as a number. RC_BAD: another length. */
ESMED_MUST_CHECK int smpp_tlv_number(const struct smpp_tlv *t, uint32_t *value);

/* A value as a C string, cut at its first NUL or its end.
 * RC_TOO_LONG: more than room - 1 bytes; `to` is then empty. */
ESMED_MUST_CHECK int smpp_tlv_text(const struct smpp_tlv *t, char *to,
    size_t room);

/* Append a number of the width the table gives its tag. The bytes go into
 * `keep`, which must live as long as the PDU.
 * RC_FULL: there are 64; RC_BAD: the tag is no number or the value too big. */
ESMED_MUST_CHECK int smpp_pdu_add_number(struct smpp_pdu *p, uint16_t tag,
    uint32_t value, uint8_t keep[4]);

#endif
