/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * campaign - one text to many people, as far as it needs texts, zones, routes
 * and money: the ledger keeps campaigns and counts them, here they are read,
 * judged and begun.
 *
 * What needs no judgement goes straight to the ledger: ledger_campaign() of
 * ledger/campaign.h (create, edit, delete, cancel, pause, resume).
 *
 * Owns:    the settings of accounts, what is under way.
 * Borrows: its options, which outlive it; what an answer points to holds until
 *          `done` returns.
 * Threads: the loop's.
 * Note:    an account is the ledger's number of it.
 */
#ifndef CAMPAIGN_CAMPAIGN_H
#define CAMPAIGN_CAMPAIGN_H

#include "ledger/types.h"
#include "model/campaign.h"

/* In each token that is given to the ledger from here. */
#define CAMPAIGNS_TOKEN ((uint64_t)5 << 61)
#define CAMPAIGNS_MASK  ((uint64_t)7 << 61)

static inline bool campaigns_is_token(uint64_t token)
{
	return (token & CAMPAIGNS_MASK) == CAMPAIGNS_TOKEN;
}

struct body_text;
struct campaign_page;
struct campaigned;
struct campaigns;
struct charge;
struct conf;
struct contact_page;
struct estimate;
struct flow;
struct json_value;
struct ledger;
struct loop;
struct recipient_page;
struct site;
struct thing_page;
struct work_page;

struct campaigns_options {
	const struct conf *conf;
	struct flow *flow;
	struct ledger *ledger;
	struct loop *loop;
};

/* Reads the settings of accounts and tells them to the ledger, which has not
 * started. RC_*: the store cannot be read. */
MUST_CHECK int campaigns_open(struct campaigns **out,
    const struct campaigns_options *o);

/* Who waits for an answer gets none. */
void campaigns_close(struct campaigns *c);

/* flow_reload() was done with this configuration. */
void campaigns_reconfigure(struct campaigns *c, const struct conf *conf);

/* At the end of each turn, before flow_turn(). */
void campaigns_turn(struct campaigns *c);

/* The ledger's events with a token of ours: daemon/heard.c passes them. */
void campaigns_accepted(struct campaigns *c, uint64_t token,
    const struct accepted *a);
void campaigns_refused(struct campaigns *c, uint64_t token, int rc);
void campaigns_kept(struct campaigns *c, uint64_t token, int rc);
void campaigns_things(struct campaigns *c, uint64_t token,
    const struct thing_page *p);
void campaigns_campaigned(struct campaigns *c, const struct campaigned *d);
void campaigns_told(struct campaigns *c, uint64_t token,
    const struct campaign_page *p);
void campaigns_contacts(struct campaigns *c, uint64_t token,
    const struct contact_page *p);
void campaigns_recipients(struct campaigns *c, uint64_t token,
    const struct recipient_page *p);
void campaigns_worked(struct campaigns *c, uint64_t token,
    const struct work_page *p);
void campaigns_checked(struct campaigns *c, uint64_t token, int rc);

/* A number fails again and again: it is opted out if its account wants that. */
void campaigns_suggestion(struct campaigns *c, uint16_t account,
    uint64_t number);
/* A carrier does not know a message it has taken (M13). */
void campaigns_missed(struct campaigns *c, uint16_t account);
void campaigns_charged(struct campaigns *c, const struct charge *of);

/* ---- answers ----------------------------------------------------------- */

/* A message that was tried: test_send. */
struct tried {
	const char *to;
	struct message_id id;    /* code NULL: it was accepted */
	const char *code, *text; /* else why not */
};

/* How it went; status is HTTP's, code NULL if all is well. */
struct campaigns_answer {
	int status;
	const char *code;  /* "content_policy", "empty_audience", ... */
	const char *field; /* of the body that is at fault, or "" */
	const char *text;  /* for people */
	const char *rule;  /* of content_policy: which one, else NULL */
	uint32_t id;       /* the campaign's, of activate and estimate */
	enum campaign_status now;
	usec start_at; /* of activate with a schedule */
	const struct estimate *estimate;
	const struct tried *tried;
	size_t n_tried;
};

/* Called once, perhaps before the function asked returns. */
typedef void campaigns_done(void *arg, uint64_t token,
    const struct campaigns_answer *a);

/* Who asks; arg and token come back. */
struct asker {
	campaigns_done *done;
	void *arg;
	uint64_t token;
	uint16_t account;
	const char *actor; /* for a campaign's events; copied. NULL: none */
};

/* ---- settings of an account -------------------------------------------- */

/* As they are in effect; never NULL. Until the next turn. */
const struct site *campaigns_site(const struct campaigns *c, uint16_t account);

/* Change what the object names, null sets back. 200 once it is durable; 400
 * with the field: unknown or out of range. */
void campaigns_put_site(struct campaigns *c, const struct asker *who,
    const struct json_value *object);

/* PREFLIGHT_ bits that hold now, the trial's too: what forbids to send. */
unsigned campaigns_preflight(const struct campaigns *c, uint16_t account);

/* ---- actions ----------------------------------------------------------- */

/* Begin (T3, T4). `local` "2026-03-02T10:00:00": then, by the site's clocks,
 * or for each recipient by its own; NULL: now. 200; 404 not_found; 409
 * campaign_locked: no draft; 400 empty_text, from_missing, empty_audience,
 * schedule_in_past, invalid_schedule; 422 content_policy; 503. Of anything
 * but 200 the campaign is as it was. Pre-flight is the ledger's: the campaign
 * fails, status 200. */
struct activation {
	uint32_t id;
	const char *local;
	bool by_recipient;
	const char *reason; /* for its events; NULL: none */
};
void campaigns_activate(struct campaigns *c, const struct asker *who,
    const struct activation *a);

/* What it would be: estimate.h. Of a campaign of any status, by its lists as
 * they are now. 200, 404, 503. */
void campaigns_estimate(struct campaigns *c, const struct asker *who,
    uint32_t id);

/* The text of the first step, or of a variant, as messages of their own that
 * count nowhere. 200 with one `tried` for each number; 404; 400. */
#define TEST_SEND_MAX 10
struct test_send {
	uint32_t id;
	uint8_t variant;
	const struct body_text *to;
	size_t n; /* 1 .. TEST_SEND_MAX */
};
void campaigns_test_send(struct campaigns *c, const struct asker *who,
    const struct test_send *t);

/* ---- alerts ------------------------------------------------------------ */

/* What wants an operator; told once each. */
struct campaigns_alert {
	const char *kind; /* "carrier_violation", "status_fetch_failures",
			   * "suspected_silent_filter" */
	uint16_t account;
	uint32_t campaign;   /* 0: of none */
	const char *carrier; /* "": of none */
	usec at;
	uint64_t count, of; /* 5 of 200; of 0: of no sum */
	char text[200];     /* for people */
};

/* Those of an account (0: all), the newest first, at most n; returns how many
 * there are. They hold until the next turn. */
size_t campaigns_alerts(const struct campaigns *c, uint16_t account,
    struct campaigns_alert *out, size_t n);

#endif
