/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/events: what happened to the account's messages, in the order in
 * which it did, as pages or as a stream of server-sent events. An event is what
 * a webhook would be told, and its sequence is the cursor.
 */
#include "api/native.h"

#include "api/pour.h"
#include "api/wait.h"
#include "base/hex.h"
#include "base/mem.h"
#include "http/json.h"
#include "ledger/follow.h"

#define LIMIT_DEFAULT 100

/* Pages of the ledger looked at for one of ours; each is a bounded part of the
 * journal, which may have nothing of this account. */
#define ROUNDS_MAX 50

struct events_wait {
	struct follow_query query;
	unsigned rounds;
};

static void answer(struct api *a, const struct wait *w,
    const struct follow_page *p)
{
	struct json_out o = json_writing(&a->body);

	buf_clear(&a->body);
	json_open_object(&o, NULL);
	json_open_array(&o, "events");
	for (size_t i = 0; i < p->n; i++)
		native_event(&o, a, &p->event[i]);
	json_close_array(&o);
	json_uint(&o, "next", p->next);
	json_bool(&o, "more", p->more);
	json_close_object(&o);
	reply_body(a, w->id, 200, NULL);
}

static bool on_followed(struct api *a, struct wait *w, uint64_t token,
    const struct follow_page *p)
{
	struct events_wait *own = w->own;

	if (p->n != 0 || !p->more || ++own->rounds == ROUNDS_MAX) {
		answer(a, w, p);
		return false;
	}
	own->query.after = p->next;
	ledger_follow(a->with.ledger, token, &own->query);
	return true;
}

/* The place behind which the stream begins: what the client has last, what it
 * asks for, or now. */
static void stream(struct api *a, const struct call *c,
    const struct follow_query *q, bool is_placed)
{
	const char *last = http_request_header(c->request, "last-event-id");
	struct pour_start start = { .kind = POUR_EVENTS, .after = q->after };

	if (last != NULL && number_parse(last, INT64_MAX, &start.after) != 0) {
		reply_refusal(a, c, REFUSAL_EVENTS_AFTER);
		return;
	}
	if (last == NULL && !is_placed)
		start.after = ledger_events_end(a->with.ledger);
	pour_begin(a, c, &start);
}

void events_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .followed = on_followed };
	struct native_page page = { .size = LIMIT_DEFAULT,
		.most = FOLLOW_LIMIT,
		.has_after = true };
	struct follow_query q = { 0 };
	struct events_wait *own;
	struct wait *w;
	uint64_t token;

	if (!native_page(a, c, REFUSAL_EVENTS_QUERY, &page))
		return;
	if (page.cursor != NULL &&
	    number_parse(page.cursor, INT64_MAX, &q.after) != 0) {
		reply_refusal(a, c, REFUSAL_EVENTS_AFTER);
		return;
	}
	q.limit = page.size;
	if (native_wants(c, "text/event-stream")) {
		stream(a, c, &q, page.cursor != NULL);
		return;
	}
	w = wait_take(a, c, &token);
	if (w == NULL)
		return;
	q.account = w->account;
	own = w->own = mem_new(1, sizeof(*own));
	own->query = q;
	w->then = &then;
	ledger_follow(a->with.ledger, token, &q);
}
