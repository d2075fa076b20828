/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/carrier_tally.h"

#include <stdlib.h>
#include <string.h>

#include "api/campaign_json.h"
#include "base/hash.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/views.h"
#include "model/reason.h"

#define SLICE 500 /* recipients: a loop's turn looks up their carriers */
#define NEAR  256 /* rows found at once, by their names' hashes */

struct carrier_row {
	char *carrier; /* NULL: not known */
	struct campaign_counts counts;
	uint64_t spam;
};

struct carrier_tally {
	struct carrier_row *row;
	size_t n, cap;
	size_t near[NEAR];
	struct recipient_query next; /* slice */
	uint8_t steps;
};

struct carrier_tally *carrier_tally_new(void)
{
	return mem_new(1, sizeof(struct carrier_tally));
}

void carrier_tally_free(struct carrier_tally *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->n; i++)
		free(t->row[i].carrier);
	free(t->row);
	free(t);
}

static bool is_of(const struct carrier_row *r, const char *carrier)
{
	if (r->carrier == NULL || carrier == NULL)
		return r->carrier == carrier;
	return strcmp(r->carrier, carrier) == 0;
}

static size_t find(struct carrier_tally *t, const char *carrier)
{
	for (size_t i = 0; i < t->n; i++) {
		if (is_of(&t->row[i], carrier))
			return i;
	}
	if (t->n == t->cap) {
		t->cap = t->cap == 0 ? 8 : 2 * t->cap;
		t->row = mem_resize(t->row, t->cap, sizeof(t->row[0]));
	}
	t->row[t->n] = (struct carrier_row){
		.carrier = carrier != NULL ? mem_strdup(carrier) : NULL
	};
	return t->n++;
}

static struct carrier_row *row_of(struct carrier_tally *t, const char *carrier)
{
	uint32_t hash =
	    carrier != NULL ? hash_crc32c(carrier, strlen(carrier)) : 0;
	size_t *near = &t->near[hash % NEAR];

	if (*near >= t->n || !is_of(&t->row[*near], carrier))
		*near = find(t, carrier);
	return &t->row[*near];
}

void carrier_tally_add(struct carrier_tally *t, const char *carrier,
    const struct recipient_view *v)
{
	struct carrier_row *r = row_of(t, carrier);
	const struct message_view *m = v->message;

	r->counts.state[v->state]++;
	if (m == NULL)
		return;
	r->spam += v->state == STATUS_FAILED && reason_is_filtered(m->reason);
	if (m->forwarded == 0)
		return;
	r->counts.forwarded++;
	r->counts.evidence += (m->flags & FLAG_EVIDENCE) != 0;
}

void carrier_tally_begin(struct carrier_tally *t, const struct campaign_view *v)
{
	t->steps = v->steps;
	t->next = (struct recipient_query){ .account = v->account,
		.campaign = v->id,
		.limit = SLICE,
		.bare = true };
}

void carrier_tally_ask(const struct carrier_tally *t, struct ledger *l,
    uint64_t token)
{
	ledger_recipients(l, token, &t->next);
}

bool carrier_tally_take(struct carrier_tally *t, const struct flow *f,
    const struct recipient_page *p)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct recipient_view *v = &p->recipient[i];

		carrier_tally_add(t, flow_number_carrier(f, v->number), v);
	}
	t->next.after = p->next;
	return p->next == 0 && ++t->next.step >= t->steps;
}

static int larger_first(const void *a, const void *b)
{
	const struct carrier_row *x = a, *y = b;
	uint64_t n = campaign_total(&x->counts), m = campaign_total(&y->counts);

	if (x->carrier == NULL || y->carrier == NULL)
		return (x->carrier == NULL) - (y->carrier == NULL);
	if (n != m)
		return n < m ? 1 : -1;
	return strcmp(x->carrier, y->carrier);
}

void carrier_tally_json(struct carrier_tally *t, struct json_out *o)
{
	if (t->n != 0)
		qsort(t->row, t->n, sizeof(t->row[0]), larger_first);
	json_open_array(o, "carriers");
	for (size_t i = 0; i < t->n; i++) {
		const struct carrier_row *r = &t->row[i];

		json_open_object(o, NULL);
		json_text(o, "carrier", r->carrier);
		campaign_partition_json(o, &r->counts);
		json_share(o, "delivery_rate",
		    campaign_bucket(&r->counts, BUCKET_SENT),
		    r->counts.forwarded);
		json_share(o, "spam_rate", r->spam, r->counts.forwarded);
		json_close_object(o);
	}
	json_close_array(o);
}
