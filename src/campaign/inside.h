/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of this module share.
 *
 *   sites, site_*      what accounts have set (site.h)
 *   definition*        what campaigns say and to whom (definition.h)
 *   engine, running, worker
 *                      work of the ledger to judge_*, verdicts back
 *   action, walk       what people ask for: activate, estimate, test_send
 *   alerts, missed     what wants an operator; tally too
 *
 * A token of the ledger says in its bits who gets the answer:
 *
 *	61..63 CAMPAIGNS_TOKEN, 56..60 an enum purpose, 0..55 its own
 */
#ifndef CAMPAIGN_INSIDE_H
#define CAMPAIGN_INSIDE_H

#include "base/buf.h"
#include "base/heap.h"
#include "campaign/campaign.h"
#include "net/timer.h"

#include <sys/queue.h>

#define ACTIONS_MAX  64 /* under way at once */
#define CARRIER_ROOM 65 /* route/lookup.h: LOOKUP_TEXT_MAX and a NUL */

struct action;
struct alert;
struct campaign_view;
struct missed;
struct running;
struct tally;
struct zones;

enum purpose {
	PURPOSE_NOTHING, /* nobody waits for it */
	PURPOSE_ACTION,  /* 32..39: a number of its own, 40..55 its slot, 0..31
			  * its serial */
	PURPOSE_LOAD,    /* the engine's, of the campaign in 0..31, as below: */
	PURPOSE_WORK,
	PURPOSE_CHECK,
	PURPOSE_TALLY
};

static inline uint64_t token_of(enum purpose p, uint64_t own)
{
	return CAMPAIGNS_TOKEN | (uint64_t)p << 56 | own;
}

static inline enum purpose token_purpose(uint64_t token)
{
	return (enum purpose)(token >> 56 & 0x1f);
}

/* An account that is or was configured. */
struct account {
	uint16_t id;
	bool is_configured;
	size_t index;      /* in the configuration */
	struct site *site; /* in effect */
	uint32_t uses;     /* how often site_use() was called */
	struct buf own;    /* its own settings as they are kept */
};

TAILQ_HEAD(running_list, running);

/* The campaigns under way, and when to look again. */
struct engine {
	struct running **running; /* by id */
	size_t n, room;
	struct running_list line; /* to be looked at, in turn */
	struct heap due;          /* when one is by itself */
	struct running_list kept; /* with a definition, used last is the last */
	size_t definitions;
	size_t limited; /* that wait for a limit of their account */
	uint64_t turn;  /* of the ledger, when the news were taken */
	usec now;       /* clock_wall(), at that time */
	size_t pages;   /* of work that are being judged */
	bool again;     /* look even though nothing changed */
	struct timer timer;
};

struct alerts {
	struct alert *alert; /* the oldest first */
	size_t n;
	struct missed *missed; /* one for each account that has some */
	size_t misses;
	struct tally *tally; /* of one campaign at a time */
};

struct campaigns {
	struct campaigns_options with;
	struct zones *zones;
	struct account **account;
	size_t accounts;
	struct account **by_id; /* the same, by the ledger's number */
	size_t ids;
	struct site *nobody; /* of an account that is not configured */
	struct action *action[ACTIONS_MAX];
	uint32_t serial;
	struct engine engine;
	struct alerts alerts;
	struct buf scratch;
};

/* ---- campaign.c -------------------------------------------------------- */

/* NULL: it never was configured. */
struct account *campaigns_account(const struct campaigns *c, uint16_t id);

/* sites.c: the settings of all accounts, by the configuration and by what is
 * kept; those of one; or what that comes to. RC_*: the store's. */
MUST_CHECK int sites_load(struct campaigns *c);
void sites_renew(struct campaigns *c);
void site_renew(struct campaigns *c, struct account *a);
void site_use(struct campaigns *c, struct account *a, const struct site *s);
/* What a segment to the number costs it, as site_price(). */
int64_t account_price(const struct campaigns *c, const struct account *a,
    uint64_t number);
#define SITE_NAME "site" /* of the thing that an account's own are kept in */
void sites_free(struct campaigns *c);

/* ---- engine.c ---------------------------------------------------------- */

void engine_open(struct campaigns *c);
void engine_close(struct campaigns *c);
void engine_turn(struct campaigns *c);
/* Look in the next turn, which does not wait; at all of them, as there is
 * another configuration. */
void engine_again(struct campaigns *c);
void engine_look_at_all(struct campaigns *c);
/* By whose hours or zone they are held has changed. */
void engine_move(struct campaigns *c, uint16_t account);
void engine_loaded(struct campaigns *c, uint64_t token,
    const struct campaign_page *p);
void engine_worked(struct campaigns *c, uint64_t token,
    const struct work_page *p);
void engine_checked(struct campaigns *c, uint64_t token, int rc);

/* ---- alerts.c, missed.c, tally.c --------------------------------------- */

MUST_CHECK int alerts_open(struct campaigns *c);
void alerts_close(struct campaigns *c);
MUST_CHECK int missed_open(struct campaigns *c);
void missed_close(struct campaigns *c);

enum alert_kind { ALERT_VIOLATION, ALERT_MISSED, ALERT_SILENT };

struct alert_facts {
	enum alert_kind kind;
	uint16_t account;
	uint32_t campaign;
	const char *carrier;
	uint64_t count, of;
};

/* Tell it, unless it was told. */
void alert_raise(struct campaigns *c, const struct alert_facts *f);

/* A campaign changed: were too many of its messages blocked? */
void alerts_watch(struct campaigns *c, const struct campaign_view *v);

/* When it is to be seen which of its carriers keep silent, 0: never; begin to
 * do so, unless another campaign's turn it is. */
usec tally_due(const struct campaign_view *v);
bool tally_begin(struct campaigns *c, const struct campaign_view *v);
void tally_recipients(struct campaigns *c, const struct recipient_page *p);
void tally_free(struct tally *t);

#endif
