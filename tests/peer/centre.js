// SPDX-License-Identifier: BSD-2-Clause
//
// A message centre made with node-smpp.
//
// usage: node centre.js [PORT]
//
// Prints its port, takes what comes, and reports each message as delivered
// once it was answered. What it saw is printed, a JSON object a line. Lines on
// stdin give it orders, each of which is printed when it is carried out:
//
//   {"do":"next", ...}  what becomes of the next submit_sm: its "status", of
//                       its receipt "stat", "err" and "form": text, tlv, both
//   {"do":"mo", "from", "to", "text"}   a text from a handset
//   {"do":"enquire"}    enquire_link on each connection
//   {"do":"unbind"}     unbind on each connection, which is then closed
//
// It ends when stdin does.
'use strict';
const readline = require('readline');
const smpp = require('smpp');

const NORMAL = { status: 0, stat: 'DELIVRD', err: '000', form: 'both' };
const STATES = { DELIVRD: smpp.MESSAGE_STATE.DELIVERED,
	UNDELIV: smpp.MESSAGE_STATE.UNDELIVERABLE };

const sessions = new Map(); // and how each is bound
const plans = [];
let taken = 0;

function say(what) {
	process.stdout.write(JSON.stringify(what) + '\n');
}

function receiver() {
	for (const [session, kind] of sessions)
		if (kind !== 'transmitter')
			return session;
	throw new Error('nobody receives');
}

function sendReceipt(pdu, id, plan) {
	const receipt = {
		source_addr: pdu.destination_addr,
		destination_addr: pdu.source_addr,
		esm_class: smpp.ESM_CLASS.MC_DELIVERY_RECEIPT,
	};

	if (plan.form !== 'tlv')
		receipt.short_message = `id:${id} sub:001 dlvrd:001 ` +
		    'submit date:2601010000 done date:2601010000 ' +
		    `stat:${plan.stat} err:${plan.err} text:`;
	if (plan.form !== 'text') {
		receipt.receipted_message_id = id;
		receipt.message_state = STATES[plan.stat];
	}
	receiver().deliver_sm(receipt,
	    (answer) => say({ acked: id, status: answer.command_status }));
}

function take(session, pdu) {
	const plan = { ...NORMAL, ...plans.shift() };
	const id = plan.status === 0 ? `node-${++taken}` : '';
	const udh = pdu.short_message.udh;

	say({ id, status: plan.status, to: pdu.destination_addr,
		from: pdu.source_addr, coding: pdu.data_coding,
		registered: pdu.registered_delivery,
		udh: udh ? Buffer.concat([].concat(udh)).toString('hex') : '',
		text: pdu.short_message.message });
	session.send(pdu.response({ message_id: id,
		command_status: plan.status }));
	if (plan.status === 0)
		setTimeout(sendReceipt, 20, pdu, id, plan);
}

function serve(session) {
	for (const kind of ['transmitter', 'receiver', 'transceiver'])
		session.on(`bind_${kind}`, (pdu) => {
			sessions.set(session, kind);
			session.send(pdu.response({ system_id: 'node' }));
			say({ bind: kind, system_id: pdu.system_id,
				password: pdu.password,
				version: pdu.interface_version });
		});
	session.on('submit_sm', (pdu) => take(session, pdu));
	session.on('enquire_link', (pdu) => {
		session.send(pdu.response());
		say({ asked: sessions.get(session) });
	});
	session.on('unbind', (pdu) => {
		say({ left: sessions.get(session) });
		session.send(pdu.response());
		session.close();
	});
	session.on('close', () => sessions.delete(session));
	session.on('error', (e) => say({ error: e.message }));
}

const orders = {
	next: (plan) => plans.push(plan),
	mo: (order) => receiver().deliver_sm({
		source_addr: order.from,
		destination_addr: order.to,
		short_message: order.text,
	}, (answer) => say({ acked: 'mo', status: answer.command_status })),
	enquire: () => {
		for (const session of sessions.keys())
			session.enquire_link((answer) =>
			    say({ alive: answer.command_status }));
	},
	unbind: () => {
		for (const session of sessions.keys())
			session.unbind((answer) => {
				say({ unbound: answer.command_status });
				session.close();
			});
	},
};

const server = smpp.createServer(serve);

server.listen(Number(process.argv[2] || 0), '127.0.0.1',
    () => say({ port: server.address().port }));
readline.createInterface({ input: process.stdin }).on('line', (line) => {
	const { do: what, ...rest } = JSON.parse(line);

	orders[what](rest);
	say({ done: what });
}).on('close', () => process.exit(0));
