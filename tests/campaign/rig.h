/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig - the rig of flow, with campaigns on top: "Hello from s1" to numbers of
 * New York, where it is 10:20 on a Monday.
 */
#ifndef TESTS_CAMPAIGN_RIG_H
#define TESTS_CAMPAIGN_RIG_H

#include "tests/flow/rig.h"

#include "campaign/campaign.h"
#include "campaign/definition.h"
#include "campaign/estimate.h"
#include "campaign/site.h"
#include "http/json.h"
#include "ledger/audience.h"
#include "ledger/campaign.h"
#include "ledger/check.h"
#include "ledger/thing.h"

#define SHOP_TEXT 200

/* Drafts: to three numbers, and to the contacts of the first list. */
#define FROM "\"from\": \"+12125550100\""
#define THREE                                                    \
	"{\"text\": \"Hello from s1\", " FROM ", \"audience\": " \
	"{\"numbers\": [\"+19175550001\", \"+19175550002\", "    \
	"\"+19175550003\"]}}"
#define ONE_LIST "\"audience\": {\"lists\": [\"LS00000001\"]}"
#define LIST     "{\"text\": \"Hi {{name|there}}\", " FROM ", " ONE_LIST "}"

struct shop {
	struct campaigns *campaigns;
	/* The last answer of each kind. */
	struct campaigned campaigned;
	struct campaign_view view;
	size_t viewed; /* campaigns on that page */
	struct contacted contacted;
	struct campaigns_answer answer;
	char code[40], field[40], text[SHOP_TEXT], rule[40];
	struct estimate estimate;
	struct tried tried[TEST_SEND_MAX];
	size_t answers;
	/* Of a page of recipients. */
	enum status state[64];
	uint8_t substate[64];
	uint16_t reason[64];
	uint8_t variant[64];
	usec next[64];
	size_t recipients;
	size_t taken;        /* submit_sm that were answered */
	size_t pages;        /* of work that came */
	void (*paged)(void); /* another one has; NULL: nobody asks */
	int checked; /* what the ledger is to say of verdicts; 0: the truth */
};

static struct shop shop;

/* ---- the ledger's events ----------------------------------------------- */

static inline void shop_accepted(uint64_t token, const struct accepted *a,
    void *arg)
{
	if (campaigns_is_token(token))
		campaigns_accepted(shop.campaigns, token, a);
	else
		rig_accepted(token, a, arg);
}

static inline void shop_refused(uint64_t token, int rc, void *arg)
{
	if (campaigns_is_token(token))
		campaigns_refused(shop.campaigns, token, rc);
	else
		rig_refused(token, rc, arg);
}

static inline void shop_campaigned(const struct campaigned *c, void *arg)
{
	(void)arg;
	if (campaigns_is_token(c->token))
		campaigns_campaigned(shop.campaigns, c);
	else
		shop.campaigned = *c;
}

static inline void shop_campaigns(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	(void)arg;
	if (campaigns_is_token(token)) {
		campaigns_told(shop.campaigns, token, p);
		return;
	}
	shop.viewed = p->n;
	if (p->n != 0)
		shop.view = p->campaign[0];
}

static inline void shop_contacted(const struct contacted *c, void *arg)
{
	(void)arg;
	shop.contacted = *c;
}

static inline void shop_contacts(uint64_t token, const struct contact_page *p,
    void *arg)
{
	(void)arg;
	campaigns_contacts(shop.campaigns, token, p);
}

static inline void shop_recipients(uint64_t token,
    const struct recipient_page *p, void *arg)
{
	(void)arg;
	if (campaigns_is_token(token)) {
		campaigns_recipients(shop.campaigns, token, p);
		return;
	}
	assert_int_equal(p->rc, 0);
	for (size_t i = 0; i < p->n && shop.recipients < 64; i++) {
		const struct recipient_view *v = &p->recipient[i];
		size_t at = shop.recipients++;

		shop.state[at] = v->state;
		shop.substate[at] = v->message ? v->message->substate : 0;
		shop.reason[at] = v->message ? v->message->reason : 0;
		shop.next[at] = v->message ? v->message->next : 0;
	}
}

static inline void shop_worked(uint64_t token, const struct work_page *p,
    void *arg)
{
	(void)arg;
	shop.pages++;
	if (shop.paged != NULL)
		shop.paged();
	campaigns_worked(shop.campaigns, token, p);
}

static inline void shop_checked(uint64_t token, int rc, void *arg)
{
	(void)arg;
	campaigns_checked(shop.campaigns, token,
	    shop.checked != 0 ? shop.checked : rc);
}

static inline void shop_charged(const struct charge *of, void *arg)
{
	(void)arg;
	campaigns_charged(shop.campaigns, of);
}

static inline void shop_kept(uint64_t token, int rc, void *arg)
{
	(void)arg;
	if (campaigns_is_token(token))
		campaigns_kept(shop.campaigns, token, rc);
}

static inline void shop_things(uint64_t token, const struct thing_page *p,
    void *arg)
{
	(void)arg;
	campaigns_things(shop.campaigns, token, p);
}

static inline void shop_opted(uint64_t token, int rc, bool changed, void *arg)
{
	(void)token;
	(void)changed;
	(void)arg;
	assert_int_equal(rc, 0);
}

static const struct ledger_events shop_events = {
	.accepted = shop_accepted,
	.refused = shop_refused,
	.claimed = rig_claimed,
	.question = rig_question,
	.granted = rig_granted,
	.stored = rig_stored,
	.given_up = rig_given_up,
	.fetched = rig_fetched,
	.listed = rig_listed,
	.received = rig_received,
	.broken = rig_broken,
	.kept = shop_kept,
	.things = shop_things,
	.opted = shop_opted,
	.campaigned = shop_campaigned,
	.campaigns = shop_campaigns,
	.contacted = shop_contacted,
	.contacts = shop_contacts,
	.recipients = shop_recipients,
	.worked = shop_worked,
	.checked = shop_checked,
	.charged = shop_charged,
};

/* ---- what tests say ---------------------------------------------------- */

static inline uint16_t shop_account(void)
{
	return flow_account_id(rig.flow, 0);
}

static inline void shop_answered(void *arg, uint64_t token,
    const struct campaigns_answer *a)
{
	(void)arg;
	assert_int_equal(token, 77);
	shop.answers++;
	shop.answer = *a;
	snprintf(shop.code, sizeof(shop.code), "%s", a->code ? a->code : "");
	snprintf(shop.field, sizeof(shop.field), "%s", a->field);
	snprintf(shop.text, sizeof(shop.text), "%s", a->text ? a->text : "");
	snprintf(shop.rule, sizeof(shop.rule), "%s", a->rule ? a->rule : "");
	if (a->estimate != NULL)
		shop.estimate = *a->estimate;
	for (size_t i = 0; i < a->n_tried; i++)
		shop.tried[i] = a->tried[i];
}

static inline struct asker shop_asker(void)
{
	shop.answers = 0;
	return (struct asker){ .done = shop_answered,
		.token = 77,
		.account = shop_account(),
		.actor = "olga" };
}

static inline struct json *shop_json(const char *text)
{
	struct json_error err;
	struct json *j;

	if (json_parse(text, strlen(text), &j, &err) != 0)
		fail_msg("%s at %zu", err.why, err.at);
	return j;
}

/* The status of the answer. */
static inline int shop_set(const char *settings)
{
	struct asker who = shop_asker();
	struct json *j = shop_json(settings);

	campaigns_put_site(shop.campaigns, &who, json_root(j));
	rig_settle();
	json_free(j);
	assert_int_equal(shop.answers, 1);
	return shop.answer.status;
}

static inline int shop_zone(const char *zone)
{
	char text[80];

	snprintf(text, sizeof(text), "{\"timezone\": \"%s\"}", zone);
	return shop_set(text);
}

/* A draft; its id. */
static inline uint32_t shop_draft(const char *text)
{
	struct json *j = shop_json(text);
	struct definition *d = mem_new(1, sizeof(*d));
	struct definition_why why;
	struct buf kept = { 0 };
	struct campaign_fact f = { .token = 1,
		.account = shop_account(),
		.what = CAMPAIGN_CREATE };

	definition_init(d);
	if (definition_read(d, json_root(j), false, &why) != 0)
		fail_msg("%s: %s", why.field, why.text);
	assert_int_equal(definition_store(d, &kept), 0);
	f.definition = buf_bytes(&kept);
	f.definition_len = kept.len;
	ledger_campaign(rig.ledger, &f);
	rig_settle();
	buf_free(&kept);
	free(d);
	json_free(j);
	assert_int_equal(shop.campaigned.rc, 0);
	return shop.campaigned.id;
}

/* Begins; the status of the answer. */
static inline int shop_begin(uint32_t id, const char *local, bool by_recipient)
{
	struct asker who = shop_asker();
	struct activation a = { .id = id,
		.local = local,
		.by_recipient = by_recipient };

	campaigns_activate(shop.campaigns, &who, &a);
	rig_settle();
	assert_int_equal(shop.answers, 1);
	return shop.answer.status;
}

static inline int shop_send(uint32_t id)
{
	return shop_begin(id, NULL, false);
}

static inline const struct campaign_view *shop_view(uint32_t id)
{
	const struct campaign_query q = { .account = shop_account(),
		.only = id,
		.limit = 1 };

	ledger_campaigns(rig.ledger, 1, &q);
	rig_settle();
	assert_int_equal(shop.viewed, 1);
	return &shop.view;
}

static inline enum campaign_status shop_status(uint32_t id)
{
	return shop_view(id)->status;
}

static inline void shop_see(uint32_t id)
{
	const struct recipient_query q = { .account = shop_account(),
		.campaign = id,
		.limit = 64 };

	shop.recipients = 0;
	ledger_recipients(rig.ledger, 1, &q);
	rig_settle();
}

/* A contact of this number, in this list. */
static inline uint64_t shop_contact(uint64_t number, const char *data,
    uint32_t list)
{
	const struct contact_fact f = { .token = 1,
		.account = shop_account(),
		.what = CONTACT_PUT,
		.number = number,
		.list = list,
		.data = data,
		.len = strlen(data) };

	ledger_contact(rig.ledger, &f);
	rig_settle();
	assert_int_equal(shop.contacted.rc, 0);
	return shop.contacted.id;
}

static inline void shop_list(uint32_t list)
{
	char name[16];
	struct thing t = { .kind = THING_LIST,
		.account = shop_account(),
		.name = name,
		.value = "{}",
		.len = 2 };

	snprintf(name, sizeof(name), "%08x", list);
	ledger_keep(rig.ledger, 1, &t);
	rig_settle();
}

static inline void shop_till(const char *date)
{
	usec at;

	assert_int_equal(clock_parse(date, &at), 0);
	rig_advance(at - clock_wall());
}

/* The centre has taken all that it was sent; how many there are. */
static inline size_t shop_taken(void)
{
	char id[24];

	for (; shop.taken < rig.n_seen; shop.taken++) {
		snprintf(id, sizeof(id), "%zu", shop.taken + 1);
		rig_answer(shop.taken, 0, id);
	}
	rig_settle();
	return rig.n_seen;
}

static inline usec shop_date(const char *date)
{
	usec at;

	assert_int_equal(clock_parse(date, &at), 0);
	return at;
}

/* ---- begin and end ----------------------------------------------------- */

static inline void shop_open(void)
{
	const struct campaigns_options o = { .conf = rig.conf,
		.flow = rig.flow,
		.ledger = rig.ledger,
		.loop = rig.loop };

	assert_int_equal(campaigns_open(&shop.campaigns, &o), 0);
}

static inline void shop_turn(void)
{
	campaigns_turn(shop.campaigns);
}

static const struct rig_webhook shop_hooks = { .open = shop_open,
	.turn = shop_turn };

static inline int shop_new(void **state)
{
	static const struct rig_keys keys = { .smsc = "query = off",
		.webhook = &shop_hooks,
		.events = &shop_events,
		.errors = "x\terr\t110\tspam\tpermanent\t30007\tx\t"
			  "spam_filter\n",
		.accepts = 10000 };

	(void)state;
	shop = (struct shop){ 0 };
	rig_begin_with(&keys);
	return 0;
}

static inline int shop_free(void **state)
{
	(void)state;
	rig.asleep = false;
	rig_settle();
	loop_hook_del(rig.loop, &rig.hook);
	ledger_close(rig.ledger);
	loop_wake_fini(&rig.wake);
	campaigns_close(shop.campaigns);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	rig_leave();
	return 0;
}

#endif
