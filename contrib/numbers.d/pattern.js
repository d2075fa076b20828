// SPDX-License-Identifier: BSD-2-Clause
//
// pattern - a regular expression over digits as an automaton.
//
// Known are digits, \d, [..], (?:..), | and ?, {n}, {n,m} behind an atom:
// what libphonenumber's patterns are made of. Anything else throws. Nothing
// repeats without end, so a pattern matches finitely many numbers.
//
// The automaton has one position for each digit of the pattern, written out
// (Glushkov's construction): `first` are the positions a match may begin
// with, `follow[p]` those after p, `last` those it may end with, `digits[p]`
// the digits of p as a mask.
'use strict';

const ANY = 0x3ff;

// The pattern as a tree of { any }, { all }, { one }: alternatives, a
// sequence, a set of digits.
function parse(text) {
	let at = 0;

	function fail() {
		throw new Error(`pattern ${text} at ${at}`);
	}

	function take(what) {
		if (!text.startsWith(what, at))
			return false;
		at += what.length;
		return true;
	}

	function takeDigit() {
		const digit = '0123456789'.indexOf(text[at] || '-');

		if (digit < 0)
			fail();
		at++;
		return digit;
	}

	function takeSet() {
		let one = 0;

		while (!take(']')) {
			if (take('\\d')) {
				one |= ANY;
				continue;
			}
			const from = takeDigit();
			const to = take('-') ? takeDigit() : from;

			for (let d = from; d <= to; d++)
				one |= 1 << d;
		}
		return { one };
	}

	function takeAtom() {
		if (take('(?:')) {
			const any = takeAny();

			return take(')') ? any : fail();
		}
		if (take('['))
			return takeSet();
		return { one: take('\\d') ? ANY : 1 << takeDigit() };
	}

	// `atom` as often as the quantifier behind it says.
	function takeTimes(atom) {
		let least = 1, most = 1;

		if (take('?'))
			least = 0;
		else if (take('{')) {
			const [, n, m] = /^(\d+)(?:,(\d+))?}/.exec(text.slice(at)) ||
			    fail();

			at = text.indexOf('}', at) + 1;
			least = +n;
			most = m === undefined ? least : +m;
		}
		const maybe = { any: [atom, { all: [] }] };

		return { all: [...Array(least).fill(atom),
		    ...Array(most - least).fill(maybe)] };
	}

	function takeAll() {
		const all = [];

		while (at < text.length && text[at] !== '|' && text[at] !== ')')
			all.push(takeTimes(takeAtom()));
		return { all };
	}

	function takeAny() {
		const any = [takeAll()];

		while (take('|'))
			any.push(takeAll());
		return { any };
	}

	const tree = takeAny();

	return at === text.length ? tree : fail();
}

function automaton(text) {
	const digits = [], follow = [];

	function join(from, to) {
		for (const p of from)
			follow[p].push(...to);
	}

	// What of the tree a match may begin and end with, and whether it may
	// be empty.
	function place(node) {
		let whole = { first: [], last: [], empty: true };

		if (node.one !== undefined) {
			follow.push([]);
			const p = [digits.push(node.one) - 1];

			return { first: p, last: p, empty: false };
		}
		if (node.any) {
			const parts = node.any.map(place);

			return { first: parts.flatMap((x) => x.first),
				last: parts.flatMap((x) => x.last),
				empty: parts.some((x) => x.empty) };
		}
		for (const part of node.all.map(place)) {
			join(whole.last, part.first);
			whole = {
				first: whole.empty ?
				    [...whole.first, ...part.first] : whole.first,
				last: part.empty ?
				    [...whole.last, ...part.last] : part.last,
				empty: whole.empty && part.empty,
			};
		}
		return whole;
	}

	const { first, last, empty } = place(parse(text));

	return { digits, follow, first, last: new Set(last), empty };
}

module.exports = { automaton };
