// SPDX-License-Identifier: BSD-2-Clause
//
// segments - how many segments a text has, by esmectl and by two calculators
// that are not ours.
//
//	segments.js ESMECTL [COUNT [SEED]]
//
// sms-segments-calculator keeps clusters whole as we do and is asked about all
// texts; smshelper divides the length, so it is asked where no cluster is, and
// not where the last segment of a text with escape pairs is full to the brim:
// there it counts an empty one more. Of Indian conjuncts neither knows: they
// stand in no text.
"use strict";

const { spawnSync } = require("child_process");
const { SegmentedMessage } = require("sms-segments-calculator");
const smshelper = require("smshelper");

const [esmectl, wanted = "20000", from = "1"] = process.argv.slice(2);
const ENDS = [70, 134, 160, 201, 306, 459];

const KINDS = {
	ascii: { pieces: ["a", "Z", " ", "the ", "12", "\n", "@", "_"] },
	pairs: { pieces: ["a", "b", "€", "[", "]", "{", "}", "~", "\\", "|", "^"] },
	latin: { pieces: ["a", "é", "ç", "á", "ß", "Ñ"] },
	typographic: { pieces: ["it", "’", "“", "”", "…", "–", " "] },
	cyrillic: { pieces: ["п", "р", "и", " ", "в"] },
	chinese: { pieces: ["漢", "字", "。"] },
	emoji: { pieces: ["😀", "👍", "a", "🎉"], clusters: true },
	sequences: { pieces: ["👍🏽", "👩‍👩‍👧‍👦", "❤️", "🇩🇪", "🇫🇷", "1️⃣", "x"],
		clusters: true },
	accents: { pieces: ["e\u0301", "n\u0303\u0323", "o"], clusters: true },
	hindi: { pieces: ["क", "कि", "खा", " ", "न"], clusters: true },
};

// mulberry32, so that a seed gives the same texts everywhere.
let seed = Number(from);

function random(limit)
{
	seed = (seed + 0x6D2B79F5) | 0;
	let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) % limit;
}

function make()
{
	const names = Object.keys(KINDS);
	const kind = names[random(names.length)];
	const { pieces } = KINDS[kind];
	let length = random(500), text = "";

	if (random(2))
		length = ENDS[random(ENDS.length)] - 4 + random(8);
	while (text.length < length)
		text += pieces[random(pieces.length)];
	return { kind, text };
}

// What esmectl says of all texts, in one call.
function explain(texts)
{
	const input = texts.map((t, n) =>
		JSON.stringify({ n, text: t.text })).join("\n") + "\n";
	const done = spawnSync(esmectl, ["explain", "text", "--jsonl"],
		{ input, encoding: "utf8", maxBuffer: 1 << 30 });
	const lines = done.stdout.split("\n").filter((l) => l !== "");

	if (lines.length !== texts.length)
		throw new Error(`${lines.length} answers: ${done.stderr}`);
	return lines.map((l) => JSON.parse(l));
}

// Whether the last of several segments has all of its 153 septets.
function isFull(text)
{
	let used = 0;

	for (const char of text) {
		const septets = "€[]{}~\\|^".includes(char) ? 2 : 1;

		used = used + septets > 153 ? septets : used + septets;
	}
	return used === 153;
}

const theirs = {
	"sms-segments-calculator": (t) =>
		new SegmentedMessage(t.text).segmentsCount,
	"smshelper": (t) => KINDS[t.kind].clusters
		|| (t.kind === "pairs" && isFull(t.text))
		? undefined : smshelper.parts(t.text),
};

function compare(name, texts, ours)
{
	let asked = 0, wrong = 0, first = "";

	texts.forEach((t, i) => {
		const count = theirs[name](t);
		if (count === undefined)
			return;
		asked++;
		if (count === ours[i].segments)
			return;
		if (wrong++ === 0)
			first = `${t.kind} ${JSON.stringify(t.text)}: ` +
				`${ours[i].segments}, not ${count}`;
	});
	console.log(wrong === 0 ? "PASS" : "FAIL",
		`segments_are_those_of_${name.replace(/-/g, "_")}`,
		`(${asked} texts, ${wrong} differ) ${first}`);
	return wrong;
}

const texts = Array.from({ length: Number(wanted) }, make);
const ours = explain(texts);
const wrong = Object.keys(theirs).reduce((sum, name) =>
	sum + compare(name, texts, ours), 0);
process.exit(wrong === 0 ? 0 : 1);
