/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/recipient_search.h"

#include <string.h>

#include "api/contact_json.h"
#include "api/contacts.h"
#include "base/hex.h"
#include "flow/flow.h"
#include "http/form.h"
#include "ledger/campaign.h"

#define PAGE_DEFAULT 50

struct reading {
	const struct api *api;
	uint16_t account;
	struct recipient_search *search;
};

/* The vocabulary may come behind its words. */
static const struct fault_row *read_status(const struct reading *r,
    const char *words)
{
	const char *vocab = form_get(r->api->form, "vocab");

	return vocab_add(&r->search->vocab, vocab, words) == 0
		   ? NULL
		   : refusal_row(REFUSAL_STATE);
}

static const struct fault_row *read_number(const struct form_pair *p,
    uint64_t most, enum refusal no, uint64_t *to)
{
	return number_parse(p->value, most, to) == 0 ? NULL : refusal_row(no);
}

static const struct fault_row *read_to(const struct reading *r,
    const struct form_pair *p)
{
	return contacts_asked(r->api, r->account, p, &r->search->query.to) == 0
		   ? NULL
		   : refusal_row(REFUSAL_NUMBER);
}

static const struct fault_row *read_more(void *arg, const struct form_pair *p)
{
	const struct reading *r = arg;
	const struct fault_row *no = NULL;
	uint64_t n = 0;

	if (strcmp(p->name, "to") == 0)
		return read_to(r, p);
	if (strcmp(p->name, "state") == 0 || strcmp(p->name, "status") == 0)
		return read_status(r, p->value);
	if (strcmp(p->name, "vocab") == 0)
		return vocab_is_known(p->value) ? NULL
						: refusal_row(REFUSAL_VOCAB);
	if (strcmp(p->name, "reason") == 0) {
		no = read_number(p, UINT16_MAX, REFUSAL_REASON, &n);
		r->search->query.reason = (uint16_t)n;
		return no;
	}
	if (strcmp(p->name, "step") != 0)
		return refusal_row(REFUSAL_QUERY);
	no = read_number(p, CAMPAIGN_STEPS - 1, REFUSAL_STEP, &n);
	r->search->query.step = (uint8_t)n;
	return no;
}

bool recipient_search_read(struct api *a, const struct call *c,
    struct recipient_search *s)
{
	struct reading r = { .api = a,
		.account = flow_account_id(a->with.flow, c->account),
		.search = s };

	s->filter =
	    (struct filter){ .size = PAGE_DEFAULT, .most = AUDIENCE_LIMIT };
	if (!filter_read(a, c, &s->filter, read_more, &r))
		return false;
	s->query.states = s->vocab.states;
	if (s->filter.cursor == NULL ||
	    number_parse(s->filter.cursor, INT64_MAX, &s->query.after) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_CURSOR);
	return false;
}

bool recipient_search_is_plain(const struct recipient_search *s)
{
	return filter_is_plain(&s->filter) && s->vocab.n == 0 &&
	       s->query.states == 0 && s->query.reason == 0 && s->query.to == 0;
}

/* Who was not checked yet has no message; by all words he is new. */
static bool has_word(const struct recipient_search *s,
    const struct recipient_view *v)
{
	struct message_view none = { .state = v->state };

	return vocab_fits(&s->vocab, v->message != NULL ? v->message : &none);
}

static bool has_text(const struct recipient_search *s,
    const struct recipient_view *v)
{
	const struct contact_view who = { .number = v->number,
		.data = v->data,
		.len = v->len };

	return s->filter.text[0] == '\0' || contact_has(&who, s->filter.text);
}

bool recipient_search_fits(const struct recipient_search *s,
    const struct recipient_view *v)
{
	usec at = v->message != NULL ? v->message->accepted : 0;

	return has_word(s, v) && filter_is_in_time(&s->filter, at) &&
	       has_text(s, v);
}
