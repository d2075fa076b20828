// SPDX-License-Identifier: BSD-2-Clause
//
// plan - the numbering plans of the world as one minimal automaton.
//
// Every plan is finite, so the automaton has no cycle: a state is made after
// those behind it, and two states with the same fact and the same ways on are
// one. That is minimal; no later pass is needed.
//
// What a number is follows Google's library, GetRegionCodeForNumber() and
// GetNumberTypeHelper(), and is then widened to all countries it may be of.
'use strict';

const { automaton } = require('./pattern.js');

// Places in the metadata of a region; a type is [pattern, lengths].
const GENERAL = 2, LENGTHS = 3, LEADING = 10, TYPES = 11;
const FIXED = 0, MOBILE = 1;

const DIGITS_MAX = 15; // ITU-T E.164, 6; a few plans allow for more

// The other types in the order in which Google's library asks.
const OTHERS = [[3, 'PREMIUM'], [2, 'TOLL_FREE'], [9, 'SHARED_COST'],
    [8, 'VOIP'], [4, 'PERSONAL'], [7, 'PAGER'], [6, 'UAN'], [5, 'VOICEMAIL']];

// Two regions of the metadata that ISO 3166-1 counts to another.
const ISO = { AC: 'SH', TA: 'SH' };

// Countries without a plan, which use another's.
const GUESTS = { FK: 'GS', NF: 'HM', NO: 'BV', NZ: 'PN', RE: 'TF', US: 'UM' };

// Numbers of one country that the metadata have in the plan of another: two
// Palestinian networks, San Marino, the Australian bases in Antarctica, and a
// network of the Isle of Man.
const ENCLAVES = [['972', '5[69]', 'PS'], ['39', '0549', 'SM'],
    ['672', '1', 'AQ'], ['44', '7924', 'IM']];

const beginning = (pattern) => `(?:${pattern})\\d{0,14}`;

// A pattern's positions among those of all patterns of a calling code.
class Pattern {
	constructor(plan, text, lengths) {
		const a = automaton(text);
		const base = plan.digits.length;

		plan.digits.push(...a.digits);
		plan.follow.push(...a.follow.map((f) => f.map((p) => p + base)));
		plan.first.push(...a.first.map((p) => p + base));
		this.last = new Set([...a.last].map((p) => p + base));
		this.lengths = lengths;
	}

	// Whether the digits that led to these positions match.
	holds(at, length) {
		return (!this.lengths || this.lengths.includes(length)) &&
		    at.some((p) => this.last.has(p));
	}
}

class Region {
	constructor(plan, name, meta) {
		const make = (t) => t && t[0] ?
		    new Pattern(plan, t[0], t[1] || meta[LENGTHS]) : null;
		const types = meta[TYPES];

		this.name = name;
		this.general = new Pattern(plan, meta[GENERAL], meta[LENGTHS]);
		this.types = types.map(make);
		this.leading = meta[LEADING] ?
		    new Pattern(plan, beginning(meta[LEADING])) : null;
		// An empty pattern of mobiles is that of fixed lines.
		this.isMixed = !!types[MOBILE] && types[MOBILE][0] === '';
	}

	type(at, length) {
		const is = (n) => this.types[n] && this.types[n].holds(at, length);

		if (!this.general.holds(at, length))
			return null;
		for (const [n, name] of OTHERS)
			if (is(n))
				return name;
		if (is(FIXED))
			return this.isMixed || is(MOBILE) ? 'MIXED' : 'LANDLINE';
		return is(MOBILE) ? 'MOBILE' : null;
	}
}

// All regions of a calling code.
class Plan {
	constructor(code, regions) {
		this.digits = [];
		this.follow = [];
		this.first = [];
		this.code = code;
		this.regions = regions.map(([name, meta]) =>
		    new Region(this, name, meta));
		this.enclaves = ENCLAVES.filter((e) => e[0] === code)
		    .map(([, pattern, name]) =>
			[new Pattern(this, beginning(pattern)), name]);
		this.main = this.countries([this.regions[0].name]);
	}

	// ISO 3166-1 codes, each once.
	countries(names) {
		const guests = names.map((n) => GUESTS[n]).filter((n) => n);
		const all = [...names, ...guests].map((n) => ISO[n] || n);

		return [...new Set(all)];
	}

	// What a number is whose digits led to these positions, or null.
	fact(at, length) {
		const is = (r) => r.type(at, length) !== null;
		const main = this.regions.length === 1 ? this.regions[0] :
		    this.regions.find((r) => r.leading ?
			r.leading.holds(at, length) : is(r));

		if (!main || !is(main))
			return null;
		const names = [main, ...this.regions.filter((r) =>
		    r !== main && is(r))].map((r) => r.name);

		for (const [pattern, name] of this.enclaves)
			if (pattern.holds(at, length))
				names.unshift(name);
		return { countries: this.countries(names),
			type: main.type(at, length) };
	}

	next(at, digit) {
		const from = at ? at.flatMap((p) => this.follow[p]) : this.first;

		return [...new Set(from.filter((p) =>
		    this.digits[p] >> digit & 1))].sort((a, b) => a - b);
	}
}

// States by number: { fact, next }. 0 is where no number goes on.
class Automaton {
	constructor() {
		this.states = [null];
		this.known = new Map();
	}

	add(fact, next, common) {
		const key = JSON.stringify([fact, next]);

		if (!this.known.has(key)) {
			this.known.set(key, this.states.length);
			this.states.push({ fact, next, common });
		}
		return this.known.get(key);
	}

	// The countries that all numbers from here on may be of.
	common(fact, next) {
		const sets = next.filter((n) => n).map((n) =>
		    this.states[n].common);

		if (fact)
			sets.push(fact.countries);
		return sets.reduce((a, b) => a.filter((x) => b.includes(x)));
	}

	// The state for a plan's numbers that begin with what led to `at`, or 0.
	// A number that ends here, or goes on as none does, is of the countries
	// that all of them share, else of the calling code's main one.
	build(plan, at, length, made) {
		const key = `${length}:${at}`;

		if (made.has(key))
			return made.get(key);
		const isLast = plan.code.length + length === DIGITS_MAX;
		const next = [];

		for (let d = 0; d < 10; d++) {
			const to = isLast ? [] : plan.next(at, d);

			next.push(to.length ?
			    this.build(plan, to, length + 1, made) : 0);
		}
		let state = 0, fact = at && plan.fact(at, length);

		if (fact || next.some((n) => n)) {
			const common = this.common(fact, next);

			fact = fact || { type: 'UNKNOWN',
				countries: common.length ? common : plan.main };
			state = this.add(fact, next, common);
		}
		made.set(key, state);
		return state;
	}

	// The states above the calling codes; `roots` has theirs by code.
	top(prefix, roots) {
		if (roots[prefix])
			return roots[prefix];
		const next = [];

		for (let d = 0; d < 10; d++) {
			const here = prefix + d;

			next.push(Object.keys(roots).some((c) => c.startsWith(here)) ?
			    this.top(here, roots) : 0);
		}
		return this.add({ type: 'UNKNOWN', countries: [] }, next, []);
	}

	// The same with the root as 1, each state before those farther from it.
	inOrder(root) {
		const place = new Map([[0, 0], [root, 1]]);
		const queue = [root];

		for (const n of queue)
			for (const to of this.states[n].next)
				if (!place.has(to)) {
					place.set(to, place.size);
					queue.push(to);
				}
		return queue.map((n) => ({ fact: this.states[n].fact,
			next: this.states[n].next.map((to) => place.get(to)) }));
	}
}

// The states from 1 on.
function build(metadata) {
	const a = new Automaton();
	const roots = {};
	const add = (code, regions) => {
		const plan = new Plan(code, regions);

		roots[code] = a.build(plan, null, 0, new Map());
	};

	for (const [code, names] of
	    Object.entries(metadata.country_calling_codes))
		add(code, names.map((n) => [n, metadata.countries[n]]));
	for (const [code, meta] of Object.entries(metadata.nonGeographic))
		add(code, [['001', meta]]);
	return a.inOrder(a.top('', roots));
}

module.exports = { build };
