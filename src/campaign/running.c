/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/running.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "campaign/definition.h"
#include "campaign/inside.h"

/* One is up to 75 KB, and there may be CAMPAIGNS_OPEN campaigns: those used
 * last are enough for a page of each at a time. */
#define DEFINITIONS_MAX 16

/* ---- definitions ------------------------------------------------------- */

static void let_go(struct engine *e, struct running *r)
{
	if (r->definition == NULL)
		return;
	TAILQ_REMOVE(&e->kept, r, kept);
	e->definitions--;
	definition_free(r->definition);
	r->definition = NULL;
}

/* A page needs its own. */
void running_keep(struct engine *e, struct running *r, struct definition *d)
{
	struct running *other, *next = TAILQ_FIRST(&e->kept);

	r->definition = d;
	TAILQ_INSERT_TAIL(&e->kept, r, kept);
	e->definitions++;
	while (e->definitions > DEFINITIONS_MAX && (other = next) != NULL) {
		next = TAILQ_NEXT(other, kept);
		if (!other->is_asked)
			let_go(e, other);
	}
}

void running_use(struct engine *e, struct running *r)
{
	TAILQ_REMOVE(&e->kept, r, kept);
	TAILQ_INSERT_TAIL(&e->kept, r, kept);
}

/* ---- which there are --------------------------------------------------- */

static size_t place_of(const struct engine *e, uint32_t id)
{
	size_t low = 0, high = e->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (e->running[mid]->view.id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

struct running *running_find(const struct engine *e, uint32_t id)
{
	size_t at = place_of(e, id);

	return at < e->n && e->running[at]->view.id == id ? e->running[at]
							  : NULL;
}

struct running *running_add(struct engine *e, uint32_t id)
{
	size_t at = place_of(e, id);
	struct running *r = mem_new(1, sizeof(*r)), **place;

	if (e->n == e->room) {
		e->room = e->room * 2 + 16;
		e->running =
		    mem_resize(e->running, e->room, sizeof(e->running[0]));
	}
	place = &e->running[at];
	memmove(place + 1, place, (e->n - at) * sizeof(*place));
	*place = r;
	r->view.id = id;
	e->n++;
	return r;
}

void running_line_up(struct engine *e, struct running *r)
{
	if (r->is_lined)
		return;
	r->is_lined = true;
	TAILQ_INSERT_TAIL(&e->line, r, next);
}

void running_line_up_first(struct engine *e, struct running *r)
{
	running_leave_line(e, r);
	r->is_lined = true;
	TAILQ_INSERT_HEAD(&e->line, r, next);
}

void running_leave_line(struct engine *e, struct running *r)
{
	if (!r->is_lined)
		return;
	r->is_lined = false;
	TAILQ_REMOVE(&e->line, r, next);
}

void running_rest(struct engine *e, struct running *r, usec pause,
    bool is_limited)
{
	e->limited -= r->is_limited;
	e->limited += is_limited;
	r->is_limited = is_limited;
	r->pause = pause;
	r->not_before = pause == 0 ? 0 : clock_wall() + pause;
}

bool running_rests(const struct running *r, usec now)
{
	return clock_rests(now, r->not_before, r->pause);
}

void running_drop(struct engine *e, struct running *r)
{
	struct running **place = &e->running[place_of(e, r->view.id)];

	let_go(e, r);
	running_leave_line(e, r);
	running_rest(e, r, 0, false);
	heap_del(&e->due, &r->due);
	e->n--;
	memmove(place, place + 1,
	    (e->n - (size_t)(place - e->running)) * sizeof(*place));
	free(r);
}
