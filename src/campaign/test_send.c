/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test sends: messages of no campaign. They are transactional, so that quiet
 * hours do not hold them and smart sending does not count them.
 */
#include "campaign/action.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "campaign/merge.h"
#include "campaign/policy.h"
#include "flow/intake.h"

#define CLASS "transactional"

struct one {
	char *to;
	uint64_t number;
	uint8_t charged;
	char why[TLV_WHY_ROOM];
};

struct testing {
	uint8_t variant;
	struct one one[TEST_SEND_MAX];
	struct body_text typed[TEST_SEND_MAX];
	struct tried tried[TEST_SEND_MAX];
	size_t n, waiting;
	bool is_walked;
	struct buf text;
};

static void end(struct action *a)
{
	struct testing *t = a->own;

	for (size_t i = 0; i < t->n; i++)
		free(t->one[i].to);
	buf_free(&t->text);
	free(t);
}

/* Does something forbid to send? The first that does was answered. */
static bool is_forbidden(struct action *a)
{
	unsigned bits = campaigns_preflight(a->all, a->who.account);
	struct campaigns_answer answer = { .status = 403, .field = "" };
	unsigned bit = 1;

	if (bits == 0)
		return false;
	while ((bits & bit) == 0)
		bit <<= 1;
	answer.code = preflight_code(bit);
	answer.text = preflight_text(bit);
	action_answer(a, &answer);
	return true;
}

static void found(struct action *a, const struct campaign_view *v)
{
	struct testing *t = a->own;
	const struct definition *d = a->definition;

	(void)v;
	if (t->variant != 0 && t->variant >= d->variants) {
		action_fail(a, "invalid_variant", "variant");
	} else if (definition_text(d, 0, t->variant).len == 0) {
		action_fail(a, "empty_text", "text");
	} else if (d->from.len == 0) {
		action_fail(a, "from_missing", "from");
	} else if (!is_forbidden(a)) {
		a->walk.number = t->typed;
		a->walk.numbers = t->n;
		action_walk(a);
	}
}

static void finish(struct action *a)
{
	struct testing *t = a->own;
	const struct campaigns_answer answer = { .status = 200,
		.field = "",
		.id = a->id,
		.tried = t->tried,
		.n_tried = t->n };

	if (t->is_walked && t->waiting == 0)
		action_answer(a, &answer);
}

/* What a person of this number would read. */
static struct body_text text_for(struct action *a, const struct member *m)
{
	struct testing *t = a->own;
	struct body_text text = definition_text(a->definition, 0, t->variant);
	struct person p;

	buf_clear(&t->text);
	person_read(&p, m->data, m->len);
	merge_show(&text, &p, &t->text);
	person_end(&p);
	return (struct body_text){ (char *)buf_bytes(&t->text), t->text.len };
}

static void fail(struct tried *tried, const char *code, const char *text)
{
	tried->code = code;
	tried->text = text;
}

static void refuse(struct tried *tried, const char *code)
{
	fail(tried, code, action_refusal(code)->text);
}

static void submit(struct action *a, const struct member *m)
{
	struct testing *t = a->own;
	const struct definition *d = a->definition;
	struct one *one = &t->one[m->typed];
	char to[E164_TEXT];
	struct submission s = { .account = a->account->index,
		.to = { e164_format(m->number, to), 0 },
		.from = d->from,
		.text = text_for(a, m),
		.class = { CLASS, strlen(CLASS) },
		.tag = d->tag,
		.validity = d->validity,
		.smart = (enum intake_smart)d->smart };
	struct submitted out;
	enum fault fault;

	if (policy_broken(&s.text, m->number) != 0) {
		refuse(&t->tried[m->typed], "content_policy");
		return;
	}
	s.to.len = strlen(to);
	fault = intake_submit(a->all->with.flow, &s,
	    action_token(a, (unsigned)m->typed), &out);
	if (fault == FAULT_NONE) {
		one->number = out.to;
		one->charged = out.charged;
		t->waiting++;
		return;
	}
	snprintf(one->why, sizeof(one->why), "%s",
	    out.why[0] != '\0' ? out.why : fault_row(fault)->text);
	fail(&t->tried[m->typed], fault_row(fault)->word, one->why);
}

static bool member(struct action *a, const struct member *m)
{
	struct testing *t = a->own;

	if (m->number != 0)
		submit(a, m);
	else
		refuse(&t->tried[m->typed], "invalid_number");
	return true;
}

static void walked(struct action *a)
{
	struct testing *t = a->own;

	t->is_walked = true;
	finish(a);
}

static void accepted(struct action *a, unsigned nth,
    const struct message_id *id)
{
	struct testing *t = a->own;

	t->tried[nth].id = *id;
	t->waiting--;
	finish(a);
}

static const char *word_of(int rc)
{
	switch (rc) {
	case RC_OPTED_OUT: return "opted_out";
	case RC_FULL: return "too_many_scheduled";
	default: return "store_full";
	}
}

static void refused(struct action *a, unsigned nth, int rc)
{
	struct testing *t = a->own;
	const struct one *one = &t->one[nth];
	const struct refusal *r = action_refusal(word_of(rc));

	intake_undo(a->all->with.flow, a->who.account, one->number,
	    one->charged);
	fail(&t->tried[nth], r->code, r->text);
	t->waiting--;
	finish(a);
}

static const struct action_kind test_kind = { .found = found,
	.member = member,
	.walked = walked,
	.accepted = accepted,
	.refused = refused,
	.end = end };

void campaigns_test_send(struct campaigns *c, const struct asker *who,
    const struct test_send *ask)
{
	struct action *a = action_begin(c, who, &test_kind);
	struct testing *t;

	if (a == NULL)
		return;
	a->own = t = mem_new(1, sizeof(*t));
	t->variant = ask->variant;
	t->n = ask->n < TEST_SEND_MAX ? ask->n : TEST_SEND_MAX;
	for (size_t i = 0; i < t->n; i++) {
		struct one *one = &t->one[i];

		one->to = mem_new(ask->to[i].len + 1, 1);
		memcpy(one->to, ask->to[i].s, ask->to[i].len);
		t->typed[i] = (struct body_text){ one->to, ask->to[i].len };
		t->tried[i].to = one->to;
	}
	action_find(a, ask->id);
}
