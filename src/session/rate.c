/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The found rate.
 *
 * A peer counts in one of two ways: by its clock second, or over any second.
 * What it took in the second before its first refusal is its limit in both, or
 * hardly more. Three things keep the price of looking for it low:
 *
 * 1. A step up is made so late in the clock second that its refusal comes just
 *    before the end, and the pause is short; but not so late that what is
 *    under way is refused in the next one.
 * 2. Permits are a sliding second over everything sent, the refused too. So
 *    after a pause a peer that slides, even one that counts what it refused,
 *    sees no more than the rate found.
 * 3. Tokens spread the requests, else a second's worth would be under way
 *    when the first refusal comes. They come faster than the rate, so that
 *    the permits are what limits.
 *
 * A refusal is judged when the pause ends: by then the answers to what was
 * sent before are there.
 */
#include "session/rate.h"

#include <stddef.h>

#define MARGIN_FIRST 0.025
#define MARGIN_MIN   0.02
#define MARGIN_MAX   0.05
#define MARGIN_UP    0.01
#define MARGIN_DOWN  0.004
#define FALL         0.7 /* one refusal takes no more than this away */
#define FALL_GENTLY  0.9 /* for 0x14 */
#define NEARLY       0.95
#define STEP_MAX     0.5
#define IN_DEMAND    0.8
#define WHOLE        10        /* above it a fraction would blur the limit */
#define FOUND_MAX    1000000.0 /* above it there is no limit */

#define CALM        (3 * SECOND)
#define HOLD        (14 * SECOND)
#define HOLD_FIRST  (2 * SECOND) /* the first may have been a stray one */
#define PACE_STEADY 1.25
#define PACE_ROUGH  1.1
#define ROUGH       (SECOND / 200) /* jitter */
#define TOKEN_TIME  0.05           /* seconds' worth of tokens kept */
#define WAIT_MIN    (SECOND / 200) /* requests come in groups */

#define AHEAD (SECOND / 40) /* about a commit and a turn */

#define FEW   10            /* requests in the second of a refusal */
#define STRAY (10 * SECOND) /* between two refusals that are so alone */

#define FULL_SHARE 0.3 /* of answers that are 0x14 */
#define FULL_FADE  (5 * SECOND)
#define EASE_HOLD  (2 * SECOND)

static const char *const reasons[] = {
	[RATE_AS_CONFIGURED] = "as configured",
	[RATE_REFUSED] = "held below what was refused (0x58)",
	[RATE_QUEUE_FULL] = "slowed, the queue of the SMSC is full (0x14)",
	[RATE_CONGESTED] = "slowed, the SMSC is congested (congestion_state)",
	[RATE_RECOVERING] = "going back to just below what was refused",
	[RATE_PROBING] = "trying more than is known to be allowed",
};

static double least(const struct rate *r)
{
	double min = r->opt.min > 0 ? r->opt.min : 1;

	return r->opt.limit > 0 && min > r->opt.limit ? r->opt.limit : min;
}

/* The only function that writes r->found and r->reason. 0: none. */
static void set_found(struct rate *r, double found, enum rate_reason why)
{
	if (found >= WHOLE)
		found = (double)(uint32_t)(found + 0.5);
	if (found > 0 && found < least(r))
		found = least(r);
	if (found >= FOUND_MAX || (r->opt.limit > 0 && found >= r->opt.limit))
		found = 0;
	r->found = found;
	r->reason = found > 0 ? why : RATE_AS_CONFIGURED;
	permits_set(&r->permits, found > 0 ? found : r->opt.limit);
}

void rate_init(struct rate *r, const struct rate_options *opt)
{
	*r = (struct rate){ .opt = *opt, .margin = MARGIN_FIRST };
	permits_init(&r->permits, opt->limit);
}

void rate_fini(struct rate *r)
{
	permits_fini(&r->permits);
}

void rate_configure(struct rate *r, const struct rate_options *opt)
{
	r->opt = *opt;
	r->is_refused &= opt->adaptive;
	set_found(r, opt->adaptive ? r->found : 0, r->reason);
}

bool rate_is_limited(const struct rate *r)
{
	return r->found > 0 || r->opt.limit > 0 || r->paused_until != 0;
}

bool rate_is_paused(const struct rate *r, usec now)
{
	return now < r->paused_until;
}

/* Late in the second, but with time for two round trips. */
static usec step_phase(const struct rate *r)
{
	usec phase = SECOND * 85 / 100 - 2 * r->latency;

	return phase < SECOND / 10 ? SECOND / 10 : phase;
}

static double clamp(double value, double low, double high)
{
	return value < low ? low : value > high ? high : value;
}

/* The rate that was refused: what the peer took in that second, or the found
 * rate if that is nearly the same. Requests that come here late let the found
 * rate be a little above what is sent; then it is the better measure. */
static double measure(const struct rate *r)
{
	bool is_full = r->refused_by == RATE_QUEUE_FULL;
	double all = recent_all(&r->recent, r->refused_at);
	double took = recent_ok(&r->recent, r->refused_at);

	if (is_full && took < all / 2)
		took = all / 2;
	if (r->found == 0)
		return took;
	if (took >= NEARLY * r->found)
		return r->found;
	return clamp(took, (is_full ? FALL_GENTLY : FALL) * r->found, r->found);
}

/* A hundredth of a rate, or one request. */
static double little(double rate)
{
	return rate > 100 ? rate / 100 : 1;
}

/* Where to stay after a refusal of `rate`. */
static double below(struct rate *r, double rate)
{
	double lower = rate * (1 - r->margin);
	bool is_calm = r->refused_at - r->resumed >= CALM;

	r->fall = is_calm || r->step > 0 ? 0 : 2 * r->fall;
	r->fall = clamp(r->fall, little(rate), (1 - FALL) * rate);
	if (r->step > 0 && r->proven < rate)
		return lower > r->proven ? lower : r->proven;
	if (rate < r->found)
		return lower;
	if (is_calm)
		r->margin = clamp(r->margin + MARGIN_UP, 0, MARGIN_MAX);
	return rate - r->fall;
}

/* So few requests say nothing of a rate, unless it happens again: then the
 * limit is as low as that. */
static bool is_stray(struct rate *r, usec now)
{
	bool is_first = r->strayed == 0 || now - r->strayed > STRAY;

	if (r->found > 0 || recent_all(&r->recent, r->refused_at) >= FEW)
		return false;
	r->strayed = now;
	return is_first;
}

static void judge(struct rate *r, usec now)
{
	bool is_whole = r->refused_at - r->resumed >= SECOND;
	double rate = measure(r);
	double found;

	if (is_stray(r, now)) {
		r->is_refused = false;
		return;
	}
	found = r->found == 0 ? rate * (1 - r->margin) : below(r, rate);
	r->refused = r->found == 0 || is_whole ? rate : r->found;
	r->is_refused = false;
	r->step = 0;
	r->proven = 0;
	r->changed = now;
	r->hold_until = now + (r->found == 0 ? HOLD_FIRST : HOLD);
	r->next_step = r->paused_until + step_phase(r);
	r->tokens = 0;
	r->tokens_at = now;
	set_found(r, clamp(found, least(r), FOUND_MAX), r->refused_by);
}

/* Half way to what was refused, just beyond it, then away from it. */
static double next_probe(struct rate *r)
{
	double small = little(r->refused);

	if (r->step == 0) {
		r->margin = clamp(r->margin - MARGIN_DOWN, MARGIN_MIN, 1);
		r->proven = r->found;
	}
	if (r->found <= r->refused)
		r->step = clamp((r->refused - r->found) / 2, small, FOUND_MAX);
	else
		r->step = clamp(r->step * 2, small, STEP_MAX * r->found);
	return r->found + r->step;
}

/* Up towards the place below what was refused; later beyond it. */
static void step_up(struct rate *r, usec now)
{
	double target = r->refused * (1 - r->margin);
	double up = clamp((target - r->found) / 2, r->found / 10, FOUND_MAX);

	if (now < r->eased_until)
		return;
	if (r->found + 1 <= target) {
		set_found(r, clamp(r->found + up, 0, target), RATE_RECOVERING);
	} else if (now >= r->hold_until) {
		set_found(r, next_probe(r), RATE_PROBING);
		r->tokens += r->step; /* the answer is wanted now */
	}
}

/* The rate grows only while it is what limits. */
static void grow(struct rate *r, usec now)
{
	if (r->found == 0 || now < r->next_step)
		return;
	r->next_step += ((now - r->next_step) / SECOND + 1) * SECOND;
	if ((double)permits_used(&r->permits, now) >=
	    clamp(IN_DEMAND * r->found - 1, 1, FOUND_MAX))
		step_up(r, now);
}

/* Tokens a second. A peer of clock seconds that answers steadily is best asked
 * early in the second; with jitter any unevenness is refused sooner. */
static double pace(const struct rate *r)
{
	return r->found * (r->jitter > ROUGH ? PACE_ROUGH : PACE_STEADY);
}

static double tokens_max(const struct rate *r)
{
	return 1 + TOKEN_TIME * pace(r);
}

static void renew(struct rate *r, usec now)
{
	if (r->paused_until != 0 && now >= r->paused_until) {
		if (r->is_refused)
			judge(r, now);
		r->resumed = now;
		r->paused_until = 0;
	}
	if (r->found == 0)
		return;
	grow(r, now);
	r->tokens += pace(r) * (double)(now - r->tokens_at) / (double)SECOND;
	r->tokens = clamp(r->tokens, 0, tokens_max(r));
	r->tokens_at = now;
}

uint32_t rate_free(struct rate *r, usec now)
{
	uint32_t permits, tokens;

	renew(r, now);
	if (r->paused_until != 0)
		return 0;
	permits = permits_free(&r->permits, now);
	if (r->found == 0)
		return permits;
	tokens = (uint32_t)r->tokens;
	return tokens < permits ? tokens : permits;
}

uint32_t rate_wanted(const struct rate *r, usec now)
{
	uint32_t permits, tokens;

	if (r->paused_until != 0)
		return 0;
	if (r->found == 0)
		return permits_free_at(&r->permits, now);
	permits = permits_free_at(&r->permits, now + AHEAD);
	tokens =
	    (uint32_t)(r->tokens + pace(r) * (double)AHEAD / (double)SECOND);
	return tokens < permits ? tokens : permits;
}

int rate_next(struct rate *r, usec now, usec *at)
{
	double wanting = 1 + (double)(uint32_t)r->tokens - r->tokens;
	int rc;

	if (rate_is_paused(r, now)) {
		*at = r->paused_until;
		return 0;
	}
	if (r->found == 0)
		return permits_next(&r->permits, at);
	rc = permits_next(&r->permits, at);
	if (r->tokens < permits_free(&r->permits, now)) {
		if (r->tokens >= tokens_max(r))
			return RC_NOT_FOUND;
		*at = r->tokens_at +
		      (usec)(wanting / pace(r) * (double)SECOND) + 1;
		rc = 0;
	}
	if (rc == 0 && *at < now + WAIT_MIN)
		*at = now + WAIT_MIN;
	return rc;
}

void rate_sent(struct rate *r, usec now)
{
	permits_take(&r->permits, now);
	r->tokens -= r->found > 0;
}

static void refused(struct rate *r, const struct rate_answer *a,
    enum rate_reason by)
{
	r->paused_until = a->now + SECOND - a->wall % SECOND;
	if (!r->opt.adaptive || r->is_refused || a->sent < r->changed)
		return;
	r->is_refused = true;
	r->refused_at = a->sent;
	r->refused_by = by;
}

void rate_ok(struct rate *r, usec sent, usec now)
{
	usec off = now - sent - r->latency;

	recent_add(&r->recent, sent, true);
	r->latency += off / 16;
	r->jitter += ((off < 0 ? -off : off) - r->jitter) / 16;
	r->full -= r->full / 16;
}

void rate_throttled(struct rate *r, const struct rate_answer *a)
{
	recent_add(&r->recent, a->sent, false);
	refused(r, a, RATE_REFUSED);
}

bool rate_queue_full(struct rate *r, const struct rate_answer *a)
{
	recent_add(&r->recent, a->sent, false);
	if (a->now - r->full_at > FULL_FADE)
		r->full = 0; /* one message that is tried again and again */
	r->full_at = a->now;
	r->full += (1 - r->full) / 16;
	if (!r->opt.adaptive || r->full < FULL_SHARE)
		return false;
	refused(r, a, RATE_QUEUE_FULL);
	return true;
}

void rate_congestion(struct rate *r, const struct rate_answer *a, uint8_t state)
{
	double base = r->found;

	if (!r->opt.adaptive || state < 80)
		return;
	r->eased_until = a->now + EASE_HOLD;
	if (state < 90 || a->now < r->next_ease)
		return;
	r->next_ease = a->now + SECOND;
	if (base == 0) {
		base = recent_ok(&r->recent, a->sent);
		r->refused = base;
		r->next_step = a->now + SECOND - a->wall % SECOND;
		r->tokens_at = a->now;
	}
	r->step = 0;
	set_found(r, base * (1 - (state - 89) / 100.0), RATE_CONGESTED);
}

void rate_status(const struct rate *r, struct rate_status *st)
{
	*st = (struct rate_status){
		.allowed = r->found > 0 ? r->found : r->opt.limit,
		.found = r->found,
		.refused = r->refused,
		.reason = reasons[r->reason],
	};
}
