/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work loop: a campaign that has changed, or whose instant has come, stands
 * in line to be looked at. If it has recipients to be checked a page of them is
 * judged, and it is looked at again when the verdicts about it are on disk.
 *
 * Invariants:
 * E1 A campaign has at most one page under way, all together PAGES_MAX.
 * E2 Nothing is asked of a campaign again before it has changed or an instant
 *    of it has come, so a page that changed nothing is not asked for twice.
 * E3 What was not judged (busy, a commit that failed) is asked for again after
 *    a pause, whatever changed in the meantime.
 * E4 Who is held is judged anew, and what is scheduled begins at another
 *    instant, when the hours or the zone of the account are others, and at a
 *    start, as that may have been meant when it ended.
 * E5 One is in the heap at the next of its instants. A turn costs what changed
 *    or is due, not what waits.
 */
#include "campaign/inside.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "campaign/definition.h"
#include "campaign/retime.h"
#include "campaign/running.h"
#include "campaign/site.h"
#include "campaign/worker.h"
#include "flow/intake.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "net/loop.h"

#define PAGES_MAX  4
#define NEWS       16 /* looked at under one lock */
#define RETRY      (SECOND / 10)
#define FULL_PAUSE (10 * SECOND) /* a full store, as the ledger rests */
#define DAMAGED    (60 * SECOND) /* until one that cannot be read is tried */
#define TALLY_TURN SECOND        /* another's turn it is */

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
	TAILQ_INIT(&c->engine.line);
	TAILQ_INIT(&c->engine.kept);
	timer_init(&c->engine.timer, c->with.loop, fired, c);
	timer_dated(&c->engine.timer);
	c->engine.again = true;
}

void engine_close(struct campaigns *c)
{
	struct engine *e = &c->engine;

	timer_stop(&e->timer);
	while (e->n != 0)
		running_drop(e, e->running[e->n - 1]);
	free(e->running);
	heap_fini(&e->due);
}

/* ---- news ------------------------------------------------------------- */

/* One that ended is looked at once more, by alerts_watch(). */
static void learn(struct campaigns *c, const struct campaign_view *v)
{
	struct engine *e = &c->engine;
	struct running *r = running_find(e, v->id);

	alerts_watch(c, v);
	if (r == NULL && !v->open)
		return;
	if (r == NULL) {
		r = running_add(e, v->id);
		r->is_moved =
		    v->next_release != 0 || v->status == CAMPAIGN_SCHEDULED;
	}
	r->view = *v;
	r->is_gone = !v->open;
	r->is_fresh = true;
	if (r->is_gone && !r->is_asked)
		running_drop(e, r);
	else
		running_line_up(e, r);
}

static void take_news(struct campaigns *c)
{
	struct campaign_view view[NEWS];
	size_t n;

	do {
		n = ledger_changed_campaigns(c->with.ledger, view, NEWS);
		for (size_t i = 0; i < n; i++)
			learn(c, &view[i]);
	} while (n == NEWS);
}

/* ---- what is to be done ------------------------------------------------ */

static bool is_worked(enum campaign_status s)
{
	return s == CAMPAIGN_PROCESSING || s == CAMPAIGN_SENDING ||
	       s == CAMPAIGN_SENT;
}

/* Then its definition is looked at. */
static bool has_schedule(const struct running *r)
{
	return r->is_moved && r->view.status == CAMPAIGN_SCHEDULED;
}

/* One that is to fail has no work. */
static bool has_work(const struct running *r, usec now, enum work_kind *kind)
{
	const struct campaign_view *v = &r->view;
	bool is_processing = v->status == CAMPAIGN_PROCESSING;

	*kind = WORK_UNCHECKED;
	if (!is_worked(v->status) || (is_processing && v->preflight != 0))
		return has_schedule(r);
	if (v->next_release != 0 && v->next_release <= now)
		*kind = WORK_DUE;
	else if (v->next_release != 0 && r->is_moved)
		*kind = WORK_HELD;
	return *kind != WORK_UNCHECKED ||
	       (is_processing && v->checked < v->recipients);
}

/* E1, E2, E3. */
static bool may_ask(const struct campaigns *c, const struct running *r,
    usec now)
{
	const struct account *a = campaigns_account(c, r->view.account);

	return !r->is_asked && r->is_fresh && !running_rests(r, now) &&
	       a != NULL && a->is_configured;
}

static void ask(struct campaigns *c, struct running *r, enum work_kind kind)
{
	const struct work_query q = { .campaign = r->view.id,
		.kind = kind,
		.from = r->place,
		.limit = WORK_LIMIT };

	running_use(&c->engine, r);
	ledger_work(c->with.ledger, token_of(PURPOSE_WORK, r->view.id), &q);
}

/* The campaign with its definition. */
static void load(struct campaigns *c, struct running *r)
{
	const struct campaign_query q = { .account = r->view.account,
		.only = r->view.id,
		.limit = 1 };

	ledger_campaigns(c->with.ledger, token_of(PURPOSE_LOAD, r->view.id),
	    &q);
}

static void begin(struct campaigns *c, struct running *r, enum work_kind kind)
{
	r->is_asked = true;
	r->is_fresh = false;
	running_rest(&c->engine, r, 0, false);
	c->engine.pages++;
	if (r->definition == NULL)
		load(c, r);
	else
		ask(c, r, kind);
}

static void tally(struct campaigns *c, struct running *r, usec now)
{
	usec due = tally_due(&r->view);

	if (due != 0 && due <= now && r->tallied != r->view.last_forwarded &&
	    tally_begin(c, &r->view))
		r->tallied = r->view.last_forwarded;
}

/* What would have had to begin already begins as it was to. */
static void retime(struct campaigns *c, struct running *r, usec now)
{
	const struct account *a = campaigns_account(c, r->view.account);
	struct retimed to = { r->view.account, r->view.id, 0 };

	if (!has_schedule(r) || r->definition == NULL || a == NULL ||
	    !a->is_configured)
		return;
	r->is_moved = false;
	to.start_at =
	    retime_start(a->site->zone, r->definition, r->view.start_at);
	if (to.start_at > now && to.start_at != r->view.start_at)
		retime_tell(c->with.ledger, &to, NULL);
}

/* ---- when to look again ------------------------------------------------ */

static usec next_of(const struct running *r, usec now)
{
	const struct campaign_view *v = &r->view;
	usec due = tally_due(v), at = 0;

	if (is_worked(v->status) && v->next_release > now)
		at = v->next_release;
	if (!r->is_asked && running_rests(r, now))
		clock_earlier(&at, r->not_before);
	if (due != 0 && r->tallied != v->last_forwarded)
		clock_earlier(&at, due > now ? due : now + TALLY_TURN);
	return at;
}

/* E5. */
static void plan(struct engine *e, struct running *r, usec now)
{
	usec at = next_of(r, now);

	if (at == 0)
		heap_del(&e->due, &r->due);
	else
		heap_put(&e->due, &r->due, at);
}

static void arm(struct engine *e)
{
	const struct heap_node *first = heap_first(&e->due);
	usec now = clock_wall();

	if (first == NULL)
		timer_stop(&e->timer);
	else
		timer_in(&e->timer, first->at > now ? first->at - now : 0);
}

static void wake_due(struct engine *e, usec now)
{
	struct heap_node *n;

	while ((n = heap_first(&e->due)) != NULL && n->at <= now) {
		struct running *r = (struct running *)(void *)n;

		heap_del(&e->due, n);
		r->is_fresh = true;
		running_line_up(e, r);
	}
}

/* ---- a turn ------------------------------------------------------------ */

static void serve(struct campaigns *c, struct running *r, usec now)
{
	enum work_kind kind;

	if (r->is_gone)
		return;
	retime(c, r, now);
	if (has_work(r, now, &kind) && may_ask(c, r, now))
		begin(c, r, kind);
	tally(c, r, now);
	plan(&c->engine, r, now);
}

/* Who finds no page free waits in line. */
static void serve_line(struct campaigns *c, usec now)
{
	struct engine *e = &c->engine;
	struct running *r;

	while (e->pages < PAGES_MAX && (r = TAILQ_FIRST(&e->line)) != NULL) {
		running_leave_line(e, r);
		serve(c, r, now);
	}
}

/* What was thought to come later may have come. */
static void line_up_all(struct engine *e)
{
	for (size_t i = 0; i < e->n; i++) {
		e->running[i]->is_fresh = true;
		running_line_up(e, e->running[i]);
	}
}

void engine_turn(struct campaigns *c)
{
	struct engine *e = &c->engine;
	uint64_t turn = ledger_campaign_turn(c->with.ledger);
	usec now = clock_wall();

	if (!e->again && turn == e->turn)
		return;
	e->again = false;
	e->turn = turn;
	take_news(c);
	if (now < e->now)
		line_up_all(e); /* the clock was set back */
	e->now = now;
	wake_due(e, now);
	serve_line(c, now);
	arm(e);
}

void engine_move(struct campaigns *c, uint16_t account)
{
	struct engine *e = &c->engine;

	for (size_t i = 0; i < e->n; i++) {
		struct running *r = e->running[i];

		if (r->view.account != account)
			continue;
		r->is_moved = true;
		r->place = (struct work_place){ 0 };
		r->is_fresh = true;
		running_line_up(e, r);
	}
	engine_again(c);
}

void engine_look_at_all(struct campaigns *c)
{
	line_up_all(&c->engine);
	engine_again(c);
}

/* ---- what came --------------------------------------------------------- */

/* What was asked about the campaign of this token is over. NULL: so is the
 * campaign. */
static struct running *answered(struct campaigns *c, uint64_t token)
{
	struct engine *e = &c->engine;
	struct running *r = running_find(e, (uint32_t)token);

	e->pages--;
	engine_again(c);
	if (r == NULL)
		return NULL;
	r->is_asked = false;
	if (r->is_gone) {
		running_drop(e, r);
		return NULL;
	}
	running_line_up(e, r);
	return r;
}

/* E3. */
static usec pause_of(int rc)
{
	switch (rc) {
	case RC_NO_SPACE: return FULL_PAUSE;
	case RC_CORRUPT: return DAMAGED;
	default: return RETRY;
	}
}

static void fail(struct campaigns *c, uint64_t token, int rc)
{
	struct running *r = answered(c, token);

	if (r != NULL)
		running_rest(&c->engine, r, pause_of(rc), false);
}

void engine_loaded(struct campaigns *c, uint64_t token,
    const struct campaign_page *p)
{
	struct definition *d;
	struct running *r;
	int rc = p->rc != 0 || p->n == 0
		     ? p->rc
		     : definition_parse(p->campaign->definition,
			   p->campaign->definition_len, &d);

	if (rc != 0 || p->n == 0) {
		if (rc == RC_CORRUPT)
			log_error("campaign", "cannot be read campaign=%08x",
			    (unsigned)(uint32_t)token);
		fail(c, token, rc);
		return;
	}
	r = answered(c, token);
	if (r == NULL) {
		definition_free(d);
		return;
	}
	running_keep(&c->engine, r, d);
	r->is_fresh = true;
	/* Or those of the others might take the place of what was read. */
	running_line_up_first(&c->engine, r);
}

/* Of what is not due something of the limits is free again. */
void campaigns_charged(struct campaigns *c, const struct charge *of)
{
	struct engine *e = &c->engine;

	if (of->is_due)
		return;
	intake_undo(c->with.flow, of->account, of->to, of->segments);
	for (size_t i = 0; e->limited != 0 && i < e->n; i++) {
		struct running *r = e->running[i];

		if (r->view.account != of->account || !r->is_limited)
			continue;
		running_rest(e, r, 0, false);
		r->is_fresh = true;
		running_line_up(e, r);
		engine_again(c);
	}
}

static int judge(struct campaigns *c, struct running *r,
    const struct work_page *p)
{
	const struct account *a = campaigns_account(c, r->view.account);
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
	rc = worker_judge(&w, p, token_of(PURPOSE_CHECK, r->view.id), &wait);
	if (wait != 0)
		running_rest(&c->engine, r, wait, true);
	return rc;
}

/* The page was judged by what holds now. If that has changed since the pages
 * before it were, they are asked for again. */
static void go_on(struct running *r, const struct work_page *p)
{
	if (p->kind != WORK_HELD || running_rests(r, clock_wall()) ||
	    p->from.at != r->place.at || p->from.key != r->place.key)
		return;
	r->is_moved = p->more;
	r->place = p->more ? p->next : (struct work_place){ 0 };
	r->is_fresh = true;
}

/* A page is over when the last verdict about it is .checked. */
void engine_worked(struct campaigns *c, uint64_t token,
    const struct work_page *p)
{
	struct running *r = running_find(&c->engine, (uint32_t)token);
	bool may_be_none = p->kind == WORK_HELD;

	if (r == NULL || p->rc != 0 || (p->n == 0 && !may_be_none) ||
	    judge(c, r, p) != 0)
		fail(c, token, p->rc);
	else
		go_on(r, p);
}

void engine_checked(struct campaigns *c, uint64_t token, int rc)
{
	if (token_purpose(token) != PURPOSE_CHECK)
		return;
	if (rc != 0)
		fail(c, token, rc);
	else
		(void)answered(c, token);
}
