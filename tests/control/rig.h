/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig - control over a real ledger in an empty folder, one account, one smsc,
 * a clock that stands.
 */
#ifndef TESTS_CONTROL_RIG_H
#define TESTS_CONTROL_RIG_H

#include "flow/letter.h"
#include "ledger/events.h"
#include "parts.h"

static inline void rig_accepted(uint64_t token, const struct accepted *a,
    void *arg)
{
	(void)token;
	(void)arg;
	rig.accepted = a->id;
	rig.n_accepted++;
}

static inline void rig_refused(uint64_t token, int rc, void *arg)
{
	(void)arg;
	fail_msg("refused %d %s", (int)token, rc_text(rc));
}

static inline void rig_claimed(const struct claim *c, void *arg)
{
	(void)arg;
	flow_claimed(rig.flow, c);
}

static inline void rig_stored(const struct reply_token *reply, int rc,
    void *arg)
{
	(void)arg;
	flow_stored(rig.flow, reply, rc);
}

static inline void rig_question(const struct question *q, void *arg)
{
	(void)arg;
	flow_question(rig.flow, q);
}

static inline void rig_granted(uint64_t token, const struct granted *g,
    void *arg)
{
	(void)arg;
	control_granted(rig.control, token, g);
}

static inline void rig_fetched(uint64_t token, int rc,
    const struct message_view *v, void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_fetched(rig.control, token, rc, v);
}

static inline void rig_listed(uint64_t token, const struct message_page *p,
    void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_listed(rig.control, token, p);
}

static inline void rig_parked(uint64_t token, const struct parked_page *p,
    void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_parked(rig.control, token, p);
}

static inline void rig_backed_up(uint64_t token,
    const struct ledger_backup_report *r, void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_backed_up(rig.control, token, r);
}

static inline void rig_opted(uint64_t token, int rc, bool changed, void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_opted(rig.control, token, rc, changed);
}

static inline void rig_things(uint64_t token, const struct thing_page *p,
    void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_things(rig.control, token, p);
}

static inline void rig_kept(uint64_t token, int rc, void *arg)
{
	(void)arg;
	if (token & CONTROL_TOKEN)
		control_kept(rig.control, token, rc);
}

static inline void rig_contacts(uint64_t token, const struct contact_page *p,
    void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_contacts(rig.control, token, p);
}

static inline void rig_followed(uint64_t token, const struct follow_page *p,
    void *arg)
{
	(void)arg;
	assert_true(token == WEBHOOK_TOKEN);
	webhook_followed(rig.webhook, p);
}

static inline void rig_hooks(uint64_t token, const struct hook_page *p,
    void *arg)
{
	(void)arg;
	if ((token & WEBHOOK_TOKEN) == WEBHOOK_TOKEN)
		webhook_hooks(rig.webhook, token, p);
	else
		control_hooks(rig.control, token, p);
}

static inline void rig_campaigned(const struct campaigned *c, void *arg)
{
	(void)arg;
	if (c->token & CONTROL_TOKEN) {
		control_campaigned(rig.control, c);
		return;
	}
	assert_int_equal(c->rc, 0);
	rig.campaign = c->id;
}

static inline void rig_campaigns(uint64_t token, const struct campaign_page *p,
    void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_campaigns(rig.control, token, p);
}

static inline void rig_recipients(uint64_t token,
    const struct recipient_page *p, void *arg)
{
	(void)arg;
	control_recipients(rig.control, token, p);
}

static inline void rig_campaign_told(uint64_t token,
    const struct campaign_history *h, void *arg)
{
	(void)arg;
	assert_true((token & CONTROL_TOKEN) != 0);
	control_campaign_told(rig.control, token, h);
}

static inline void rig_broken(int rc, const char *why, void *arg)
{
	(void)arg;
	fail_msg("broken %s %s", rc_text(rc), why);
}

static const struct ledger_events rig_events = {
	.accepted = rig_accepted,
	.refused = rig_refused,
	.claimed = rig_claimed,
	.stored = rig_stored,
	.question = rig_question,
	.granted = rig_granted,
	.fetched = rig_fetched,
	.listed = rig_listed,
	.parked = rig_parked,
	.backed_up = rig_backed_up,
	.opted = rig_opted,
	.things = rig_things,
	.kept = rig_kept,
	.contacts = rig_contacts,
	.followed = rig_followed,
	.hooks = rig_hooks,
	.campaigned = rig_campaigned,
	.campaigns = rig_campaigns,
	.campaign_told = rig_campaign_told,
	.recipients = rig_recipients,
	.broken = rig_broken,
};

static inline void rig_turn_end(void *arg)
{
	(void)arg;
	webhook_turn(rig.webhook);
	flow_turn(rig.flow);
}

static inline void rig_woken(void *arg)
{
	loop_again(arg);
}

static inline void rig_ring(void *arg)
{
	loop_notify(arg);
}

/* Turns until nothing moves on the loop or in the ledger. What the ledger was
 * handed leaves at the end of a turn, and it rings when it is done. */
static inline void rig_settle(void)
{
	uint64_t before;

	do {
		before = loop_progress(rig.loop);
		for (int i = 0; i < 4; i++)
			loop_once(rig.loop, false);
		if (!ledger_is_idle(rig.ledger))
			loop_once(rig.loop, true);
	} while (
	    loop_progress(rig.loop) != before || !ledger_is_idle(rig.ledger));
}

static inline void rig_open_ledger(void)
{
	const struct ledger_options o = { .path = rig.store,
		.map_bytes = UINT64_C(1) << 30,
		.unknown_after = 72 * 3600 * SECOND,
		.parked_ttl = 3600 * SECOND,
		.active_slots = 1024,
		.accepts_max = 100,
		.blank = body_blank };
	struct ledger_problem why;

	if (ledger_open(&rig.ledger, &o, &why) != 0)
		fail_msg("%s", why.text);
}

static inline void rig_reload(void *arg)
{
	(void)arg;
	rig.reloads++;
}

/* Nobody wants a letter, which is counted. */
static inline int rig_write_letter(void *arg, const struct followed *e,
    unsigned n, struct letter *out)
{
	(void)arg;
	(void)e;
	(void)n;
	(void)out;
	rig.letters++;
	return RC_NOT_FOUND;
}

static inline int rig_seal_letter(void *arg, struct letter *l,
    struct letter_seal *out)
{
	(void)arg;
	(void)l;
	(void)out;
	return RC_NOT_FOUND;
}

static inline void rig_webhook_new(void)
{
	static const struct letter_writer writer = {
		.write = rig_write_letter,
		.seal = rig_seal_letter,
	};
	const struct webhook_options o = { .loop = rig.loop,
		.ledger = rig.ledger,
		.writer = &writer };

	assert_int_equal(webhook_new(&rig.webhook, &o), 0);
}

static inline int rig_control_new(char *why)
{
	const struct control_options o = { .loop = rig.loop,
		.flow = rig.flow,
		.ledger = rig.ledger,
		.webhook = rig.webhook,
		.campaigns = rig.campaigns,
		.conf = rig.conf,
		.version = "1.2.3",
		.started = clock_mono(),
		.reload = rig_reload };

	return control_new(&rig.control, &o, why);
}

static inline void rig_campaigns_new(void)
{
	const struct campaigns_options o = { .conf = rig.conf,
		.flow = rig.flow,
		.ledger = rig.ledger,
		.loop = rig.loop };

	assert_int_equal(campaigns_open(&rig.campaigns, &o), 0);
}

static inline void rig_start(void)
{
	const struct flow_options o = { .conf = rig.conf,
		.routes = rig.routes,
		.loop = rig.loop,
		.ledger = rig.ledger };
	char why[CONTROL_WHY];

	assert_int_equal(flow_new(&rig.flow, &o), 0);
	rig_webhook_new();
	rig_campaigns_new();
	assert_int_equal(rig_control_new(why), 0);
	rig.wake = (struct loop_wake){ .fn = rig_woken, .arg = rig.loop };
	loop_wake_init(rig.loop, &rig.wake);
	rig.hook = (struct loop_hook){ .fn = rig_turn_end };
	loop_at_turn_end(rig.loop, &rig.hook);
	ledger_start(rig.ledger, &rig_events, NULL, rig_ring, &rig.wake);
}

static inline int rig_begin(void **state)
{
	const char *tmp = getenv("TMPDIR");

	(void)state;
	alarm(60); /* a turn may wait for ever if something is wrong */
	clock_freeze(RIG_START);
	rig = (struct rig){ .n_accepted = 0 };
	snprintf(rig.folder, sizeof(rig.folder), "%s/esmed-control-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.store, sizeof(rig.store), "%s/store", rig.folder);
	snprintf(rig.socket, sizeof(rig.socket), "%s/ctl.sock", rig.folder);
	rig_configure();
	rig.loop = loop_new();
	rig_open_ledger();
	assert_int_equal(route_table_new(rig.conf, &rig.routes), 0);
	rig_start();
	return 0;
}

static inline int rig_end(void **state)
{
	(void)state;
	if (rig.client.stream != NULL)
		stream_kill(rig.client.stream);
	json_free(rig.client.answer);
	buf_free(&rig.client.got);
	control_free(rig.control);
	assert_int_not_equal(access(rig.socket, F_OK), 0);
	loop_hook_del(rig.loop, &rig.hook);
	if (rig.peer != NULL)
		session_free(rig.peer);
	listener_close(rig.centre);
	ledger_close(rig.ledger);
	webhook_free(rig.webhook);
	campaigns_close(rig.campaigns);
	flow_free(rig.flow);
	route_table_free(rig.routes);
	conf_free(rig.conf);
	loop_wake_fini(&rig.wake);
	loop_once(rig.loop, false);
	loop_free(rig.loop);
	rig_remove(rig.store);
	rig_remove(rig.folder);
	return 0;
}

#endif
