// SPDX-License-Identifier: BSD-2-Clause
//
// As echo.c: a server of Node's http that prints each request as it
// understands it, and answers 200. The first line is its own port.
"use strict";
const http = require("http");

const hex = (text) => Buffer.from(text, "latin1").toString("hex");

// Percent-decoded once; what is malformed stays.
function unescape(text) {
	return text.replace(/%([0-9A-Fa-f]{2})/g,
	    (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

function fieldsOf(raw) {
	const fields = [];
	for (let i = 0; i < raw.length; i += 2)
		fields.push({ name: hex(raw[i]), value: hex(raw[i + 1]) });
	return fields;
}

function print(request, port, body) {
	const at = request.url.indexOf("?");
	const path = at < 0 ? request.url : request.url.slice(0, at);
	console.log(JSON.stringify({
		port, order: request.order, method: request.method,
		path: hex(unescape(path)),
		query: at < 0 ? "" : hex(request.url.slice(at + 1)),
		fields: fieldsOf(request.rawHeaders),
		body: body.toString("hex"),
	}));
}

const server = http.createServer((request, response) => {
	const port = request.socket.remotePort;
	const body = [];
	request.socket.count = (request.socket.count || 0) + 1;
	request.order = request.socket.count;
	request.on("data", (part) => body.push(part));
	request.on("end", () => {
		print(request, port, Buffer.concat(body));
		response.end();
	});
});
server.maxRequestsPerSocket = 0;
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
