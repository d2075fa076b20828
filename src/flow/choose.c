/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a text goes is chosen once, for any smsc of its set.
 */
#include "flow/choose.h"

#include "base/clock.h"
#include "base/hash.h"
#include "conf/conf.h"
#include "flow/inside.h"
#include "flow/way.h"
#include "model/numbers.h"
#include "text/reference.h"

/* The account wants to be told rather than to pay. */
static bool is_landline(const struct conf_account *a,
    const struct submission *s, uint64_t to)
{
	struct number_facts facts;

	return a->landline == CONF_LANDLINE_FAIL && !s->force &&
	       number_look(to, &facts) == 0 && facts.type == NUMBER_LANDLINE;
}

/* Choose how the text goes, for any smsc of the set. */
static enum fault plan_text(struct flow *f, const struct submission *s,
    uint16_t set, struct text_plan *plan)
{
	struct text_rules rules = f->rules[set];

	if (s->has_class)
		rules = way_rules_of_class(&rules);
	switch (text_plan_by(&rules, s->text.s, s->text.len, TEXT_MAX_PARTS,
	    plan)) {
	case 0: return FAULT_NONE;
	case RC_TOO_LONG: return FAULT_TEXT_TOO_LONG;
	case RC_UNSUPPORTED: return FAULT_TEXT_ALPHABET;
	default: return FAULT_TEXT_INVALID;
	}
}

static uint16_t reference_of(struct flow *f, const struct text_plan *plan,
    uint64_t to)
{
	static const struct hash_key key = { 0, 0 };

	if (plan->parts < 2)
		return 0;
	return reference_take(f->references, hash_sip(&key, &to, sizeof(to)),
	    plan->split == TEXT_SPLIT_UDH8 ? 8 : 16, clock_wall());
}

/* A text as parts; octets of its own are one. */
static enum fault choose_parts(struct flow *f, const struct submission *s,
    uint16_t set, struct submitted *out, struct way *w)
{
	struct text_plan plan;
	enum fault fault;

	out->parts = out->segments = 1;
	if (s->binary.len != 0)
		return FAULT_NONE;
	fault = plan_text(f, s, set, &plan);
	if (fault != FAULT_NONE)
		return fault;
	out->parts = (uint8_t)plan.parts;
	out->segments = w->segments = (uint8_t)plan.segments;
	w->choice = text_choice_pack(&plan);
	w->ref = reference_of(f, &plan, out->to);
	return FAULT_NONE;
}

enum fault way_choose(struct flow *f, const struct submission *s, uint16_t set,
    struct submitted *out, uint8_t way[BODY_WAY_BYTES])
{
	const struct conf_account *a = &f->with.conf->account[s->account];
	struct way w = { .is_landline = is_landline(a, s, out->to),
		.has_udh = s->udh.len != 0,
		.has_class = s->has_class,
		.has_protocol = s->has_protocol,
		.message_class = s->message_class,
		.protocol_id = s->protocol_id };
	enum fault fault = choose_parts(f, s, set, out, &w);

	out->is_free = w.is_landline;
	if (fault == FAULT_NONE)
		way_write(&w, way);
	return fault;
}

void texts_begin(struct flow *f)
{
	f->references = reference_new(REFERENCE_SLOTS);
}

void texts_end(struct flow *f)
{
	reference_free(f->references);
}
