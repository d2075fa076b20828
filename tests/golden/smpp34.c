/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PDUs by libsmpp34, lines "NAME HEX": every command it knows with all fields
 * filled, and with none but the TLVs and lists that it allows.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libsmpp34/smpp34.h>
#include <libsmpp34/smpp34_structs.h>
/* needs the structs */
#include <libsmpp34/smpp34_params.h>

#define SET(to, text) memcpy((to), (text), sizeof(text))

static int failed;

static void print(const char *name, void *pdu)
{
	uint8_t bytes[8192];
	int len = 0;

	memset(bytes, 0, sizeof(bytes));
	if (smpp34_pack2(bytes, sizeof(bytes), &len, pdu) != 0) {
		fprintf(stderr, "%s: %s\n", name, smpp34_strerror);
		failed = 1;
		return;
	}
	printf("smpp34_%s ", name);
	for (int i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
}

static void add_u8(tlv_t **list, uint16_t tag, uint8_t value)
{
	tlv_t t = { .tag = tag, .length = 1, .value.val08 = value };

	build_tlv(list, &t);
}

static void add_u16(tlv_t **list, uint16_t tag, uint16_t value)
{
	tlv_t t = { .tag = tag, .length = 2, .value.val16 = value };

	build_tlv(list, &t);
}

static void add_octets(tlv_t **list, uint16_t tag, const char *octets,
    size_t len)
{
	tlv_t t = { .tag = tag, .length = (uint16_t)len };

	memcpy(t.value.octet, octets, len);
	build_tlv(list, &t);
}

#define HEADER(id, sequence) .command_id = (id), .sequence_number = (sequence)

#define SOURCE .source_addr_ton = 5, .source_addr_npi = 0, .source_addr = "ACME"
#define DESTINATION                             \
	.dest_addr_ton = 1, .dest_addr_npi = 1, \
	.destination_addr = "49170555010"
#define TIMES                                         \
	.schedule_delivery_time = "261231235959900-", \
	.validity_period = "000002000000000R"
#define BIND                                                            \
	.system_id = "esmed-test", .password = "secret08",              \
	.system_type = "VMS", .interface_version = 0x34, .addr_ton = 1, \
	.addr_npi = 1, .address_range = "^4917[0-9]*$"
#define MESSAGE                                                             \
	.service_type = "CMT", SOURCE, .esm_class = 3, .protocol_id = 0x41, \
	.priority_flag = 2, .registered_delivery = 0x11,                    \
	.replace_if_present_flag = 1, .data_coding = 4,                     \
	.sm_default_msg_id = 9, .sm_length = 5,                             \
	.short_message = "\0\377~\1\300"

static void print_binds(void)
{
	bind_transceiver_t trx = { HEADER(BIND_TRANSCEIVER, 1), BIND };
	bind_transmitter_t tx = { HEADER(BIND_TRANSMITTER, 2), BIND };
	bind_receiver_t rx = { HEADER(BIND_RECEIVER, 3), BIND };
	bind_transceiver_resp_t trx_resp = { HEADER(BIND_TRANSCEIVER_RESP, 1),
		.system_id = "SMSC" };
	bind_transmitter_resp_t tx_resp = { HEADER(BIND_TRANSMITTER_RESP, 2),
		.system_id = "SMSC" };
	bind_receiver_resp_t rx_resp = { HEADER(BIND_RECEIVER_RESP, 3),
		.command_status = 0x0D };
	outbind_t out = { HEADER(OUTBIND, 4), .system_id = "esmed-test",
		.password = "secret08" };

	print("bind_transceiver", &trx);
	print("bind_transmitter", &tx);
	print("bind_receiver", &rx);
	print("bind_transceiver_resp_bare", &trx_resp);
	add_u8(&trx_resp.tlv, TLVID_sc_interface_version, 0x34);
	print("bind_transceiver_resp", &trx_resp);
	print("bind_transmitter_resp", &tx_resp);
	print("bind_receiver_resp_refusal", &rx_resp);
	print("outbind", &out);
	destroy_tlv(trx_resp.tlv);
}

static void print_messages(void)
{
	submit_sm_t submit = { HEADER(SUBMIT_SM, 10), MESSAGE, DESTINATION,
		TIMES };
	submit_sm_t bare = { HEADER(SUBMIT_SM, 11) };
	deliver_sm_t deliver = { HEADER(DELIVER_SM, 12), MESSAGE, DESTINATION };
	data_sm_t data = { HEADER(DATA_SM, 13), .service_type = "CMT", SOURCE,
		DESTINATION, .esm_class = 1, .registered_delivery = 1,
		.data_coding = 8 };

	print("submit_sm", &submit);
	print("submit_sm_bare", &bare);
	add_u16(&submit.tlv, TLVID_user_message_reference, 0x0102);
	add_u8(&submit.tlv, TLVID_sar_total_segments, 2);
	add_octets(&submit.tlv, TLVID_callback_num,
	    "\1\1\1"
	    "49",
	    5);
	add_octets(&submit.tlv, TLVID_dest_subaddress, "\240\1", 2);
	print("submit_sm_tlvs", &submit);
	print("deliver_sm", &deliver);
	add_octets(&deliver.tlv, TLVID_receipted_message_id, "a4f0-0001", 10);
	add_u8(&deliver.tlv, TLVID_message_state, 2);
	add_octets(&deliver.tlv, TLVID_network_error_code, "\3\0\105", 3);
	print("deliver_sm_tlvs", &deliver);
	add_octets(&data.tlv, TLVID_message_payload, "\4\37\4\100", 4);
	add_u16(&data.tlv, TLVID_source_port, 5555);
	print("data_sm", &data);
	destroy_tlv(submit.tlv);
	destroy_tlv(deliver.tlv);
	destroy_tlv(data.tlv);
}

static void print_multi(void)
{
	submit_multi_t multi = { HEADER(SUBMIT_MULTI, 20), MESSAGE, TIMES,
		.number_of_dests = 2 };
	dad_t phone = { .dest_flag = DFID_SME_Address,
		.value.sme = { 1, 1, "49170555010" } };
	dad_t staff = { .dest_flag = DFID_Distribution_List_Name,
		.value.dl_name = "staff" };
	submit_multi_resp_t resp = { HEADER(SUBMIT_MULTI_RESP, 20),
		.message_id = "a4f0-0001" };
	udad_t first = { .dest_addr_ton = 1,
		.dest_addr_npi = 1,
		.destination_addr = "49170555010",
		.error_status_code = 11 };
	udad_t second = { .dest_addr_ton = 2,
		.dest_addr_npi = 8,
		.destination_addr = "555",
		.error_status_code = 0x58 };

	build_dad(&multi.dest_addr_def, &phone);
	build_dad(&multi.dest_addr_def, &staff);
	print("submit_multi", &multi);
	add_u16(&multi.tlv, TLVID_user_message_reference, 0x0102);
	print("submit_multi_tlvs", &multi);
	print("submit_multi_resp_bare", &resp);
	build_udad(&resp.unsuccess_smes, &first);
	build_udad(&resp.unsuccess_smes, &second);
	resp.no_unsuccess = 2;
	print("submit_multi_resp", &resp);
	destroy_dad(multi.dest_addr_def);
	destroy_tlv(multi.tlv);
	destroy_udad(resp.unsuccess_smes);
}

static void print_particulars(void)
{
	query_sm_t query = { HEADER(QUERY_SM, 30), .message_id = "a4f0-0001",
		SOURCE };
	cancel_sm_t cancel = { HEADER(CANCEL_SM, 31), .service_type = "CMT",
		.message_id = "a4f0-0001", SOURCE, DESTINATION };
	replace_sm_t replace = { HEADER(REPLACE_SM, 32),
		.message_id = "a4f0-0001", SOURCE, TIMES,
		.registered_delivery = 1, .sm_default_msg_id = 9,
		.sm_length = 12, .short_message = "another text" };
	alert_notification_t alert = { HEADER(ALERT_NOTIFICATION, 33), SOURCE,
		.esme_addr_ton = 2, .esme_addr_npi = 8, .esme_addr = "555010" };

	print("query_sm", &query);
	print("cancel_sm", &cancel);
	print("replace_sm", &replace);
	print("alert_notification_bare", &alert);
	add_u8(&alert.tlv, TLVID_ms_availability_status, 1);
	print("alert_notification", &alert);
	destroy_tlv(alert.tlv);
}

static void print_answers(void)
{
	submit_sm_resp_t submit = { HEADER(SUBMIT_SM_RESP, 10),
		.message_id = "a4f0-0001" };
	submit_sm_resp_t refusal = { HEADER(SUBMIT_SM_RESP, 11),
		.command_status = 0x58 };
	deliver_sm_resp_t deliver = { HEADER(DELIVER_SM_RESP, 12) };
	data_sm_resp_t data = { HEADER(DATA_SM_RESP, 13),
		.message_id = "a4f0-0001" };
	query_sm_resp_t query = { HEADER(QUERY_SM_RESP, 30),
		.message_id = "a4f0-0001", .final_date = "260302152000000+",
		.message_state = 2, .error_code = 7 };

	print("submit_sm_resp", &submit);
	print("submit_sm_resp_refusal", &refusal);
	print("deliver_sm_resp", &deliver);
	print("data_sm_resp", &data);
	print("query_sm_resp", &query);
}

static void print_headers(void)
{
	static const struct {
		const char *name;
		uint32_t id, status;
	} rows[] = {
		{ "unbind", UNBIND, 0 },
		{ "unbind_resp", UNBIND_RESP, 0 },
		{ "enquire_link", ENQUIRE_LINK, 0 },
		{ "enquire_link_resp", ENQUIRE_LINK_RESP, 0 },
		{ "cancel_sm_resp", CANCEL_SM_RESP, 0x11 },
		{ "replace_sm_resp", REPLACE_SM_RESP, 0x13 },
		{ "generic_nack", GENERIC_NACK, 3 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unbind_t header = { .command_id = rows[i].id,
			.command_status = rows[i].status,
			.sequence_number = 40 + (uint32_t)i };

		print(rows[i].name, &header);
	}
}

int main(void)
{
	print_binds();
	print_messages();
	print_multi();
	print_particulars();
	print_answers();
	print_headers();
	return failed;
}
