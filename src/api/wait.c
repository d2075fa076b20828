/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A token is generation << 32 | slot, the generation in 30 bits: bit 62 is
 * that of batches, bit 63 of others who ask the ledger.
 *
 * Invariant: a slot's generation changes when it is given back, so the token
 * of an earlier request finds nothing.
 */
#include "api/wait.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "ledger/views.h"

#define GENERATION_MASK 0x3fffffff
#define NO_SLOT         UINT32_MAX

/* A body of this size keeps its memory for the next request. */
#define KEEP_BYTES 4096

void wait_init(struct api *a)
{
	a->wait_free = NO_SLOT;
}

static void add_slot(struct api *a)
{
	struct wait *w = mem_new(1, sizeof(*w));

	a->wait = mem_resize(a->wait, a->waits + 1, sizeof(struct wait *));
	a->wait[a->waits] = w;
	w->next_free = NO_SLOT;
	a->wait_free = (uint32_t)a->waits++;
}

struct wait *wait_take(struct api *a, const struct call *c, uint64_t *token)
{
	struct wait *w;

	if (a->wait_free == NO_SLOT) {
		if (a->waits == WAITS_MAX) {
			reply_refusal(a, c, REFUSAL_FULL);
			return NULL;
		}
		add_slot(a);
	}
	w = a->wait[a->wait_free];
	*token = (uint64_t)w->generation << 32 | a->wait_free;
	a->wait_free = w->next_free;
	w->id = c->id;
	w->face = c->face;
	w->then = NULL;
	w->account = flow_account_id(a->with.flow, c->account);
	w->taken = true;
	return w;
}

struct wait *wait_find(const struct api *a, uint64_t token)
{
	uint32_t slot = (uint32_t)token;
	struct wait *w;

	if (slot >= a->waits)
		return NULL;
	w = a->wait[slot];
	return w->taken && w->generation == token >> 32 ? w : NULL;
}

void wait_give(struct api *a, uint64_t token)
{
	struct wait *w = wait_find(a, token);

	if (w->body.cap > KEEP_BYTES)
		buf_free(&w->body);
	buf_clear(&w->body);
	free(w->own);
	w->own = NULL;
	w->taken = false;
	w->generation = (w->generation + 1) & GENERATION_MASK;
	w->next_free = a->wait_free;
	a->wait_free = (uint32_t)token;
}

struct wait *wait_heard(struct api *a, uint64_t token, int rc)
{
	struct wait *w = wait_find(a, token);

	if (w == NULL || rc == 0)
		return w;
	reply_fault(a, w->id, w->face, read_row(rc));
	wait_give(a, token);
	return NULL;
}

void wait_fini(struct api *a)
{
	for (size_t i = 0; i < a->waits; i++) {
		buf_free(&a->wait[i]->body);
		free(a->wait[i]->own);
		free(a->wait[i]);
	}
	free(a->wait);
}

/* A malformed id is no message, as an unknown one is not. */
static int id_in_path(const struct call *c, struct message_id *id)
{
	char text[MESSAGE_ID_TEXT];

	if (c->in_path.len != sizeof(text) - 1)
		return RC_BAD;
	memcpy(text, c->in_path.s, sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	return message_id_parse(text, id);
}

struct wait *wait_fetch(struct api *a, const struct call *c)
{
	struct message_id id;
	struct wait *w;
	uint64_t token;

	if (id_in_path(c, &id) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return NULL;
	}
	w = wait_take(a, c, &token);
	if (w != NULL)
		ledger_fetch(a->with.ledger, token,
		    flow_account_id(a->with.flow, c->account), &id);
	return w;
}

struct wait *wait_wish(struct api *a, const struct call *c, enum wish wish)
{
	struct message_id id;
	struct wait *w;
	uint64_t token;

	if (id_in_path(c, &id) != 0) {
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return NULL;
	}
	w = wait_take(a, c, &token);
	if (w != NULL)
		ledger_wish(a->with.ledger, token, w->account, &id, wish);
	return w;
}

bool wait_granted(struct api *a, uint64_t token, const struct granted *g)
{
	if (g->rc == 0)
		ledger_fetch(a->with.ledger, token,
		    wait_find(a, token)->account, &g->id);
	return g->rc == 0;
}

struct wait *wait_list(struct api *a, const struct call *c,
    struct list_query *q)
{
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);

	if (w == NULL)
		return NULL;
	q->account = flow_account_id(a->with.flow, c->account);
	ledger_list(a->with.ledger, token, q);
	return w;
}

void wait_answer_page(struct api *a, const struct wait *w, const char *key,
    const char *next)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, key);
	if (w->body.len != 0)
		json_raw(&o, NULL, buf_bytes(&w->body), w->body.len);
	json_close_array(&o);
	json_text(&o, "next", next);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
}
