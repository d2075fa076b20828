// SPDX-License-Identifier: BSD-2-Clause
//
// A message centre made with node-smpp: prints its port, takes what comes,
// and reports each message as delivered once it was answered. What it took is
// printed, a JSON object a line. Ends with its stdin.
'use strict';
const smpp = require('smpp');

let taken = 0;

function say(what) {
	process.stdout.write(JSON.stringify(what) + '\n');
}

function sendReceipt(session, pdu, id) {
	const text = `id:${id} sub:001 dlvrd:001 submit date:2601010000 ` +
	    'done date:2601010000 stat:DELIVRD err:000 text:';

	session.deliver_sm({
		source_addr: pdu.destination_addr,
		destination_addr: pdu.source_addr,
		esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
		short_message: text,
		receipted_message_id: id,
		message_state: smpp.MESSAGE_STATE.DELIVERED,
	}, (answer) => say({ acked: id, status: answer.command_status }));
}

const server = smpp.createServer((session) => {
	session.on('bind_transceiver', (pdu) => {
		say({ bind: pdu.system_id });
		session.send(pdu.response({ system_id: 'node' }));
	});
	session.on('submit_sm', (pdu) => {
		const id = `node-${++taken}`;

		say({ id, to: pdu.destination_addr, from: pdu.source_addr,
			coding: pdu.data_coding, text: pdu.short_message.message });
		session.send(pdu.response({ message_id: id }));
		setTimeout(sendReceipt, 20, session, pdu, id);
	});
	session.on('enquire_link', (pdu) => session.send(pdu.response()));
	session.on('unbind', (pdu) => {
		session.send(pdu.response());
		session.close();
	});
	session.on('error', (e) => say({ error: e.message }));
});

server.listen(0, '127.0.0.1', () => say({ port: server.address().port }));
process.stdin.on('end', () => process.exit(0)).resume();
