/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work loop: whenever a campaign under way has changed, or an instant has
 * come, it is seen which of them has recipients to be checked; a page of them
 * is judged, and the next page is asked for when the verdicts about it are on
 * disk.
 *
 * Invariants:
 * E1 A campaign has at most one page under way, all together PAGES_MAX.
 * E2 Nothing is asked twice in a turn of the ledger, so a page that changed
 *    nothing is not asked for again before something else has.
 * E3 What was not judged (busy, a commit that failed) is asked for again then,
 *    or after RETRY, as the ledger knows what it has.
 */
#include "campaign/inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "campaign/definition.h"
#include "campaign/worker.h"
#include "flow/intake.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "net/loop.h"

#define PAGES_MAX 4
#define RETRY     (SECOND / 10)
#define DAMAGED   (60 * SECOND) /* until one that cannot be read is tried */

enum need { NEED_NOTHING, NEED_UNCHECKED, NEED_HELD };

/* A campaign under way. */
struct running {
	uint32_t id;
	uint16_t account;
	struct definition *definition; /* NULL: not yet read */
	bool is_asked;                 /* something of it is under way */
	uint64_t asked;  /* the ledger's turn when it was asked last */
	usec retry_at;   /* clock_wall(); 0: as E2 says */
	usec not_before; /* its account had used up a limit; 0: it had not */
	usec tallied;    /* the last forward that was looked at */
	bool is_gone;    /* it is not under way any more */
};

void engine_again(struct campaigns *c)
{
	c->engine.again = true;
	loop_again(c->with.loop);
}

static void fired(void *arg)
{
	engine_again(arg);
}

void engine_open(struct campaigns *c)
{
	timer_init(&c->engine.timer, c->with.loop, fired, c);
	c->engine.again = true;
}

void engine_close(struct campaigns *c)
{
	struct engine *e = &c->engine;

	timer_stop(&e->timer);
	for (size_t i = 0; i < e->n; i++)
		definition_free(e->running[i].definition);
	free(e->running);
	free(e->view);
}

/* ---- which there are --------------------------------------------------- */

static size_t place_of(const struct engine *e, uint32_t id)
{
	size_t low = 0, high = e->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (e->running[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static struct running *find(const struct engine *e, uint32_t id)
{
	size_t at = place_of(e, id);

	return at < e->n && e->running[at].id == id ? &e->running[at] : NULL;
}

static struct running *add(struct engine *e, const struct campaign_view *v)
{
	size_t at = place_of(e, v->id);
	struct running *r;

	e->running = mem_resize(e->running, e->n + 1, sizeof(*r));
	r = &e->running[at];
	memmove(r + 1, r, (e->n - at) * sizeof(*r));
	e->n++;
	*r = (struct running){ .id = v->id,
		.account = v->account,
		.asked = UINT64_MAX };
	return r;
}

static void drop(struct engine *e, struct running *r)
{
	definition_free(r->definition);
	e->n--;
	memmove(r, r + 1, (e->n - (size_t)(r - e->running)) * sizeof(*r));
}

/* The views of all that are under way. */
static size_t look(struct campaigns *c)
{
	struct engine *e = &c->engine;
	size_t n = ledger_open_campaigns(c->with.ledger, e->view, e->room);

	if (n > e->room) {
		e->room = n + n / 2;
		e->view = mem_resize(e->view, e->room, sizeof(e->view[0]));
		n = ledger_open_campaigns(c->with.ledger, e->view, e->room);
	}
	return n < e->room ? n : e->room;
}

/* ---- what is to be done ------------------------------------------------ */

static bool is_worked(enum campaign_status s)
{
	return s == CAMPAIGN_PROCESSING || s == CAMPAIGN_SENDING ||
	       s == CAMPAIGN_SENT;
}

static enum need need_of(const struct campaign_view *v, usec now)
{
	if (!is_worked(v->status))
		return NEED_NOTHING;
	if (v->next_release != 0 && v->next_release <= now)
		return NEED_HELD;
	if (v->status == CAMPAIGN_PROCESSING && v->checked < v->recipients)
		return NEED_UNCHECKED;
	return NEED_NOTHING;
}

/* E2, E3. */
static bool may_ask(const struct engine *e, const struct running *r, usec now)
{
	if (r->is_asked || e->pages >= PAGES_MAX || r->not_before > now)
		return false;
	return r->asked != e->turn || r->not_before != 0 ||
	       (r->retry_at != 0 && r->retry_at <= now);
}

static void ask(struct campaigns *c, struct running *r, enum need need)
{
	const struct work_query q = { .campaign = r->id,
		.held = need == NEED_HELD,
		.limit = WORK_LIMIT };

	r->is_asked = true;
	r->asked = c->engine.turn;
	r->retry_at = r->not_before = 0;
	c->engine.pages++;
	ledger_work(c->with.ledger, token_of(PURPOSE_WORK, r->id), &q);
}

/* The campaign as it is, with its definition. */
static void load(struct campaigns *c, struct running *r)
{
	const struct campaign_query q = { .account = r->account,
		.only = r->id,
		.limit = 1 };

	r->is_asked = true;
	r->asked = c->engine.turn;
	r->retry_at = 0;
	c->engine.pages++;
	ledger_campaigns(c->with.ledger, token_of(PURPOSE_LOAD, r->id), &q);
}

static bool is_configured(const struct campaigns *c, uint16_t id)
{
	const struct account *a = campaigns_account(c, id);

	return a != NULL && a->is_configured;
}

static void serve(struct campaigns *c, const struct campaign_view *v, usec now)
{
	struct running *r = find(&c->engine, v->id);
	enum need need = need_of(v, now);

	if (r == NULL)
		r = add(&c->engine, v);
	r->is_gone = false;
	alerts_watch(c, v);
	if (need == NEED_NOTHING || !may_ask(&c->engine, r, now) ||
	    !is_configured(c, r->account))
		return;
	if (r->definition == NULL)
		load(c, r);
	else
		ask(c, r, need);
}

static void tally(struct campaigns *c, const struct campaign_view *v, usec now)
{
	struct running *r = find(&c->engine, v->id);
	usec due = tally_due(v);

	if (due != 0 && due <= now && r->tallied != v->last_forwarded &&
	    tally_begin(c, v))
		r->tallied = v->last_forwarded;
}

/* Those that ended are looked at once more, as they are now. */
static void bury(struct campaigns *c)
{
	struct engine *e = &c->engine;

	for (size_t i = 0; i < e->n; i++) {
		struct running *r = &e->running[i];

		if (r->is_gone && !r->is_asked)
			load(c, r);
	}
}

/* ---- when to look again ------------------------------------------------ */

static usec next_of(const struct campaigns *c, const struct campaign_view *v,
    usec now)
{
	const struct running *r = find(&c->engine, v->id);
	usec due = tally_due(v), at = 0;

	if (is_worked(v->status) && v->next_release > now)
		at = v->next_release;
	if (!r->is_asked && r->retry_at > now)
		clock_earlier(&at, r->retry_at);
	if (!r->is_asked && r->not_before > now)
		clock_earlier(&at, r->not_before);
	if (r->tallied != v->last_forwarded && due > now)
		clock_earlier(&at, due);
	return at;
}

static void arm(struct campaigns *c, size_t n)
{
	usec now = clock_wall(), at = 0;

	for (size_t i = 0; i < n; i++)
		clock_earlier(&at, next_of(c, &c->engine.view[i], now));
	if (at == 0)
		timer_stop(&c->engine.timer);
	else
		timer_in(&c->engine.timer, at > now ? at - now : 0);
}

void engine_turn(struct campaigns *c)
{
	struct engine *e = &c->engine;
	uint64_t turn = ledger_campaign_turn(c->with.ledger);
	usec now = clock_wall();
	size_t n;

	if (!e->again && turn == e->turn)
		return;
	e->again = false;
	e->turn = turn;
	n = look(c);
	for (size_t i = 0; i < e->n; i++)
		e->running[i].is_gone = true;
	for (size_t i = 0; i < n; i++)
		serve(c, &e->view[(e->first + i) % n], now);
	for (size_t i = 0; i < n; i++)
		tally(c, &e->view[i], now);
	e->first = n != 0 ? (e->first + 1) % n : 0;
	bury(c);
	arm(c, n);
}

/* ---- what came --------------------------------------------------------- */

/* What was asked about the campaign of this token is over. */
static struct running *answered(struct campaigns *c, uint64_t token)
{
	struct running *r = find(&c->engine, (uint32_t)token);

	c->engine.pages--;
	engine_again(c);
	if (r != NULL)
		r->is_asked = false;
	return r;
}

static void take_definition(struct running *r, const struct campaign_view *v)
{
	if (r->definition != NULL ||
	    definition_parse(v->definition, v->definition_len,
		&r->definition) == 0) {
		r->asked = UINT64_MAX;
		return;
	}
	r->definition = NULL;
	r->retry_at = clock_wall() + DAMAGED;
	log_error("campaign", "definition cannot be read campaign=%u", r->id);
}

void engine_loaded(struct campaigns *c, uint64_t token,
    const struct campaign_page *p)
{
	struct running *r = answered(c, token);

	if (r == NULL)
		return;
	r->retry_at = clock_wall() + RETRY;
	if (p->rc == 0 && p->n != 0) {
		alerts_watch(c, p->campaign);
		r->retry_at = 0;
		take_definition(r, p->campaign);
	}
	if (r->is_gone && p->rc != RC_BUSY)
		drop(&c->engine, r);
}

/* Of what is not due something of the limits is free again. */
void campaigns_charged(struct campaigns *c, const struct charge *of)
{
	if (of->is_due)
		return;
	intake_undo(c->with.flow, of->account, of->to, of->segments);
	for (size_t i = 0; i < c->engine.n; i++) {
		struct running *r = &c->engine.running[i];

		if (r->account == of->account && r->not_before != 0)
			r->not_before = 1;
	}
	engine_again(c);
}

static int judge(struct campaigns *c, struct running *r,
    const struct work_page *p)
{
	const struct account *a = campaigns_account(c, r->account);
	const struct worker w = { .flow = c->with.flow,
		.ledger = c->with.ledger,
		.zones = c->zones,
		.site = a->site,
		.account = a->index,
		.definition = r->definition };
	usec wait;
	int rc;

	if (!a->is_configured)
		return RC_BUSY;
	rc = worker_judge(&w, p, token_of(PURPOSE_CHECK, r->id), &wait);
	r->not_before = wait != 0 ? clock_wall() + wait : 0;
	return rc;
}

/* A page is over when the last verdict about it is .checked. */
void engine_worked(struct campaigns *c, uint64_t token,
    const struct work_page *p)
{
	struct running *r = find(&c->engine, (uint32_t)token);

	if (r != NULL && p->rc == 0 && p->n != 0 && judge(c, r, p) == 0)
		return;
	r = answered(c, token);
	if (r != NULL)
		r->retry_at = clock_wall() + RETRY;
}

void engine_checked(struct campaigns *c, uint64_t token, int rc)
{
	struct running *r;

	if (token_purpose(token) != PURPOSE_CHECK)
		return;
	r = answered(c, token);
	if (r != NULL && rc != 0)
		r->retry_at = clock_wall() + RETRY;
}
