/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/campaigns: the newest first, page by page. What the ledger cannot
 * look for is looked at here, in as many of its pages as ROUNDS_MAX.
 */
#include "api/camp.h"

#include <string.h>

#include "api/campaign_words.h"
#include "api/filter.h"
#include "api/wait.h"
#include "base/mem.h"
#include "campaign/definition.h"
#include "campaign/public_id.h"
#include "http/form.h"
#include "http/json.h"

#define PAGE_DEFAULT 50
#define PAGE_MAX     200
#define ROUNDS_MAX   25
#define LOOK_MIN     100 /* campaigns of a round that are looked at */

struct hunt {
	struct filter filter;
	struct campaign_words words;
	const char *vocab; /* a constant; NULL: our own */
	uint32_t before;
	size_t found;
	unsigned rounds;
};

/* ---- the list ---------------------------------------------------------- */

static bool picks(const struct hunt *h)
{
	return h->filter.text[0] != '\0' || h->words.rows != 0;
}

static void ask(struct api *a, const struct wait *w, uint64_t token)
{
	const struct hunt *h = w->own;
	struct campaign_query q = { .account = w->account,
		.before = h->before,
		.limit = h->filter.size - h->found,
		.statuses = h->words.statuses,
		.from_date = h->filter.from_date,
		.to_date = h->filter.to_date };

	if (picks(h) && q.limit < LOOK_MIN)
		q.limit = LOOK_MIN;
	ledger_campaigns(a->with.ledger, token, &q);
}

static bool says(const struct definition *d, const char *piece)
{
	if (filter_has(d->name.s, d->name.len, piece))
		return true;
	for (unsigned i = 0; i < d->variants; i++) {
		const struct body_text *t = &d->variant[i].text;

		if (filter_has(t->s, t->len, piece))
			return true;
	}
	for (unsigned i = 0; i < d->follow_ups; i++) {
		const struct body_text *t = &d->follow_up[i].text;

		if (filter_has(t->s, t->len, piece))
			return true;
	}
	return false;
}

static bool fits(const struct hunt *h, const struct campaign_view *v)
{
	struct definition *d;
	bool yes;

	if (!campaign_words_fit(&h->words, v))
		return false;
	if (h->filter.text[0] == '\0')
		return true;
	if (definition_parse(v->definition, v->definition_len, &d) != 0)
		return false;
	yes = says(d, h->filter.text);
	definition_free(d);
	return yes;
}

static void write_row(struct api *a, struct json_out *o, const struct hunt *h,
    const struct campaign_view *v)
{
	const struct campaign_names names = camp_names(a);

	json_open_object(o, NULL);
	json_text(o, "word", campaign_word(h->vocab, v));
	campaign_json(o, &names, v, CAMPAIGN_LISTED);
	json_close_object(o);
}

static void answer(struct api *a, const struct wait *w, uint32_t next)
{
	char cursor[PUBLIC_ID_TEXT];

	wait_answer_page(a, w, "campaigns",
	    next != 0 ? campaign_id_format(next, cursor) : NULL);
}

/* Returns below which campaign the search goes on; 0: that was all. */
static uint32_t take(struct api *a, struct wait *w,
    const struct campaign_page *p)
{
	struct hunt *h = w->own;
	struct json_out o = json_writing(&w->body);

	o.comma = h->found != 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct campaign_view *v = &p->campaign[i];

		if (!fits(h, v))
			continue;
		write_row(a, &o, h, v);
		if (++h->found == h->filter.size)
			return i + 1 < p->n || p->next != 0 ? v->id : 0;
	}
	return p->next;
}

static bool on_campaigns(struct api *a, struct wait *w, uint64_t token,
    const struct campaign_page *p)
{
	struct hunt *h = w->own;
	uint32_t next = take(a, w, p);

	if (next == 0 || h->found == h->filter.size ||
	    ++h->rounds == ROUNDS_MAX) {
		answer(a, w, next);
		return false;
	}
	h->before = next;
	ask(a, w, token);
	return true;
}

/* A constant; NULL: our own. */
static const char *vocab_of(const struct form *f)
{
	static const char *const all[] = { "flow4", "flow7", "bulk" };
	const char *name = form_get(f, "vocab");

	for (size_t i = 0; name != NULL && i < ARRAY_LEN(all); i++) {
		if (strcmp(all[i], name) == 0)
			return all[i];
	}
	return NULL;
}

struct reading {
	const struct form *form;
	struct hunt *hunt;
};

/* The vocabulary may come behind its words. */
static const struct fault_row *read_status(const struct reading *r,
    const char *words)
{
	return campaign_words_add(&r->hunt->words, vocab_of(r->form), words) ==
		       0
		   ? NULL
		   : refusal_row(REFUSAL_CAMPAIGN_STATUS);
}

static const struct fault_row *read_more(void *arg, const struct form_pair *p)
{
	if (strcmp(p->name, "status") == 0)
		return read_status(arg, p->value);
	if (strcmp(p->name, "vocab") != 0)
		return refusal_row(REFUSAL_QUERY);
	return campaign_words_are_known(p->value)
		   ? NULL
		   : refusal_row(REFUSAL_CAMPAIGN_VOCAB);
}

static bool read_query(struct api *a, const struct call *c, struct hunt *h)
{
	struct reading r = { a->form, h };

	h->filter = (struct filter){ .size = PAGE_DEFAULT, .most = PAGE_MAX };
	if (!filter_read(a, c, &h->filter, read_more, &r))
		return false;
	h->vocab = vocab_of(a->form);
	if (h->filter.cursor == NULL ||
	    campaign_id_parse(h->filter.cursor, strlen(h->filter.cursor),
		&h->before) == 0)
		return true;
	reply_refusal(a, c, REFUSAL_CURSOR);
	return false;
}

void camp_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .campaigns = on_campaigns };
	struct hunt h = { .found = 0 };
	struct wait *w;
	uint64_t token;

	if (!read_query(a, c, &h))
		return;
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	w->then = &then;
	w->own = mem_new(1, sizeof(h));
	memcpy(w->own, &h, sizeof(h));
	ask(a, w, token);
}
