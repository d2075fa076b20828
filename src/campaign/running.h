/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * running - the campaigns under way, as the engine has them: by id, those that
 * stand in line to be looked at, and those whose definitions are in memory.
 *
 * Owns:    its campaigns and their definitions.
 * Threads: the loop's.
 */
#ifndef CAMPAIGN_RUNNING_H
#define CAMPAIGN_RUNNING_H

#include "base/heap.h"
#include "ledger/campaign.h"
#include "ledger/check.h"

#include <sys/queue.h>

struct definition;
struct engine;

struct running {
	struct heap_node due;          /* when it is looked at by itself */
	struct campaign_view view;     /* as the ledger showed it last */
	struct definition *definition; /* NULL: not read, or let go */
	bool is_asked;                 /* something of it is under way */
	bool is_fresh;   /* it changed, or an instant came, since it was */
	bool is_limited; /* its account had used up a limit */
	bool is_lined;   /* it stands in line */
	bool is_gone;    /* it is not under way any more */
	bool is_moved;   /* by what its account is now others may be held, or
			  * until then: judged from there on; or it is
			  * scheduled, for another instant */
	struct work_place place;
	usec not_before;           /* nothing is asked; 0: at any time */
	usec pause;                /* that long before it, no more */
	usec tallied;              /* the last forward that was looked at */
	TAILQ_ENTRY(running) next; /* in line */
	TAILQ_ENTRY(running) kept; /* with a definition */
};

/* NULL: there is none of that id. A new one knows nothing but its id. */
struct running *running_find(const struct engine *e, uint32_t id);
struct running *running_add(struct engine *e, uint32_t id);
/* It is freed, and stands nowhere. */
void running_drop(struct engine *e, struct running *r);

/* It is looked at in its turn; before all others; or is looked at. */
void running_line_up(struct engine *e, struct running *r);
void running_line_up_first(struct engine *e, struct running *r);
void running_leave_line(struct engine *e, struct running *r);

/* Nothing is asked for so long (0: it may be), as the account has used up a
 * limit, or for another reason. */
void running_rest(struct engine *e, struct running *r, usec pause,
    bool is_limited);
bool running_rests(const struct running *r, usec now);

/* This is its definition, which is the engine's from now on. That of another
 * that is not asked may be let go: the one that was used longest ago. */
void running_keep(struct engine *e, struct running *r, struct definition *d);
/* Its definition is used. */
void running_use(struct engine *e, struct running *r);

#endif
