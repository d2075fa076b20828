/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A token is the bit of these answers, the slot, and the slot's generation.
 *
 * What a client has not read yet is bounded: beyond UNSENT_MAX nothing is asked
 * for. A client that reads too slowly for the server's deadlines is closed
 * there (reliability.md 7.2).
 *
 * Invariant: a generation is used once, so the page of an answer that is gone
 * finds nothing.
 */
#include "api/pour.h"

#include <stdlib.h>
#include <string.h>

#include "api/native.h"
#include "base/clock.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/follow.h"
#include "ledger/thing.h"
#include "net/loop.h"
#include "net/timer.h"

#define UNSENT_MAX (256 << 10)
#define PAGE       200

/* Proxies and clients give up what is silent for longer. */
#define HEARTBEAT (15 * SECOND)

#define SLOT_SHIFT 32

struct pour {
	http_id id;
	enum pour_kind kind;
	uint16_t account; /* the ledger's */
	uint32_t generation;
	bool asked; /* a page is on its way */
	bool more;  /* there was more behind the last one */
	uint64_t after;
	char name[THING_NAME_MAX + 1]; /* "": from the first */
};

struct pours {
	struct pour *pour[POURS_MAX];
	uint32_t generation;
	struct timer beat;
};

static void say(struct api *a, const struct pour *p, const char *text)
{
	http_answer_add(a->server, p->id, text, strlen(text));
}

/* ---- who is there ------------------------------------------------------ */

static void end(struct api *a, size_t slot, bool broken)
{
	http_id id = a->pours->pour[slot]->id;

	free(a->pours->pour[slot]);
	a->pours->pour[slot] = NULL;
	http_answer_end(a->server, id, broken);
}

static void beat(void *arg)
{
	struct api *a = arg;
	bool any = false;

	for (size_t i = 0; i < POURS_MAX; i++) {
		const struct pour *p = a->pours->pour[i];

		if (p == NULL || p->kind != POUR_EVENTS)
			continue;
		any = true;
		if (http_answer_unsent(a->server, p->id) == 0)
			say(a, p, ":\n\n");
	}
	if (any)
		timer_in(&a->pours->beat, HEARTBEAT);
}

static struct pours *pours_of(struct api *a)
{
	if (a->pours == NULL) {
		a->pours = mem_new(1, sizeof(*a->pours));
		timer_init(&a->pours->beat, a->with.loop, beat, a);
	}
	return a->pours;
}

static void begin_answer(struct api *a, const struct pour *p)
{
	struct http_answer answer = { .status = 200, .type = HTTP_TYPE_EVENTS };

	if (p->kind == POUR_OPTOUTS) {
		answer.type = HTTP_TYPE_CSV;
		answer.field[0] = (struct http_field){ HTTP_HEADER_DISPOSITION,
			"attachment; filename=\"optouts.csv\"" };
	}
	http_answer_begin(a->server, p->id, &answer);
	say(a, p,
	    p->kind == POUR_OPTOUTS ? "number,since,source\r\n"
				    : "retry: 2000\n\n");
}

void pour_begin(struct api *a, const struct call *c,
    const struct pour_start *start)
{
	struct pours *all = pours_of(a);
	struct pour *p;
	size_t slot = 0;

	while (slot < POURS_MAX && all->pour[slot] != NULL)
		slot++;
	if (slot == POURS_MAX) {
		reply_later(a, c, REFUSAL_STREAMS, HEARTBEAT);
		return;
	}
	p = all->pour[slot] = mem_new(1, sizeof(*p));
	*p = (struct pour){ .id = c->id,
		.kind = start->kind,
		.account = flow_account_id(a->with.flow, c->account),
		.generation = ++all->generation & (UINT32_MAX >> 4),
		.more = true,
		.after = start->after };
	begin_answer(a, p);
	/* To HEAD that was all. */
	if (c->request->method == HTTP_METHOD_HEAD) {
		end(a, slot, false);
		return;
	}
	if (p->kind == POUR_EVENTS && !timer_is_set(&all->beat))
		timer_in(&all->beat, HEARTBEAT);
	loop_again(a->with.loop);
}

void pour_gone(struct api *a, http_id id)
{
	for (size_t i = 0; a->pours != NULL && i < POURS_MAX; i++) {
		struct pour *p = a->pours->pour[i];

		if (p == NULL || p->id != id)
			continue;
		free(p);
		a->pours->pour[i] = NULL;
	}
}

/* ---- asking ------------------------------------------------------------ */

static bool is_news(struct api *a, const struct pour *p)
{
	return p->more ||
	       (p->kind == POUR_EVENTS &&
		   ledger_last_event(a->with.ledger, false) > p->after);
}

static void ask(struct api *a, struct pour *p, uint64_t token)
{
	p->asked = true;
	if (p->kind == POUR_EVENTS)
		ledger_follow(a->with.ledger, token,
		    &(struct follow_query){ .after = p->after,
			.account = p->account,
			.limit = PAGE });
	else
		ledger_things(a->with.ledger, token,
		    &(struct thing_query){ .kind = THING_OPTOUT,
			.account = p->account,
			.after = p->name[0] != '\0' ? p->name : NULL,
			.limit = PAGE });
}

void pour_turn(struct api *a)
{
	for (size_t i = 0; a->pours != NULL && i < POURS_MAX; i++) {
		struct pour *p = a->pours->pour[i];

		if (p == NULL || p->asked || !is_news(a, p) ||
		    http_answer_unsent(a->server, p->id) > UNSENT_MAX)
			continue;
		ask(a, p,
		    TOKEN_POUR | (uint64_t)i << SLOT_SHIFT | p->generation);
	}
}

/* ---- pages ------------------------------------------------------------- */

static struct pour *found(struct api *a, uint64_t token, size_t *slot)
{
	struct pour *p;

	*slot = (size_t)((token & ~TOKEN_POUR) >> SLOT_SHIFT);
	p = a->pours != NULL && *slot < POURS_MAX ? a->pours->pour[*slot]
						  : NULL;
	return p != NULL && p->generation == (uint32_t)token ? p : NULL;
}

/* A page that could not be read now is asked for again; what cannot be read at
 * all breaks the answer. */
static bool is_read(struct api *a, struct pour *p, size_t slot, int rc)
{
	p->asked = false;
	if (rc == 0)
		return true;
	if (rc == RC_BUSY)
		loop_again(a->with.loop);
	else
		end(a, slot, true);
	return false;
}

static void write_event(struct api *a, const struct followed *e)
{
	struct json_out o = json_writing(&a->body);

	buf_printf(&a->body,
	    "id: %llu\nevent: message.%s\ndata: ", (unsigned long long)e->place,
	    status_name(e->state));
	native_event(&o, a, e);
	buf_add_str(&a->body, "\n\n");
}

void pour_followed(struct api *a, uint64_t token,
    const struct follow_page *page)
{
	size_t slot;
	struct pour *p = found(a, token, &slot);

	if (p == NULL || !is_read(a, p, slot, page->rc))
		return;
	buf_clear(&a->body);
	for (size_t i = 0; i < page->n; i++)
		write_event(a, &page->event[i]);
	p->after = page->next;
	p->more = page->more;
	if (a->body.len != 0)
		http_answer_add(a->server, p->id, buf_bytes(&a->body),
		    a->body.len);
	if (p->more)
		loop_again(a->with.loop);
}

void pour_things(struct api *a, uint64_t token, const struct thing_page *page)
{
	size_t slot;
	struct pour *p = found(a, token, &slot);

	if (p == NULL || !is_read(a, p, slot, page->rc))
		return;
	buf_clear(&a->body);
	for (size_t i = 0; i < page->n; i++)
		native_optout_row(&page->thing[i], &a->body);
	if (page->n != 0) {
		strcpy(p->name, page->thing[page->n - 1].name);
		http_answer_add(a->server, p->id, buf_bytes(&a->body),
		    a->body.len);
	}
	if (page->more)
		loop_again(a->with.loop);
	else
		end(a, slot, false);
}

/* ---- the end ----------------------------------------------------------- */

void pour_drain(struct api *a)
{
	for (size_t i = 0; a->pours != NULL && i < POURS_MAX; i++) {
		if (a->pours->pour[i] != NULL &&
		    a->pours->pour[i]->kind == POUR_EVENTS)
			end(a, i, false);
	}
}

void pour_fini(struct api *a)
{
	if (a->pours == NULL)
		return;
	timer_stop(&a->pours->beat);
	for (size_t i = 0; i < POURS_MAX; i++)
		free(a->pours->pour[i]);
	free(a->pours);
}
