/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/action.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ledger/campaign.h"

static const struct refusal refusals[] = {
#define REFUSAL(code, status, text) { code, status, text },
#include "campaign/refusal.def"
#undef REFUSAL
};

const struct refusal *action_refusal(const char *code)
{
	size_t i = 0;

	while (strcmp(refusals[i].code, code) != 0) {
		i++;
		assert(i < ARRAY_LEN(refusals));
	}
	return &refusals[i];
}

static void tell(const struct asker *who, const char *code, const char *field)
{
	const struct refusal *r = action_refusal(code);
	struct campaigns_answer a = { .status = r->status,
		.code = r->code,
		.field = field,
		.text = r->text };

	who->done(who->arg, who->token, &a);
}

struct action *action_begin(struct campaigns *c, const struct asker *who,
    const struct action_kind *kind)
{
	struct account *account = campaigns_account(c, who->account);
	struct action *a;
	size_t slot = 0;

	while (slot < ACTIONS_MAX && c->action[slot] != NULL)
		slot++;
	if (account == NULL || !account->is_configured || slot == ACTIONS_MAX) {
		tell(who, slot == ACTIONS_MAX ? "busy" : "not_found", "");
		return NULL;
	}
	a = mem_new(1, sizeof(*a));
	a->all = c;
	a->kind = kind;
	a->slot = slot;
	a->serial = ++c->serial;
	a->who = *who;
	if (who->actor != NULL)
		a->who.actor = mem_strdup(who->actor);
	a->account = account;
	c->action[slot] = a;
	return a;
}

static char *writable(const char *s)
{
	return (char *)(uintptr_t)s;
}

void action_free(struct action *a)
{
	if (a == NULL)
		return;
	if (a->kind->end != NULL)
		a->kind->end(a);
	a->all->action[a->slot] = NULL;
	definition_free(a->definition);
	free(writable(a->who.actor));
	free(a);
}

void action_answer(struct action *a, const struct campaigns_answer *answer)
{
	a->who.done(a->who.arg, a->who.token, answer);
	action_free(a);
}

void action_fail(struct action *a, const char *code, const char *field)
{
	tell(&a->who, code, field);
	action_free(a);
}

void action_fail_rc(struct action *a, int rc)
{
	switch (rc) {
	case RC_NOT_FOUND: action_fail(a, "not_found", ""); break;
	case RC_DENIED: action_fail(a, "campaign_locked", ""); break;
	case RC_FULL: action_fail(a, "too_many_campaigns", ""); break;
	case RC_NO_SPACE: action_fail(a, "store_full", ""); break;
	case RC_BUSY: action_fail(a, "busy", ""); break;
	default: action_fail(a, "internal_error", ""); break;
	}
}

/* ---- tokens ------------------------------------------------------------ */

uint64_t action_token(const struct action *a, unsigned nth)
{
	return token_of(PURPOSE_ACTION,
	    (uint64_t)a->slot << 40 | (uint64_t)nth << 32 | a->serial);
}

unsigned action_nth(uint64_t token)
{
	return (unsigned)(token >> 32 & 0xff);
}

struct action *action_of(const struct campaigns *c, uint64_t token)
{
	size_t slot = token >> 40 & 0xffff;
	struct action *a;

	if (token_purpose(token) != PURPOSE_ACTION || slot >= ACTIONS_MAX)
		return NULL;
	a = c->action[slot];
	return a != NULL && a->serial == (uint32_t)token ? a : NULL;
}

/* ---- steps ------------------------------------------------------------- */

void action_find(struct action *a, uint32_t id)
{
	struct campaign_query q = { .account = a->who.account,
		.only = id,
		.limit = 1 };

	a->id = id;
	ledger_campaigns(a->all->with.ledger, action_token(a, 0), &q);
}

void action_found(struct action *a, const struct campaign_page *p)
{
	const struct campaign_view *v = p->campaign;

	if (p->rc != 0) {
		action_fail_rc(a, p->rc);
		return;
	}
	if (a->kind->page != NULL) {
		a->kind->page(a, p);
		return;
	}
	if (p->n == 0) {
		action_fail(a, "not_found", "");
		return;
	}
	if (definition_parse(v->definition, v->definition_len,
		&a->definition) != 0) {
		a->definition = NULL;
		action_fail(a, "internal_error", "");
		return;
	}
	a->kind->found(a, v);
}

void action_begun(struct action *a, const struct campaigned *d)
{
	if (a->kind->begun != NULL)
		a->kind->begun(a, d);
}

void action_accepted(struct action *a, unsigned nth,
    const struct message_id *id)
{
	if (a->kind->accepted != NULL)
		a->kind->accepted(a, nth, id);
}

void action_refused(struct action *a, unsigned nth, int rc)
{
	if (a->kind->refused != NULL)
		a->kind->refused(a, nth, rc);
}

void action_kept(struct action *a, int rc)
{
	if (a->kind->kept != NULL)
		a->kind->kept(a, rc);
}

void action_things(struct action *a, const struct thing_page *p)
{
	if (a->kind->things != NULL)
		a->kind->things(a, p);
}
