// SPDX-License-Identifier: BSD-2-Clause
//
// PDUs by node-smpp, lines "NAME HEX": every command it knows with all fields
// filled, with none, as a refusal, and every TLV it knows.
'use strict';
const { PDU } = require('smpp');
const { commands, tlvs } = require('smpp/lib/defs');

const VALUES = {
	system_id: 'esmed-test', password: 'secret08', system_type: 'VMS',
	interface_version: 0x34, addr_ton: 1, addr_npi: 1,
	address_range: '^4917[0-9]*$',
	service_type: 'CMT',
	source_addr_ton: 5, source_addr_npi: 0, source_addr: 'ACME',
	dest_addr_ton: 1, dest_addr_npi: 1, destination_addr: '49170555010',
	esme_addr_ton: 2, esme_addr_npi: 8, esme_addr: '555010',
	esm_class: 3, protocol_id: 0x41, priority_flag: 2,
	schedule_delivery_time: '261231235959900-',
	validity_period: '000002000000000R', final_date: '260302152000000+',
	registered_delivery: 0x11, replace_if_present_flag: 1, data_coding: 4,
	sm_default_msg_id: 9, message_id: 'a4f0-0001', message_state: 2,
	error_code: 7, short_message: Buffer.from('00ff7e01c0', 'hex'),
	dest_address: [
		{ dest_addr_ton: 1, dest_addr_npi: 1,
			destination_addr: '49170555010' },
		{ dl_name: 'staff' },
		{ dest_addr_ton: 2, dest_addr_npi: 8, destination_addr: '555' },
	],
	unsuccess_sme: [
		{ dest_addr_ton: 1, dest_addr_npi: 1,
			destination_addr: '49170555010', error_status_code: 11 },
		{ dest_addr_ton: 2, dest_addr_npi: 8, destination_addr: '555',
			error_status_code: 0x58 },
	],
};

const bytes = (...b) => Buffer.from(b);

// What a number of the TLV's width cannot be.
const TLV_VALUES = {
	additional_status_info_text: 'out of order',
	receipted_message_id: 'a4f0-0001',
	source_subaddress: bytes(0x80, 0x34, 0x39), dest_subaddress: bytes(0xa0, 1),
	callback_num_pres_ind: [0x0c, 0x05],
	callback_num_atag: [bytes(0, 0x41, 0x42)],
	callback_num: [bytes(1, 1, 1, 0x34, 0x39), bytes(1, 1, 1, 0x35, 0x30)],
	network_error_code: bytes(3, 0, 0x45),
	message_payload: Buffer.alloc(300, 'payload '),
	broadcast_content_type: bytes(1, 0, 0x10),
	broadcast_content_type_info: 'info',
	broadcast_frequency_interval: bytes(0x08, 0, 60),
	broadcast_area_identifier: [Buffer.from('\0Berlin'), bytes(1, 2, 3)],
	broadcast_error_status: [0x10, 0x110],
	broadcast_end_time: '260302152000000+\0',
	broadcast_service_group: 'group', billing_identification: bytes(0, 7, 8),
	source_network_id: '1262001', dest_network_id: '1262002',
	source_node_id: '000123', dest_node_id: '000456',
	dest_addr_np_information: '0123456789',
	ms_validity: bytes(3), its_session_info: bytes(9, 2),
};

const TLVS_OF = {
	bind_transceiver_resp: ['sc_interface_version', 'congestion_state'],
	submit_sm: ['user_message_reference', 'sar_msg_ref_num',
		'sar_total_segments', 'sar_segment_seqnum', 'source_port',
		'dest_port', 'alert_on_message_delivery', 'ussd_service_op'],
	submit_multi: ['user_message_reference', 'callback_num', 'sms_signal'],
	submit_multi_resp: ['congestion_state', 'additional_status_info_text'],
	deliver_sm: ['receipted_message_id', 'message_state',
		'network_error_code'],
	data_sm_resp: ['delivery_failure_reason', 'dpf_result'],
	alert_notification: ['ms_availability_status'],
	broadcast_sm: ['broadcast_area_identifier', 'broadcast_content_type',
		'broadcast_frequency_interval', 'broadcast_service_group',
		'message_payload'],
	broadcast_sm_resp: ['broadcast_error_status',
		'broadcast_area_identifier'],
	query_broadcast_sm: ['user_message_reference'],
	query_broadcast_sm_resp: ['message_state', 'broadcast_area_identifier',
		'broadcast_area_success', 'broadcast_end_time',
		'user_message_reference'],
	cancel_broadcast_sm: ['broadcast_content_type', 'user_message_reference'],
};

function valueOf(tlv) {
	return tlv in TLV_VALUES ? TLV_VALUES[tlv] : tlvs[tlv].id & 0x7f;
}

function print(name, command, fields) {
	const pdu = new PDU(command, fields);

	console.log(`node_${name} ${pdu.toBuffer().toString('hex')}`);
}

let sequence = 1;

function filled(command, values) {
	const fields = { sequence_number: sequence++ };

	for (const name of Object.keys(commands[command].params || {}))
		if (name in values)
			fields[name] = values[name];
	return fields;
}

for (const command of Object.keys(commands)) {
	const params = commands[command].params;
	const few = command === 'submit_multi' ?
		{ dest_address: [{ dl_name: '' }] } : {};

	print(command, command, filled(command, VALUES));
	if (params)
		print(`${command}_bare`, command, filled(command, few));
	if (command.endsWith('_resp') || command === 'generic_nack')
		print(`${command}_refusal`, command,
		    { sequence_number: 0x7fffffff, command_status: 0x58 });
	if (command in TLVS_OF) {
		const fields = filled(command, VALUES);

		for (const tlv of TLVS_OF[command])
			fields[tlv] = valueOf(tlv);
		if ('message_payload' in fields)
			delete fields.short_message;
		print(`${command}_tlvs`, command, fields);
	}
}

// It gives this one two bytes; SMPP 3.4, 5.3.2.8 has one.
const WRONG = { source_telematics_id: '~' };

// Two names are the same TLV twice.
for (const tlv of Object.keys(tlvs))
	if (tlvs[tlv].tag === tlv)
		print(`tlv_${tlv}${WRONG[tlv] || ''}`, 'data_sm',
		    { ...filled('data_sm', VALUES), [tlv]: valueOf(tlv) });
print('tlv_without_its_nul~', 'query_broadcast_sm_resp',
    { message_id: '7', broadcast_end_time: '260302152000000+' });
