/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many requests an smsc may send now: its rate and its caps together, and
 * what the answers say about them.
 *
 * An smsc without limits asks no clock here.
 */
#include <stdio.h>

#include "base/clock.h"
#include "session/smsc_impl.h"

#include <esmed/tlv.h>

static const struct rate_options *rate_options_of(const struct smsc *c,
    struct rate_options *o)
{
	*o = (struct rate_options){
		.limit = c->opt.throughput,
		.min = c->opt.throughput_min,
		.adaptive = c->opt.adaptive,
	};
	return o;
}

static void set_caps(struct smsc *c)
{
	const uint64_t limit[CAPS_SPANS] = {
		[CAPS_MINUTE] = c->opt.throughput_minute,
		[CAPS_HOUR] = c->opt.throughput_hour,
		[CAPS_DAY] = c->opt.throughput_day,
	};

	caps_configure(&c->caps, limit);
}

/* By then the pause after the first such answer is over, and judged. */
#define SLOW_SAID_AFTER (SECOND + SECOND / 100)
#define SLOW_OVER_AFTER (60 * SECOND)

static const char *rate_text(const struct smsc *c, char text[24])
{
	if (c->rate.found > 0)
		snprintf(text, 24, "%.6g", c->rate.found);
	else
		snprintf(text, 24, "none");
	return text;
}

static void say_slow(struct smsc *c)
{
	char rate[24];

	(void)rate_free(&c->rate, clock_mono());
	log_warn(c->opt.name,
	    "the SMSC throttles status=0x%08x %s answers=%llu found_rate=%s",
	    (unsigned)c->slow_status, smpp_status_name(c->slow_status),
	    (unsigned long long)c->slow_answers, rate_text(c, rate));
	c->slow_said = true;
}

static void say_over(struct smsc *c)
{
	char rate[24];

	log_info(c->opt.name,
	    "the SMSC throttles no more status=0x%08x answers=%llu "
	    "seconds=%lld found_rate=%s",
	    (unsigned)c->slow_status, (unsigned long long)c->slow_answers,
	    (long long)((c->slow_last - c->slow_since) / SECOND),
	    rate_text(c, rate));
	c->slow_since = 0;
}

static void on_slow(void *arg)
{
	struct smsc *c = arg;

	if (!c->slow_said)
		say_slow(c);
	if (clock_mono() >= c->slow_last + SLOW_OVER_AFTER)
		say_over(c);
	else
		timer_at(&c->slow_timer, c->slow_last + SLOW_OVER_AFTER);
}

static void note_slow(struct smsc *c, uint32_t status, usec now)
{
	c->slow_last = now;
	if (c->slow_since != 0) {
		c->slow_answers++;
		return;
	}
	c->slow_since = now;
	c->slow_status = status;
	c->slow_answers = 1;
	c->slow_said = false;
	timer_in(&c->slow_timer, SLOW_SAID_AFTER);
}

void limits_init(struct smsc *c)
{
	struct rate_options o;

	rate_init(&c->rate, rate_options_of(c, &o));
	set_caps(c);
	timer_init(&c->slow_timer, c->loop, on_slow, c);
}

void limits_stop(struct smsc *c)
{
	timer_stop(&c->slow_timer);
}

void limits_configure(struct smsc *c)
{
	struct rate_options o;

	rate_configure(&c->rate, rate_options_of(c, &o));
	set_caps(c);
}

void limits_fini(struct smsc *c)
{
	rate_fini(&c->rate);
}

static uint32_t capped(struct smsc *c, uint32_t rate)
{
	uint32_t caps;

	if (!caps_any(&c->caps))
		return rate;
	caps = caps_free(&c->caps, clock_wall());
	return rate < caps ? rate : caps;
}

uint32_t limits_free(struct smsc *c)
{
	if (!rate_is_limited(&c->rate))
		return capped(c, RATE_UNLIMITED);
	return capped(c, rate_free(&c->rate, clock_mono()));
}

uint32_t limits_wanted(struct smsc *c)
{
	usec now;

	if (!rate_is_limited(&c->rate))
		return capped(c, RATE_UNLIMITED);
	now = clock_mono();
	(void)rate_free(&c->rate, now);
	return capped(c, rate_wanted(&c->rate, now));
}

void limits_sent(struct smsc *c)
{
	if (rate_is_limited(&c->rate))
		rate_sent(&c->rate, clock_mono());
	if (caps_any(&c->caps))
		caps_take(&c->caps, clock_wall());
}

int limits_next(struct smsc *c, usec *at)
{
	usec now = clock_mono(), wall = clock_wall(), opens;

	if (caps_reached(&c->caps, wall, &opens) != NULL) {
		*at = now + opens - wall;
		return 0;
	}
	return rate_next(&c->rate, now, at);
}

/* 0x14 of the whole smsc is a throttle to the owner too: the message is not to
 * blame, and goes first when the pause ends. */
static void slow_down(struct smsc *c, const struct rate_answer *r,
    struct smsc_answer *a)
{
	if (a->class == SMPP_CLASS_THROTTLE)
		rate_throttled(&c->rate, r);
	else if (rate_queue_full(&c->rate, r))
		a->class = SMPP_CLASS_THROTTLE;
	if (a->class != SMPP_CLASS_THROTTLE)
		return;
	c->throttled++;
	note_slow(c, a->status, r->now);
}

static void hear_congestion(struct smsc *c, const struct rate_answer *r,
    const struct smpp_pdu *resp)
{
	const struct smpp_tlv *t =
	    smpp_pdu_tlv(resp, SMPP_TLV_CONGESTION_STATE);

	if (t != NULL && t->len == 1)
		rate_congestion(&c->rate, r, t->value[0]);
}

void limits_answered(struct smsc *c, const struct session_answer *answer,
    struct smsc_answer *a)
{
	struct rate_answer r = { .sent = answer->sent,
		.now = answer->sent + a->latency };
	bool is_slow =
	    a->class == SMPP_CLASS_THROTTLE || answer->status == SMPP_RMSGQFUL;

	if (answer->late) /* the rate it was sent at is long past */
		return;
	if (is_slow || (answer->resp != NULL && answer->resp->tlv_count != 0))
		r.wall = clock_wall();
	if (is_slow)
		slow_down(c, &r, a);
	else
		rate_ok(&c->rate, r.sent, r.now);
	if (answer->resp != NULL && answer->resp->tlv_count != 0)
		hear_congestion(c, &r, answer->resp);
}

void limits_status(const struct smsc *c, struct smsc_status *st)
{
	struct rate_status r;
	usec until;

	rate_status(&c->rate, &r);
	st->throughput = c->opt.throughput;
	st->rate_allowed = r.allowed;
	st->rate_found = r.found;
	st->rate_refused = r.refused;
	st->rate_reason = r.reason;
	st->throttled = c->throttled;
	st->paused = rate_is_paused(&c->rate, clock_mono());
	st->cap = caps_reached(&c->caps, clock_wall(), &until);
	st->cap_until = until;
}
