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
client.messaging.baseUrl = url;

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

async function filtersByDayAndSender() {
	const day = 24 * 3600 * 1000;
	const around = {
		from: '+12125550100',
		dateSentAfter: new Date(Date.now() - day),
		dateSentBefore: new Date(Date.now() + day),
	};
	const found = await client.messages.list({ ...around, pageSize: 1 });
	const none = await client.messages.list({
		...around, dateSentBefore: new Date(Date.now() - day),
	});

	assert.strictEqual(found.length, 2);
	assert.strictEqual(none.length, 0);
}

async function removesATextAndAMessage() {
	const empty = await client.messages(made.sid).update({ body: '' });

	assert.strictEqual(empty.body, '');
	assert.strictEqual(empty.status, 'delivered');
	const said = await client.messages(made.sid).feedback.create({
		outcome: 'confirmed',
	});
	assert.strictEqual(said.outcome, 'confirmed');
	assert.strictEqual(await client.messages(made.sid).remove(), true);
	await assert.rejects(client.messages(made.sid).fetch(),
	    (e) => e.status === 404 && e.code === 20404);
}

async function schedulesByAService() {
	const service = await client.messaging.v1.services.create({
		friendlyName: 'shop',
	});
	const senders = client.messaging.v1.services(service.sid).alphaSenders;

	assert.strictEqual(service.friendlyName, 'shop');
	assert.ok(service.dateCreated instanceof Date);
	await senders.create({ alphaSender: 'shop' });
	assert.deepStrictEqual((await senders.list()).map((s) => s.alphaSender),
	    ['shop']);
	const later = await client.messages.create({
		to: '+447700900123', messagingServiceSid: service.sid,
		body: 'later', scheduleType: 'fixed',
		sendAt: new Date(Date.now() + 3600 * 1000),
	});
	assert.strictEqual(later.status, 'scheduled');
	assert.strictEqual(later.messagingServiceSid, service.sid);
	const ended = await client.messages(later.sid).update({
		status: 'canceled',
	});
	assert.strictEqual(ended.status, 'canceled');
	await assert.rejects(
	    client.messages(later.sid).update({ status: 'canceled' }),
	    (e) => e.status === 409 && e.code === 30409);
	await client.messaging.v1.services(service.sid).remove();
	assert.deepStrictEqual(await client.messaging.v1.services.list(), []);
}

async function readsItsAccount() {
	const account = await client.api.v2010.accounts(sid).fetch();
	const balance = await client.balance.fetch();
	const usage = await client.usage.records.today.list({
		category: 'sms-outbound',
	});

	assert.strictEqual(account.status, 'active');
	assert.strictEqual(balance.currency, 'USD');
	assert.strictEqual(usage.length, 1);
	assert.ok(Number(usage[0].count) >= 2);
}

async function main() {
	const steps = {
		creates_a_message: creates,
		fetches_it_as_delivered: fetchesDelivered,
		lists_its_messages: lists,
		finds_messages_by_day_and_sender: filtersByDayAndSender,
		removes_a_text_and_a_message: removesATextAndAMessage,
		schedules_and_cancels_by_a_service: schedulesByAService,
		reads_its_account_and_usage: readsItsAccount,
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
