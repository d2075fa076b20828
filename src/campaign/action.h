/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * action - something that a person asked for and that takes several turns: the
 * campaign is looked up, its audience gone through, then it is done.
 *
 * The kind of an action is a set of functions, each called when what it awaits
 * has come; whichever ends the action answers.
 *
 * Owns:    the definition; strings of who asked.
 * Threads: the loop's.
 */
#ifndef CAMPAIGN_ACTION_H
#define CAMPAIGN_ACTION_H

#include "campaign/definition.h"
#include "campaign/inside.h"

struct action;
struct campaign_view;

/* Somebody in an audience. */
struct member {
	uint64_t number;  /* 0: none can be read */
	const void *data; /* of its contact; len 0: none */
	size_t len;
	size_t typed; /* place among the typed numbers, SIZE_MAX: of a list */
	usec promo;   /* if asked for: as struct contact_page has it */
};

struct action_kind {
	/* Campaigns that were asked for; NULL: one is, which .found gets. */
	void (*page)(struct action *a, const struct campaign_page *p);
	/* The campaign is there. */
	void (*found)(struct action *a, const struct campaign_view *v);
	/* Somebody in the audience; false: that is enough. */
	bool (*member)(struct action *a, const struct member *m);
	/* That was all of the audience. */
	void (*walked)(struct action *a);
	/* May be NULL where none is awaited. */
	void (*begun)(struct action *a, const struct campaigned *d);
	void (*accepted)(struct action *a, unsigned nth,
	    const struct message_id *id);
	void (*refused)(struct action *a, unsigned nth, int rc);
	void (*kept)(struct action *a, int rc);
	void (*things)(struct action *a, const struct thing_page *p);
	void (*end)(struct action *a); /* free what is in `own` */
};

/* Where it is in an audience: lists one after the other, then numbers. */
struct walk {
	const uint32_t *list;
	size_t lists, at_list;
	uint64_t after;
	const struct body_text *number;
	size_t numbers, at_number;
	uint64_t parsed; /* of the number that is looked up */
	bool promos;     /* who was sent a promotion when */
};

struct action {
	struct campaigns *all;
	const struct action_kind *kind;
	size_t slot;
	uint32_t serial;
	struct asker who; /* actor is the action's */
	struct account *account;
	uint32_t id;
	struct definition *definition;
	struct walk walk;
	void *own; /* the kind's */
};

/* A new one; NULL: too many are under way or the account is not configured,
 * which was answered. */
struct action *action_begin(struct campaigns *c, const struct asker *who,
    const struct action_kind *kind);

/* Look up the campaign, then .found; or the action ends with 404, 503. */
void action_find(struct action *a, uint32_t id);

/* Go through walk.list and walk.number: .member, .walked. */
void action_walk(struct action *a);

/* The same of the definition's audience; walk.promos stays as it is. */
void action_walk_audience(struct action *a);

/* The token for what the ledger is asked, with a number below 256. */
uint64_t action_token(const struct action *a, unsigned nth);
unsigned action_nth(uint64_t token);

/* Answer and end; `text` NULL: of the code's row. */
void action_answer(struct action *a, const struct campaigns_answer *answer);
void action_fail(struct action *a, const char *code, const char *field);
/* The store's or the reader's rc. */
void action_fail_rc(struct action *a, int rc);

/* What a code says. */
struct refusal {
	const char *code;
	int status;
	const char *text;
};
const struct refusal *action_refusal(const char *code);

void action_free(struct action *a);

/* The ledger's events. NULL: nobody waits for this token. */
struct action *action_of(const struct campaigns *c, uint64_t token);
void action_found(struct action *a, const struct campaign_page *p);
void action_contacts(struct action *a, const struct contact_page *p);
void action_begun(struct action *a, const struct campaigned *d);
void action_accepted(struct action *a, unsigned nth,
    const struct message_id *id);
void action_refused(struct action *a, unsigned nth, int rc);
void action_kept(struct action *a, int rc);
void action_things(struct action *a, const struct thing_page *p);

#endif
