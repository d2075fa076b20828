// SPDX-License-Identifier: BSD-2-Clause
//
// A customer's whole program with an official Twilio SDK: what it asks for, and
// the server that it is called back at, which trusts the SDK's own check of
// signatures. The carrier is smscsim, whose handsets write by its control port.
//
// usage: node sdk.js PACKAGE URL SID TOKEN CONTROL-PORT
//
// Prints a PASS or FAIL line for each thing that it does.
'use strict';
const assert = require('assert');
const http = require('http');
const net = require('net');

const [name, url, sid, token, control] = process.argv.slice(2);
const twilio = require(name);
const client = twilio(sid, token);
client.api.baseUrl = url;
client.messaging.baseUrl = url;

const FIRST = '+12125550100';
const SECOND = '+12125550101';
const ALICE = '+19175550001';
const BOB = '+19175550002';	// his phone is off, says smscsim
const CAROL = '+19175550003';
const DAVE = '+19175550004';
const MASKED = '+1917555XXXX';
const WAIT_MS = 10000;
const DAY_MS = 24 * 3600 * 1000;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, look) {
	const end = Date.now() + WAIT_MS;

	for (;;) {
		const found = await look();
		if (found)
			return found;
		assert.ok(Date.now() < end, `no ${what}`);
		await sleep(20);
	}
}

const send = (to, body, more) => client.messages.create({
	to, from: FIRST, body, ...more,
});

const when = (id, status) => until(`${status} message`, async () => {
	const found = await client.messages(id).fetch();
	return found.status === status && found;
});

async function fails(promise, status, code) {
	await assert.rejects(promise, (e) => {
		assert.strictEqual(e.constructor.name, 'RestException');
		assert.deepStrictEqual([e.status, e.code], [status, code]);
		assert.strictEqual(e.moreInfo,
		    `https://www.twilio.com/docs/errors/${code}`);
		return true;
	});
}

// ---- the customer's server -------------------------------------------------

const calls = [];
let answer = '';

function take(request, response, text) {
	const here = `http://127.0.0.1:${server.address().port}${request.url}`;
	const form = Object.fromEntries(new URLSearchParams(text));
	const good = twilio.validateRequest(token,
	    request.headers['x-twilio-signature'], here, form);

	calls.push({ path: request.url, form, good });
	response.setHeader('Content-Type', 'text/xml');
	response.end(request.url.startsWith('/sms') ? answer : '');
}

const server = http.createServer((request, response) => {
	let text = '';

	request.setEncoding('utf8');
	request.on('data', (more) => { text += more; });
	request.on('end', () => take(request, response, text));
});

const hook = (path) =>
	`http://127.0.0.1:${server.address().port}${path}`;

const told = (path, count) => until(`${count} calls of ${path}`, () => {
	const found = calls.filter((c) => c.path === path);
	assert.ok(found.every((c) => c.good), 'a signature is wrong');
	assert.ok(found.length <= count, JSON.stringify(found));
	return found.length === count && found.map((c) => c.form);
});

// ---- the handsets ----------------------------------------------------------

function order(what) {
	return new Promise((done, fail) => {
		const socket = net.connect(Number(control), '127.0.0.1');
		let text = '';

		socket.on('error', fail);
		socket.on('data', (more) => {
			text += more;
			if (text.includes('\n')) {
				socket.destroy();
				done(JSON.parse(text));
			}
		});
		socket.write(JSON.stringify(what) + '\n');
	});
}

async function writes(from, text, to = FIRST) {
	const said = await order({ cmd: 'mo', from, to, text });

	assert.ok(said.ok, JSON.stringify(said));
}

const latest = (to, body) => until(`text to ${to}`, async () => {
	const [found] = await client.messages.list({ to, limit: 1 });
	return found && found.body.includes(body) && found;
});

// ---- what is done ----------------------------------------------------------

async function createsAndFetches() {
	const body = 'Grüße & {10 €} + 1';
	const made = await send(ALICE, body);

	assert.match(made.sid, /^SM[0-9a-f]{32}$/);
	assert.deepStrictEqual([made.body, made.to, made.from, made.direction,
	    made.accountSid, made.errorCode, made.numSegments, made.numMedia,
	    made.priceUnit, made.apiVersion, made.messagingServiceSid],
	    [body, ALICE, FIRST, 'outbound-api', sid, null, '1', '0', 'USD',
	    '2010-04-01', null]);
	assert.strictEqual(made.status, 'queued');
	assert.ok(Math.abs(made.dateCreated - Date.now()) < 60000);
	const found = await when(made.sid, 'delivered');
	assert.ok(found.dateSent instanceof Date && !isNaN(found.dateSent));
	assert.ok(found.dateUpdated >= found.dateCreated);
	assert.strictEqual(found.body, body);
	assert.match(found.uri, new RegExp(`/Messages/${made.sid}.json$`));
	const long = await send(ALICE, 'x'.repeat(161));
	assert.strictEqual((await when(long.sid, 'delivered')).numSegments,
	    '2');
}

async function turnsThreePages() {
	const sent = [];

	for (let n = 0; n < 5; n++) {
		sent.unshift((await send(`+1917555010${n}`, `page ${n}`,
		    { from: SECOND })).sid);
	}
	await when(sent[0], 'delivered');
	const pages = [];
	let page = await client.messages.page({ from: SECOND, pageSize: 2 });
	for (; page; page = await page.nextPage())
		pages.push(page.instances.map((m) => m.sid));
	assert.deepStrictEqual(pages,
	    [sent.slice(0, 2), sent.slice(2, 4), sent.slice(4)]);
	page = await client.messages.page({ from: SECOND, pageSize: 2 });
	page = await (await page.nextPage()).previousPage();
	assert.deepStrictEqual(page.instances.map((m) => m.sid),
	    sent.slice(0, 2));
	const some = await client.messages.list({ from: SECOND, limit: 3,
	    pageSize: 2 });
	assert.deepStrictEqual(some.map((m) => m.sid), sent.slice(0, 3));
	const each = [];
	await new Promise((done) => client.messages.each({ from: SECOND,
	    pageSize: 1, done, callback: (m) => each.push(m.sid) }));
	assert.deepStrictEqual(each, sent);
}

async function filters() {
	const list = async (by) => (await client.messages.list(by)).length;
	const [from, now] = [SECOND, Date.now()];

	assert.strictEqual(await list({ from }), 5);
	assert.strictEqual(await list({ to: '+19175550103' }), 1);
	assert.strictEqual(await list({ to: '+19175550103', from: FIRST }), 0);
	assert.strictEqual(await list({ from,
	    dateSent: new Date(now - DAY_MS) }), 0);
	assert.strictEqual(await list({ from,
	    dateSentAfter: new Date(now - DAY_MS) }), 5);
	assert.strictEqual(await list({ from,
	    dateSentAfter: new Date(now + DAY_MS) }), 0);
	assert.strictEqual(await list({ from,
	    dateSentBefore: new Date(now + DAY_MS) }), 5);
	assert.strictEqual(await list({ from,
	    dateSentBefore: new Date(now - DAY_MS) }), 0);
	assert.strictEqual(await list({ from,
	    dateSentAfter: new Date(now - DAY_MS),
	    dateSentBefore: new Date(now + DAY_MS) }), 5);
}

async function isCalledBack() {
	const path = '/status?customer=1&x=%20y';
	const made = await send(ALICE, 'called back',
	    { statusCallback: hook(path) });
	const forms = await told(path, 2);

	assert.deepStrictEqual(forms.map((f) => f.MessageStatus),
	    ['sent', 'delivered']);
	for (const form of forms) {
		assert.deepStrictEqual([form.MessageSid, form.SmsSid,
		    form.AccountSid, form.To, form.From, form.SmsStatus],
		    [made.sid, made.sid, sid, ALICE, FIRST,
		    form.MessageStatus]);
	}
	const lost = await send(BOB, 'phone off',
	    { statusCallback: hook('/lost') });
	const [, last] = await told('/lost', 2);
	assert.deepStrictEqual([last.MessageStatus, last.ErrorCode],
	    ['undelivered', '30003']);
	const found = await client.messages(lost.sid).fetch();
	assert.deepStrictEqual([found.status, found.errorCode],
	    ['undelivered', 30003]);
	assert.ok(found.errorMessage);
}

async function isToldOfMistakes() {
	await fails(send('abc', 'x'), 400, 21211);
	await fails(send('+1', 'x'), 400, 21211);
	await fails(send(ALICE, ''), 400, 21602);
	await fails(send(ALICE, 'x'.repeat(1601)), 400, 21617);
	await fails(send(ALICE, 'x', { from: '+13105550100' }), 400, 21606);
	await fails(send(ALICE, 'x', { statusCallback: 'nowhere' }), 400,
	    21609);
	const contentSid = 'HX' + '0'.repeat(32);
	await fails(send(ALICE, undefined, { contentSid,
	    contentVariables: '{"1":"Ann"}' }), 400, 21655);
	await fails(send(ALICE, undefined, { contentSid,
	    contentVariables: '[1]' }), 400, 21656);
	await fails(send(ALICE, 'x', { contentVariables: '{}' }), 400, 21654);
	await fails(send(ALICE, 'x', { contentRetention: 'never' }), 400,
	    30029);
	await fails(send(ALICE, 'x', { addressRetention: 'never' }), 400,
	    30030);
	const unknown = client.messages('SM' + '0'.repeat(32));
	await fails(unknown.fetch(), 404, 20404);
	await fails(unknown.remove(), 404, 20404);
	await fails(unknown.update({ body: '' }), 404, 20404);
	const wrong = twilio(sid, 'f'.repeat(32));
	wrong.api.baseUrl = url;
	await fails(wrong.messages.list({ limit: 1 }), 401, 20003);
	await fails(wrong.messages.create({ to: ALICE, from: FIRST,
	    body: 'x' }), 401, 20003);
}

async function redactsAndDeletes() {
	const made = await send(CAROL, 'secret');

	await when(made.sid, 'delivered');
	const empty = await client.messages(made.sid).update({ body: '' });
	assert.deepStrictEqual([empty.body, empty.status, empty.to],
	    ['', 'delivered', CAROL]);
	assert.strictEqual((await client.messages(made.sid).fetch()).body, '');
	assert.strictEqual(await client.messages(made.sid).remove(), true);
	await fails(client.messages(made.sid).fetch(), 404, 20404);
	assert.deepStrictEqual(await client.messages.list({ to: CAROL }), []);
}

async function hasLittleKept() {
	const made = await send(DAVE, 'a secret '.repeat(40), {
		contentRetention: 'discard', addressRetention: 'obfuscate',
		statusCallback: hook('/little'),
	});

	assert.deepStrictEqual([made.body, made.to, made.numSegments],
	    ['', MASKED, '3']);
	const found = await when(made.sid, 'delivered');
	assert.deepStrictEqual([found.body, found.to], ['', MASKED]);
	const [listed] = await client.messages.list({ to: DAVE });
	assert.deepStrictEqual([listed.sid, listed.body, listed.to],
	    [made.sid, '', MASKED]);
	for (const form of await told('/little', 2))
		assert.strictEqual(form.To, MASKED);
	await client.messages(made.sid).update({ body: '' });
	assert.strictEqual(await client.messages(made.sid).remove(), true);
}

async function sendsByAService() {
	const numbers = await client.incomingPhoneNumbers.list();
	const service = await client.messaging.v1.services.create({
		friendlyName: 'shop', statusCallback: hook('/service'),
	});
	const { phoneNumbers } = client.messaging.v1.services(service.sid);

	assert.deepStrictEqual(numbers.map((n) => n.phoneNumber).sort(),
	    [FIRST, SECOND]);
	await fails(client.messages.create({ to: ALICE, body: 'x',
	    messagingServiceSid: service.sid }), 400, 21704);
	for (const number of numbers)
		await phoneNumbers.create({ phoneNumberSid: number.sid });
	assert.strictEqual((await phoneNumbers.list({ pageSize: 1 })).length,
	    2);
	const made = await client.messages.create({ to: ALICE, body: 'by it',
	    messagingServiceSid: service.sid });
	assert.deepStrictEqual([made.status, made.from,
	    made.messagingServiceSid], ['accepted', null, service.sid]);
	const found = await when(made.sid, 'delivered');
	assert.ok([FIRST, SECOND].includes(found.from));
	const again = await client.messages.create({ to: ALICE, body: 'too',
	    messagingServiceSid: service.sid });
	assert.strictEqual((await when(again.sid, 'delivered')).from,
	    found.from);
	const own = await client.messages.create({ to: ALICE, body: 'own',
	    messagingServiceSid: service.sid, from: SECOND });
	assert.deepStrictEqual([own.status, own.from], ['queued', SECOND]);
	await until('callbacks of the service', () => calls.filter((c) =>
	    c.path === '/service' && c.form.MessageStatus === 'delivered' &&
	    c.form.MessagingServiceSid === service.sid && c.good).length === 3);
}

async function schedulesAndCancels() {
	const [service] = await client.messaging.v1.services.list();
	const later = (ms, more) => client.messages.create({
		to: CAROL, messagingServiceSid: service.sid, body: 'later',
		scheduleType: 'fixed', sendAt: new Date(Date.now() + ms),
		...more,
	});
	const made = await later(3600 * 1000);

	assert.deepStrictEqual([made.status, made.from, made.dateSent],
	    ['scheduled', null, null]);
	assert.strictEqual((await client.messages(made.sid).update({
		status: 'canceled',
	})).status, 'canceled');
	await fails(client.messages(made.sid).update({ status: 'canceled' }),
	    409, 30409);
	await fails(later(60 * 1000), 400, 35114);
	await fails(later(36 * DAY_MS), 400, 35114);
	await fails(later(3600 * 1000, { messagingServiceSid: undefined,
	    from: FIRST }), 400, 35118);
	const waits = await later(3600 * 1000);
	await fails(client.messages(waits.sid).remove(), 409, 20009);
	await client.messages(waits.sid).update({ status: 'canceled' });
	assert.strictEqual(await client.messages(waits.sid).remove(), true);
	assert.strictEqual(await client.messaging.v1.services(service.sid)
	    .remove(), true);
	await fails(client.messaging.v1.services(service.sid).fetch(), 404,
	    20404);
}

async function answersInTwiml() {
	const [number] = await client.incomingPhoneNumbers.list({
		phoneNumber: FIRST,
	});
	const reply = new twilio.twiml.MessagingResponse();

	reply.message('Thanks & <welcome> – 1 €');
	answer = reply.toString();
	await client.incomingPhoneNumbers(number.sid).update({
		smsUrl: hook('/sms?shop=1'),
	});
	await writes(CAROL, 'Hallo, 10 € & more');
	const [form] = await told('/sms?shop=1', 1);
	assert.deepStrictEqual([form.From, form.To, form.Body, form.SmsStatus,
	    form.NumSegments, form.NumMedia, form.AccountSid],
	    [CAROL, FIRST, 'Hallo, 10 € & more', 'received', '1', '0', sid]);
	const came = await client.messages(form.MessageSid).fetch();
	assert.deepStrictEqual([came.direction, came.status, came.body],
	    ['inbound', 'received', form.Body]);
	const sent = await latest(CAROL, 'Thanks');
	assert.deepStrictEqual([sent.direction, sent.from, sent.body],
	    ['outbound-reply', FIRST, 'Thanks & <welcome> – 1 €']);
	await when(sent.sid, 'delivered');
	assert.deepStrictEqual((await client.messages.list({ from: CAROL }))
	    .map((m) => m.sid), [came.sid]);
}

async function honoursStop() {
	answer = '<Response/>';
	await writes(ALICE, 'Stop');
	await latest(ALICE, 'unsubscribed');
	await fails(send(ALICE, 'x'), 400, 21610);
	await writes(ALICE, 'START');
	await latest(ALICE, 'resubscribed');
	await when((await send(ALICE, 'again')).sid, 'delivered');
	const words = (await told('/sms?shop=1', 3)).map((f) => f.OptOutType);
	assert.deepStrictEqual(words, [undefined, 'STOP', 'START']);
}

async function main() {
	const steps = {
		creates_and_fetches: createsAndFetches,
		turns_three_pages: turnsThreePages,
		filters,
		is_called_back_with_valid_signatures: isCalledBack,
		is_told_of_mistakes: isToldOfMistakes,
		redacts_and_deletes: redactsAndDeletes,
		has_little_kept: hasLittleKept,
		sends_by_a_service_of_two_numbers: sendsByAService,
		schedules_and_cancels: schedulesAndCancels,
		answers_a_text_in_twiml: answersInTwiml,
		honours_stop: honoursStop,
	};
	const { version } = require(`${name}/package.json`);

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	for (const [step, run] of Object.entries(steps)) {
		const title = `twilio_${version.split('.')[0]}_${step}`;
		try {
			await run();
			console.log(`PASS ${title}`);
		} catch (e) {
			console.log(`FAIL ${title}`);
			console.log(e);
			process.exitCode = 1;
		}
	}
	server.close();
	server.closeAllConnections();
}

main();
