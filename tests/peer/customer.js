// SPDX-License-Identifier: BSD-2-Clause
//
// A customer with the official Twilio SDK. Only its base URL is not Twilio's.
//
// usage: node customer.js URL SID TOKEN WHERE
//
// Prints a PASS or FAIL line for each thing that a customer does; WHERE says
// in their names which message centre is behind the gateway.
'use strict';
const assert = require('assert');
const twilio = require('twilio');

const [url, sid, token, where] = process.argv.slice(2);
const client = twilio(sid, token);
client.api.baseUrl = url;

const BODY = 'Grüße from the SDK: 10 € [ok]';
const WAIT_MS = 10000;

let made;

async function creates() {
	made = await client.messages.create({
		to: '+19175550003', from: '+12125550100', body: BODY,
	});
	assert.match(made.sid, /^SM[0-9a-f]{32}$/);
	assert.strictEqual(made.body, BODY);
	assert.strictEqual(made.to, '+19175550003');
	assert.strictEqual(made.from, '+12125550100');
	assert.strictEqual(made.direction, 'outbound-api');
	assert.strictEqual(made.accountSid, sid);
	assert.ok(made.dateCreated instanceof Date && !isNaN(made.dateCreated));
	assert.ok(['accepted', 'queued', 'sending', 'sent'].includes(made.status),
	    made.status);
}

async function delivered(sid) {
	const end = Date.now() + WAIT_MS;
	let found;

	do {
		found = await client.messages(sid).fetch();
		if (found.status !== 'delivered')
			await new Promise((r) => setTimeout(r, 50));
	} while (found.status !== 'delivered' && Date.now() < end);
	return found;
}

async function fetchesDelivered() {
	const found = await delivered(made.sid);

	assert.strictEqual(found.status, 'delivered');
	assert.strictEqual(found.errorCode, null);
	assert.strictEqual(found.numSegments, '1');
	assert.ok(found.dateSent instanceof Date && !isNaN(found.dateSent));
}

async function lists() {
	const second = await client.messages.create({
		to: '+19175550004', from: '+12125550100', body: 'second',
	});
	await delivered(second.sid);
	const all = await client.messages.list({ pageSize: 1, limit: 10 });
	const some = await client.messages.list({ to: '+19175550003' });

	assert.deepStrictEqual(all.map((m) => m.to),
	    ['+19175550004', '+19175550003']);
	assert.deepStrictEqual(some.map((m) => m.sid), [made.sid]);
}

async function isToldOfABadNumber() {
	await assert.rejects(
	    client.messages.create({
		    to: '+1', from: '+12125550100', body: 'x',
	    }),
	    (e) => {
		    assert.strictEqual(e.constructor.name, 'RestException');
		    assert.strictEqual(e.status, 400);
		    assert.strictEqual(e.code, 21211);
		    assert.match(e.moreInfo, /21211/);
		    return true;
	    });
}

async function isToldOfAnUnknownMessage() {
	await assert.rejects(
	    client.messages('SM' + '0'.repeat(32)).fetch(),
	    (e) => e.status === 404 && e.code === 20404);
}

async function isRefusedWithAWrongToken() {
	const other = twilio(sid, 'f'.repeat(32));

	other.api.baseUrl = url;
	await assert.rejects(other.messages.list({ limit: 1 }),
	    (e) => e.status === 401 && e.code === 20003);
}

async function main() {
	const steps = {
		creates_a_message: creates,
		fetches_it_as_delivered: fetchesDelivered,
		lists_its_messages: lists,
		is_told_of_a_bad_number: isToldOfABadNumber,
		is_told_of_an_unknown_message: isToldOfAnUnknownMessage,
		is_refused_with_a_wrong_token: isRefusedWithAWrongToken,
	};

	for (const [name, step] of Object.entries(steps)) {
		try {
			await step();
			console.log(`PASS the_twilio_sdk_${name}_${where}`);
		} catch (e) {
			console.log(`FAIL the_twilio_sdk_${name}_${where}`);
			console.log(e);
			process.exitCode = 1;
		}
	}
}

main();
