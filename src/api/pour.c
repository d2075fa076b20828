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

#include "api/escalation.h"
#include "api/native.h"
#include "base/clock.h"
#include "base/mem.h"
#include "flow/flow.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/follow.h"
#include "ledger/ledger.h"
#include "ledger/thing.h"
#include "net/loop.h"
#include "net/timer.h"

#define UNSENT_MAX (256 << 10)
#define PAGE       200
#define FAILURES   100 /* of one page of an audience */

/* Proxies and clients give up what is silent for longer. */
#define HEARTBEAT (15 * SECOND)

#define SLOT_SHIFT 32

/* Messages of an escalation that are read one by one. */
struct failures {
	uint32_t campaign;
	uint16_t reason;
	uint8_t step, steps;
	size_t n, at; /* those before it have been read */
	struct message_id id[FAILURES];
};

struct pour {
	http_id id;
	enum pour_kind kind;
	uint16_t account; /* the ledger's */
	uint32_t generation;
	bool asked; /* a page is on its way */
	bool more;  /* there was more behind the last one */
	uint64_t after;
	char name[THING_NAME_MAX + 1]; /* "": from the first */
	struct failures *failures;     /* POUR_ESCALATION */
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

static void forget(struct api *a, size_t slot)
{
	struct pour *p = a->pours->pour[slot];

	if (p == NULL)
		return;
	free(p->failures);
	free(p);
	a->pours->pour[slot] = NULL;
}

static void end(struct api *a, size_t slot, bool broken)
{
	http_id id = a->pours->pour[slot]->id;

	forget(a, slot);
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

static const struct {
	enum http_type type;
	const char *disposition, *first;
} heads[] = {
	[POUR_EVENTS] = { HTTP_TYPE_EVENTS, NULL, "retry: 2000\n\n" },
	[POUR_OPTOUTS] = { HTTP_TYPE_CSV,
	    "attachment; filename=\"optouts.csv\"", "number,since,source\r\n" },
	[POUR_ESCALATION] = { HTTP_TYPE_CSV,
	    "attachment; filename=\"escalation.csv\"", escalation_titles },
};

static void begin_answer(struct api *a, const struct pour *p)
{
	struct http_answer answer = { .status = 200,
		.type = heads[p->kind].type };

	if (heads[p->kind].disposition != NULL)
		answer.field[0] = (struct http_field){ HTTP_HEADER_DISPOSITION,
			heads[p->kind].disposition };
	http_answer_begin(a->server, p->id, &answer);
	say(a, p, heads[p->kind].first);
}

static struct failures *failures_of(const struct pour_start *start)
{
	struct failures *f = mem_new(1, sizeof(*f));

	f->campaign = start->campaign;
	f->reason = start->reason;
	f->steps = start->steps;
	return f;
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
	if (p->kind == POUR_ESCALATION)
		p->failures = failures_of(start);
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

		if (p != NULL && p->id == id)
			forget(a, i);
	}
}

/* ---- asking ------------------------------------------------------------ */

static bool is_news(struct api *a, const struct pour *p)
{
	return p->more || p->kind == POUR_ESCALATION ||
	       (p->kind == POUR_EVENTS &&
		   ledger_last_event(a->with.ledger, false) > p->after);
}

/* The next message of the page, or the next page. */
static void ask_failure(struct api *a, const struct pour *p, uint64_t token)
{
	const struct failures *f = p->failures;

	if (f->at < f->n)
		ledger_fetch(a->with.ledger, token, p->account, &f->id[f->at]);
	else
		ledger_recipients(a->with.ledger, token,
		    &(struct recipient_query){ .account = p->account,
			.campaign = f->campaign,
			.step = f->step,
			.after = p->after,
			.limit = FAILURES,
			.states = 1u << STATUS_FAILED,
			.reason = f->reason });
}

static void ask(struct api *a, struct pour *p, uint64_t token)
{
	p->asked = true;
	if (p->kind == POUR_ESCALATION)
		ask_failure(a, p, token);
	else if (p->kind == POUR_EVENTS)
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

/* ---- failures ---------------------------------------------------------- */

/* All of what was asked for has been written. */
static bool is_last(const struct pour *p)
{
	return p->failures->at == p->failures->n && !p->more;
}

static void go_on(struct api *a, const struct pour *p, size_t slot)
{
	if (is_last(p))
		end(a, slot, false);
	else
		loop_again(a->with.loop);
}

void pour_recipients(struct api *a, uint64_t token,
    const struct recipient_page *page)
{
	size_t slot;
	struct pour *p = found(a, token, &slot);
	struct failures *f;

	if (p == NULL || !is_read(a, p, slot, page->rc))
		return;
	f = p->failures;
	f->n = f->at = 0;
	for (size_t i = 0; i < page->n && i < FAILURES; i++) {
		if (page->recipient[i].message != NULL)
			f->id[f->n++] = page->recipient[i].message->id;
	}
	p->after = page->next;
	if (page->next == 0)
		f->step++;
	p->more = page->next != 0 || f->step < f->steps;
	go_on(a, p, slot);
}

/* One that was erased meanwhile is left out. */
void pour_fetched(struct api *a, uint64_t token, int rc,
    const struct message_view *v)
{
	size_t slot;
	struct pour *p = found(a, token, &slot);

	if (p == NULL || !is_read(a, p, slot, rc == RC_NOT_FOUND ? 0 : rc))
		return;
	if (rc == 0) {
		buf_clear(&a->body);
		escalation_row(&a->names, v, &a->body);
		http_answer_add(a->server, p->id, buf_bytes(&a->body),
		    a->body.len);
	}
	p->failures->at++;
	go_on(a, p, slot);
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
		forget(a, i);
	free(a->pours);
}
