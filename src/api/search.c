/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/search.h"

#include <stdio.h>
#include <string.h>

#include "api/contacts.h"
#include "api/filter.h"
#include "base/date.h"
#include "base/hex.h"
#include "campaign/definition.h"
#include "campaign/public_id.h"
#include "flow/flow.h"
#include "flow/intake.h"
#include "http/form.h"

#define PAGE_DEFAULT 50
#define PAGE_MAX     1000

/* A query that is being read. */
struct reading {
	const struct api *api;
	uint16_t account;
	struct search *search;
	const char *vocab;
	const struct form_pair *to, *sender;
	bool inbound, outbound;
};

typedef const struct fault_row *reader(struct reading *r,
    const struct form_pair *p);

static const struct fault_row *read_size(struct reading *r,
    const struct form_pair *p)
{
	uint64_t size;

	if (number_parse(p->value, PAGE_MAX, &size) != 0 || size == 0)
		return refusal_row(REFUSAL_LIMIT);
	r->search->size = (size_t)size;
	return NULL;
}

static const struct fault_row *read_cursor(struct reading *r,
    const struct form_pair *p)
{
	struct message_id id;

	if (message_id_parse(p->value, &id) != 0)
		return refusal_row(REFUSAL_CURSOR);
	r->search->query.before = id.key;
	return NULL;
}

static const struct fault_row *read_status(struct reading *r,
    const struct form_pair *p)
{
	return vocab_add(&r->search->vocab, r->vocab, p->value) == 0
		   ? NULL
		   : refusal_row(REFUSAL_STATE);
}

static const struct fault_row *read_vocab(struct reading *r,
    const struct form_pair *p)
{
	(void)r;
	return vocab_is_known(p->value) ? NULL : refusal_row(REFUSAL_VOCAB);
}

static const struct fault_row *read_from_date(struct reading *r,
    const struct form_pair *p)
{
	struct date d;

	if (date_parse_day(p->value, &d) != 0)
		return refusal_row(REFUSAL_DAY);
	r->search->query.from_date = d.begin;
	return NULL;
}

static const struct fault_row *read_to_date(struct reading *r,
    const struct form_pair *p)
{
	struct date d;

	if (date_parse_day(p->value, &d) != 0)
		return refusal_row(REFUSAL_DAY);
	r->search->query.to_date = d.end;
	return NULL;
}

static const struct fault_row *read_to(struct reading *r,
    const struct form_pair *p)
{
	r->to = p;
	return NULL;
}

static const struct fault_row *read_sender(struct reading *r,
    const struct form_pair *p)
{
	r->sender = p;
	return NULL;
}

static const struct fault_row *read_from(struct reading *r,
    const struct form_pair *p)
{
	return read_from_date(r, p) == NULL ? NULL : read_sender(r, p);
}

static const struct fault_row *read_direction(struct reading *r,
    const struct form_pair *p)
{
	r->inbound = strcmp(p->value, "inbound") == 0;
	r->outbound = strcmp(p->value, "outbound") == 0;
	return r->inbound || r->outbound ? NULL
					 : refusal_row(REFUSAL_DIRECTION);
}

static const struct fault_row *read_reason(struct reading *r,
    const struct form_pair *p)
{
	uint64_t code;

	if (number_parse(p->value, UINT16_MAX, &code) != 0 || code == 0)
		return refusal_row(REFUSAL_REASON);
	r->search->reason = (unsigned)code;
	return NULL;
}

static const struct fault_row *read_campaign(struct reading *r,
    const struct form_pair *p)
{
	if (p->value_len == 0 || p->value_len > DEFINITION_NAME)
		return refusal_row(REFUSAL_CAMPAIGN_NAME);
	if (campaign_id_parse(p->value, p->value_len,
		&r->search->query.campaign) != 0)
		r->search->campaign =
		    (struct body_text){ p->value, p->value_len };
	return NULL;
}

static const struct fault_row *read_word(const struct form_pair *p,
    char to[SEARCH_TEXT_ROOM])
{
	if (p->value_len >= SEARCH_TEXT_ROOM)
		return refusal_row(REFUSAL_WORD_LONG);
	memcpy(to, p->value, p->value_len + 1);
	return NULL;
}

static const struct fault_row *read_smsc(struct reading *r,
    const struct form_pair *p)
{
	return read_word(p, r->search->smsc);
}

static const struct fault_row *read_carrier(struct reading *r,
    const struct form_pair *p)
{
	return read_word(p, r->search->carrier);
}

static const struct fault_row *read_text(struct reading *r,
    const struct form_pair *p)
{
	const struct fault_row *no = read_word(p, r->search->text);

	for (char *c = r->search->text; *c != '\0'; c++)
		*c = filter_small(*c);
	return no;
}

static const struct {
	const char *name;
	reader *read;
} filters[] = { { "status", read_status }, { "state", read_status },
	{ "vocab", read_vocab }, { "from_date", read_from_date },
	{ "to_date", read_to_date }, { "from", read_from }, { "to", read_to },
	{ "sender", read_sender }, { "direction", read_direction },
	{ "campaign", read_campaign }, { "smsc", read_smsc },
	{ "carrier", read_carrier }, { "reason", read_reason },
	{ "q", read_text }, { "page_size", read_size }, { "limit", read_size },
	{ "cursor", read_cursor }, { "before", read_cursor } };

/* ---- who wrote to whom ------------------------------------------------- */

static const struct fault_row *set_number(const struct reading *r,
    const struct form_pair *p, uint64_t *number)
{
	return contacts_asked(r->api, r->account, p, number) == 0
		   ? NULL
		   : fault_row(FAULT_NUMBER_INVALID);
}

static const struct fault_row *set_sender(const struct form_pair *p,
    uint64_t *hash)
{
	const struct body_text t = { p->value, p->value_len };
	char plus[SEARCH_TEXT_ROOM];

	/* A plus that came unescaped is a blank by now. */
	if (t.len > 1 && t.len < sizeof(plus) && t.s[0] == ' ') {
		snprintf(plus, sizeof(plus), "+%s", t.s + 1);
		return intake_sender(&(struct body_text){ plus, t.len },
			   hash) == 0
			   ? NULL
			   : fault_row(FAULT_SENDER_INVALID);
	}
	return intake_sender(&t, hash) == 0 ? NULL
					    : fault_row(FAULT_SENDER_INVALID);
}

/* The ledger knows a message by the handset's number and by our side. */
static const struct fault_row *set_parties(struct reading *r,
    const struct form_pair **which)
{
	const struct form_pair *handset = r->inbound ? r->sender : r->to;
	const struct form_pair *ours = r->inbound ? r->to : r->sender;
	struct list_query *q = &r->search->query;
	const struct fault_row *no = NULL;

	q->inbound_only = r->inbound;
	q->outbound_only =
	    !r->inbound && (r->outbound || handset != NULL || ours != NULL);
	*which = handset;
	if (handset != NULL)
		no = set_number(r, handset, &q->to);
	if (no != NULL || ours == NULL)
		return no;
	*which = ours;
	return set_sender(ours, &q->sender);
}

/* ---- the query --------------------------------------------------------- */

static const struct fault_row *read_pair(struct reading *r,
    const struct form_pair *p)
{
	for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
		if (strcmp(filters[i].name, p->name) == 0)
			return filters[i].read(r, p);
	}
	return refusal_row(REFUSAL_FILTER);
}

bool search_read(struct api *a, const struct call *c, struct search *s)
{
	struct reading r = { .api = a,
		.account = flow_account_id(a->with.flow, c->account),
		.search = s };
	const struct form_pair *p = NULL;
	const struct fault_row *no = NULL;

	*s = (struct search){ .size = PAGE_DEFAULT, .query.state = -1 };
	if (!content_query(a, c))
		return false;
	r.vocab = form_get(a->form, "vocab");
	for (size_t i = 0; i < a->form->count && no == NULL; i++) {
		p = &a->form->pair[i];
		no = read_pair(&r, p);
	}
	if (no == NULL)
		no = set_parties(&r, &p);
	if (no != NULL)
		filter_refuse(a, c, p, no);
	s->query.states = s->vocab.states;
	return no == NULL;
}
