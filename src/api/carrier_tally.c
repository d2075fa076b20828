/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of carriers are texts of the table of numbers, which holds each
 * once: so the row of a name is nearly always found by its address. A table
 * that was read anew meanwhile has other addresses; then all rows are asked.
 */
#include "api/carrier_tally.h"

#include <stdlib.h>
#include <string.h>

#include "api/campaign_json.h"
#include "base/mem.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/views.h"
#include "model/reason.h"

#define NEAR      256 /* rows found at once */
#define TEXT_STEP 4   /* bits by which addresses of texts mostly differ */

struct carrier_row {
	char *carrier; /* NULL: not known */
	struct campaign_counts counts;
	uint64_t spam;
};

struct carrier_tally {
	struct carrier_row *row;
	size_t n, cap;
	size_t near[NEAR];
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
	size_t *near = &t->near[((uintptr_t)carrier >> TEXT_STEP) % NEAR];

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
