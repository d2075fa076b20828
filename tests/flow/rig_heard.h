/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * rig_heard - what the rig hears of its ledger; inside rig.h.
 */
#ifndef TESTS_FLOW_RIG_HEARD_H
#define TESTS_FLOW_RIG_HEARD_H

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
	(void)token;
	(void)rc;
	(void)arg;
	rig.n_refused++;
}

static inline void rig_claimed(const struct claim *c, void *arg)
{
	(void)arg;
	flow_claimed(rig.flow, c);
}

static inline void rig_question(const struct question *q, void *arg)
{
	(void)arg;
	flow_question(rig.flow, q);
}

static inline void rig_granted(uint64_t token, const struct granted *g,
    void *arg)
{
	(void)token;
	(void)arg;
	rig.granted = *g;
}

static inline void rig_stored(const struct reply_token *t, int rc, void *arg)
{
	(void)arg;
	flow_stored(rig.flow, t, rc);
}

static inline void rig_learn(const struct heard *h, void *arg)
{
	(void)arg;
	flow_heard(rig.flow, h);
}

static inline void rig_given_up(uint64_t key, uint64_t to, void *arg)
{
	(void)arg;
	flow_given_up(rig.flow, key, to);
}

static inline void rig_fetched(uint64_t token, int rc,
    const struct message_view *v, void *arg)
{
	size_t at = 0;

	(void)token;
	(void)arg;
	assert_int_equal(rc, 0);
	rig.shown = *v;
	assert_true(v->body_len <= sizeof(rig.shown_bytes));
	memcpy(rig.shown_bytes, v->body, v->body_len);
	assert_int_equal(
	    body_decode(&rig.shown_body, rig.shown_bytes, v->body_len), 0);
	for (size_t i = 0; i < v->n_events; i++)
		at += (size_t)snprintf(rig.shown_events + at,
		    sizeof(rig.shown_events) - at, "%s ", v->event[i].name);
}

static inline void rig_listed(uint64_t token, const struct message_page *p,
    void *arg)
{
	(void)token;
	(void)p;
	(void)arg;
}

static inline void rig_received(const struct received *r, void *arg)
{
	(void)arg;
	rig.received = *r;
	rig.n_received++;
	memcpy(rig.inbound_bytes, r->body, r->body_len);
	assert_int_equal(
	    body_decode(&rig.inbound, rig.inbound_bytes, r->body_len), 0);
	flow_received(rig.flow, r);
}

static inline void rig_followed(uint64_t token, const struct follow_page *p,
    void *arg)
{
	(void)token;
	(void)arg;
	rig.keys.webhook->followed(p);
}

static inline void rig_hooks(uint64_t token, const struct hook_page *p,
    void *arg)
{
	(void)arg;
	rig.keys.webhook->hooks(token, p);
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
	.question = rig_question,
	.granted = rig_granted,
	.stored = rig_stored,
	.given_up = rig_given_up,
	.heard = rig_learn,
	.fetched = rig_fetched,
	.listed = rig_listed,
	.received = rig_received,
	.followed = rig_followed,
	.hooks = rig_hooks,
	.broken = rig_broken,
};

#endif
