/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/judge.h"

#include <stdio.h>
#include <string.h>

#include "campaign/policy.h"
#include "model/numbers.h"
#include "model/reason.h"

/* What a fault of a submission is here. */
struct fail {
	enum fault fault;
	enum check_step step;
	uint16_t reason;
	uint8_t detail;
};

static const struct fail fails[] = {
#define FAIL(fault, step, reason, detail) \
	{ FAULT_##fault, CHECK_##step, reason, DETAIL_##detail },
#include "campaign/fail.def"
#undef FAIL
};

static const struct fail *find_fail(enum fault fault)
{
	static const struct fail other = { FAULT_NONE, CHECK_COUNTRY,
		REASON_AT_SUBMIT, DETAIL_NONE };

	for (size_t i = 0; i < ARRAY_LEN(fails); i++) {
		if (fails[i].fault == fault)
			return &fails[i];
	}
	return &other;
}

static void fail(struct verdict *v, struct judgement *more, enum fault fault)
{
	const struct fail *f = find_fail(fault);

	more->fault = fault;
	v->decides = f->step;
	v->reason = f->reason;
	v->detail = f->detail;
}

/* Step 7: the text of this person. False: a field is missing. */
static bool merge(struct judge *j, const struct judged_one *one,
    const struct person *p, struct judgement *more)
{
	struct body_text text =
	    definition_text(j->definition, one->step, one->variant);
	struct body_text missing;

	buf_clear(&j->text);
	if (merge_text(&text, p, &j->text, &missing) == 0)
		return true;
	snprintf(more->missing, sizeof(more->missing), "%.*s", (int)missing.len,
	    missing.s);
	return false;
}

/* A text without fields is looked at once. It says something, so step and
 * variant are of the definition; only the first step has variants. */
static unsigned broken(struct judge *j, const struct judged_one *one)
{
	const struct body_text said = { (char *)buf_bytes(&j->text),
		j->text.len };
	struct judged_text *t =
	    &j->seen[one->step][one->step == 0 ? one->variant : 0];

	if (!t->is_known) {
		struct body_text text =
		    definition_text(j->definition, one->step, one->variant);

		t->is_known = true;
		t->has_fields = memmem(text.s, text.len, "{{", 2) != NULL;
		t->rules = t->has_fields ? 0 : policy_find(&text);
	}
	return t->has_fields ? policy_broken(&said, one->number)
			     : policy_for(t->rules, one->number);
}

/* No carrier has seen it, so it is no carrier's violation (30007). */
static void fail_policy(struct verdict *v)
{
	v->decides = CHECK_COUNTRY;
	v->reason = REASON_AT_SUBMIT;
	v->detail = DETAIL_CONTENT_LAW;
}

/* Its message as a submission. Where a field is missing the routes are asked
 * all the same, as step 6 comes before. */
static enum fault prepare(struct judge *j, const struct judged_one *one,
    bool has_text, struct judgement *more, struct accept *a)
{
	const struct definition *d = j->definition;
	char to[E164_TEXT];
	const char *class =
	    d->is_transactional ? "transactional" : "promotional";
	struct submission s = { .account = j->account,
		.to = { e164_format(one->number, to), 0 },
		.from = d->from,
		.text = { "?", 1 },
		.class = { class, strlen(class) },
		.tag = d->tag,
		.validity = d->validity,
		.smart = (enum intake_smart)d->smart };

	s.to.len = strlen(to);
	if (has_text)
		s.text = (struct body_text){ (char *)buf_bytes(&j->text),
			j->text.len };
	return intake_prepare(j->flow, &s, &more->submitted, a);
}

/* All that is known of it; one that waits has no text yet. */
static void pass(const struct judge *j, const struct judged_one *one,
    const struct person *p, const struct accept *a, struct verdict *v)
{
	v->set = a->set;
	v->parts = a->parts;
	v->on_doubt = a->on_doubt;
	v->ttl = a->ttl;
	v->sender = a->sender;
	v->hooked = a->hooked;
	v->scope = a->scope;
	if (judge_waits(j, one, p, v))
		return;
	v->decides = CHECK_PASSED;
	v->release = 0;
	v->zone = judge_zone(j, p);
	v->body = a->body;
	v->body_len = a->body_len;
}

/* Steps 6 to 9 of somebody who has a number. */
static int judge_person(struct judge *j, const struct judged_one *one,
    const struct person *p, struct verdict *v, struct judgement *more)
{
	bool has_text = merge(j, one, p, more);
	struct accept a;

	more->fault = prepare(j, one, has_text, more, &a);
	if (more->fault == FAULT_STOPPING)
		return RC_BUSY;
	if (more->fault != FAULT_NONE)
		fail(v, more, more->fault);
	else if (!has_text)
		v->decides = CHECK_MERGE;
	else if ((more->broken = broken(j, one)) != 0)
		fail_policy(v);
	else
		pass(j, one, p, &a, v);
	return 0;
}

int judge_recipient(struct judge *j, const struct judged_one *one,
    struct verdict *v, struct judgement *more)
{
	struct number_facts facts;
	struct person p;
	int rc;

	more->fault = FAULT_NONE;
	more->missing[0] = '\0';
	more->broken = 0;
	if (!e164_is_valid(one->number)) {
		fail(v, more, FAULT_NUMBER_INVALID);
		return 0;
	}
	/* A calling code that nobody has; of a message of its own the
	 * carrier says so. */
	if (number_look(one->number, &facts) != 0) {
		fail(v, more, FAULT_COUNTRY);
		return 0;
	}
	person_read(&p, one->data, one->len);
	rc = judge_person(j, one, &p, v, more);
	person_end(&p);
	return rc;
}
