/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * body - the bodies of PDUs as structs, members named as in SMPP 3.4, 4 and
 * 5.0, 4.
 *
 * Borrows:  short_message and lists point to bytes of somebody else.
 */
#ifndef ESMED_BODY_H
#define ESMED_BODY_H

#include <stdint.h>

#define SMPP_TEXT_MAX 254 /* sm_length, SMPP 3.4, 5.2.21 */
#define SMPP_LIST_MAX 254 /* number_of_dests, SMPP 3.4, 5.2.24 */

/* Lengths include the final NUL. */
struct smpp_address {
	uint8_t ton, npi;
	char digits[21];
};

/* Items of a list as their bytes; <esmed/list.h> reads and appends them. */
struct smpp_list {
	uint8_t count;
	uint16_t len; /* in bytes */
	const uint8_t *bytes;
};

struct smpp_bind {
	char system_id[16];
	char password[9];
	char system_type[13];
	uint8_t interface_version;
	uint8_t addr_ton, addr_npi;
	char address_range[41];
};

struct smpp_bind_resp {
	char system_id[16];
};

struct smpp_outbind {
	char system_id[16];
	char password[9];
};

/* submit_sm and deliver_sm; data_sm has a part of the members. */
struct smpp_message {
	char service_type[6];
	struct smpp_address source, destination;
	uint8_t esm_class, protocol_id, priority_flag;
	char schedule_delivery_time[17];
	char validity_period[17];
	uint8_t registered_delivery, replace_if_present_flag;
	uint8_t data_coding, sm_default_msg_id;
	uint8_t sm_length;
	const uint8_t *short_message;
};

/* The answers to submit_sm, deliver_sm, data_sm, broadcast_sm and, its
 * particulars being TLVs, query_broadcast_sm. */
struct smpp_message_resp {
	char message_id[65];
};

/* query_sm and query_broadcast_sm */
struct smpp_query {
	char message_id[65];
	struct smpp_address source;
};

struct smpp_query_resp {
	char message_id[65];
	char final_date[17];
	uint8_t message_state, error_code;
};

struct smpp_cancel {
	char service_type[6];
	char message_id[65];
	struct smpp_address source, destination;
};

/* submit_multi; `destinations` has 1 to 254 of struct smpp_dest */
struct smpp_multi {
	char service_type[6];
	struct smpp_address source;
	struct smpp_list destinations;
	uint8_t esm_class, protocol_id, priority_flag;
	char schedule_delivery_time[17];
	char validity_period[17];
	uint8_t registered_delivery, replace_if_present_flag;
	uint8_t data_coding, sm_default_msg_id;
	uint8_t sm_length;
	const uint8_t *short_message;
};

/* `unsuccess` has 0 to 254 of struct smpp_unsuccess */
struct smpp_multi_resp {
	char message_id[65];
	struct smpp_list unsuccess;
};

struct smpp_replace {
	char message_id[65];
	struct smpp_address source;
	char schedule_delivery_time[17];
	char validity_period[17];
	uint8_t registered_delivery, sm_default_msg_id;
	uint8_t sm_length;
	const uint8_t *short_message;
};

/* An address that may also be one of a data network. */
struct smpp_long_address {
	uint8_t ton, npi;
	char digits[65];
};

/* alert_notification: `source` can be reached again, `esme` wanted to know */
struct smpp_alert {
	struct smpp_long_address source, esme;
};

/* broadcast_sm; area, content type and frequency are TLVs */
struct smpp_broadcast {
	char service_type[6];
	struct smpp_address source;
	char message_id[65];
	uint8_t priority_flag;
	char schedule_delivery_time[17];
	char validity_period[17];
	uint8_t replace_if_present_flag, data_coding, sm_default_msg_id;
};

struct smpp_cancel_broadcast {
	char service_type[6];
	char message_id[65];
	struct smpp_address source;
};

#endif
