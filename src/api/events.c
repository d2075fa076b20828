/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/events: what happened to the account's messages, in the order in
 * which it did, as pages or as a stream of server-sent events. An event is what
 * a webhook would be told, and its sequence is the cursor.
 */
#include "api/native.h"

#include <string.h>

#include "api/pour.h"
#include "api/wait.h"
#include "base/hex.h"
#include "base/mem.h"
#include "http/form.h"
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

static enum refusal read_pair(const struct form_pair *p, struct follow_query *q)
{
	uint64_t n;

	if (strcmp(p->name, "limit") == 0 ||
	    strcmp(p->name, "page_size") == 0) {
		if (number_parse(p->value, FOLLOW_LIMIT, &n) != 0 || n == 0)
			return REFUSAL_LIMIT;
		q->limit = (size_t)n;
		return REFUSAL_COUNT;
	}
	if (strcmp(p->name, "after") != 0 && strcmp(p->name, "cursor") != 0)
		return REFUSAL_EVENTS_QUERY;
	return number_parse(p->value, INT64_MAX, &q->after) == 0
		   ? REFUSAL_COUNT
		   : REFUSAL_EVENTS_AFTER;
}

static bool read_query(struct api *a, const struct call *c,
    struct follow_query *q)
{
	enum refusal no = REFUSAL_COUNT;

	if (form_parse(a->form, FORM_TEXT, c->request->query,
		c->request->query_len) != 0)
		no = REFUSAL_NOT_FORM;
	for (size_t i = 0; no == REFUSAL_COUNT && i < a->form->count; i++)
		no = read_pair(&a->form->pair[i], q);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
}

/* The place behind which the stream begins: what the client has last, what it
 * asks for, or now. */
static void stream(struct api *a, const struct call *c,
    const struct follow_query *q)
{
	const char *last = http_request_header(c->request, "last-event-id");
	struct pour_start start = { .kind = POUR_EVENTS, .after = q->after };

	if (last != NULL && number_parse(last, INT64_MAX, &start.after) != 0) {
		reply_refusal(a, c, REFUSAL_EVENTS_AFTER);
		return;
	}
	if (last == NULL && form_get(a->form, "after") == NULL &&
	    form_get(a->form, "cursor") == NULL)
		start.after = ledger_events_end(a->with.ledger);
	pour_begin(a, c, &start);
}

void events_list(struct api *a, const struct call *c)
{
	static const struct wait_then then = { .followed = on_followed };
	struct follow_query q = { .limit = LIMIT_DEFAULT };
	struct events_wait *own;
	struct wait *w;
	uint64_t token;

	if (!read_query(a, c, &q))
		return;
	if (native_wants(c, "text/event-stream")) {
		stream(a, c, &q);
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
