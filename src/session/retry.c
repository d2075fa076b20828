/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a bind is tried, and with which host.
 *
 * 1. A bind whose session is closed has its retry timer set, unless the smsc
 *    is not up or waits to be called.
 * 2. Back-off grows with every round over the hosts and begins anew only after
 *    a bind that stood for 60 s, so a link that flaps is not hammered; and its
 *    window shrinks, for all that is in it may be sent twice (D10, D11).
 * 3. A round begins with the first host. Another is tried at once, but not
 *    after a refusal that every host would repeat.
 */
#include "base/clock.h"
#include "base/random.h"
#include "session/secure.h"
#include "session/smsc_impl.h"

#define STABLE_TIME     (60 * SECOND)
#define CREDENTIALS_MIN (300 * SECOND) /* D1: hammering locks accounts */
#define CREDENTIALS_MAX HOUR
#define GHOST_MIN       (30 * SECOND) /* D2: our half-open bind, maybe */
#define GHOST_MAX       (60 * SECOND)
#define FLAPS_MAX       16
#define LOUD_TRIES      3 /* failures in a row that are logged one by one */

static bool is_about_credentials(uint32_t status)
{
	return status == SMPP_RINVPASWD || status == SMPP_RINVSYSID ||
	       status == SMPP_RINVSYSTYP;
}

static bool was_refused(const struct bind *b)
{
	return session_reason(b->session) == SESSION_CLOSE_BIND_REFUSED;
}

static usec random_between(usec min, usec max)
{
	return min + (usec)random_below((uint64_t)(max - min) + 1);
}

static usec doubled(usec value, usec max, uint32_t times)
{
	for (uint32_t i = 0; i < times && value < max; i++)
		value *= 2;
	return value < max ? value : max;
}

/* Anywhere between the least and what has grown, so that many binds which
 * were lost together do not come back together. */
static usec jitter(usec min, usec max, uint32_t failures)
{
	usec limit = doubled(min, max, failures + 1);

	return limit <= min ? min : random_between(min, limit);
}

/* Another host of this round. */
static bool next_host(struct bind *b)
{
	const struct smsc *c = b->smsc;
	struct config_host h;

	if (!b->was_bound && config_host(&c->config, b->host + 1,
				 config_command(&c->config, b->index), &h)) {
		b->host++;
		return true;
	}
	b->host = 0;
	return false;
}

static usec delay_after(struct bind *b)
{
	const struct smsc_options *o = &b->smsc->opt;
	uint32_t status = session_bind_status(b->session);
	usec delay;

	if (session_reason(b->session) == SESSION_CLOSE_INACTIVE) {
		b->failures = 0;
		return o->reconnect_min;
	}
	if (was_refused(b) && is_about_credentials(status)) {
		delay = doubled(CREDENTIALS_MIN, CREDENTIALS_MAX, b->refusals);
		b->refusals++;
		return random_between(delay, delay + delay / 10);
	}
	if (was_refused(b) && status == SMPP_RALYBND) {
		b->ghosts++;
		return random_between(GHOST_MIN, GHOST_MAX);
	}
	if (next_host(b))
		return 0;
	return jitter(o->reconnect_min, o->reconnect_max, b->failures);
}

static void limit_window(struct bind *b)
{
	uint32_t n = b->smsc->opt.window;

	/* The first loss may be chance. */
	if (b->flaps > 1)
		n >>= b->flaps - 1;
	session_limit_window(b->session, n == 0 ? 1 : n);
}

static void count_failure(struct bind *b)
{
	const struct smsc *c = b->smsc;

	if (b->failures < UINT32_MAX)
		b->failures++;
	session_set_quiet(b->session, b->failures > LOUD_TRIES);
	/* One line at 4, 8, 16 and so on for all that are quiet. */
	if (b->failures > LOUD_TRIES && (b->failures & (b->failures - 1)) == 0)
		log_warn(c->opt.name, "bind=%u is not up tries=%u last=%s",
		    b->index + 1, b->failures,
		    session_reason_name(session_reason(b->session)));
}

static void plan(struct bind *b, usec delay)
{
	b->next_try = clock_wall() + delay;
	timer_in(&b->retry, delay);
}

void retry_closed(struct bind *b)
{
	const struct smsc *c = b->smsc;
	enum session_reason reason = session_reason(b->session);
	bool was_brief = b->was_bound && timer_is_set(&b->stable);
	usec delay;

	timer_stop(&b->stable);
	if (!c->started || c->draining)
		return;
	if (was_brief && reason != SESSION_CLOSE_INACTIVE &&
	    b->flaps < FLAPS_MAX)
		b->flaps++;
	if (c->opt.outbind_listen[0] != '\0')
		return;
	delay = delay_after(b);
	if (delay != 0)
		count_failure(b);
	plan(b, delay);
}

/* It has stood for STABLE_TIME. */
static void on_stable(void *arg)
{
	struct bind *b = arg;

	b->failures = b->flaps = 0;
	session_set_quiet(b->session, false);
	limit_window(b);
}

void retry_bound(struct bind *b)
{
	struct tls_info info;

	b->was_bound = true;
	b->refusals = b->ghosts = 0;
	b->tls_refused = false;
	b->tls_expires = session_tls(b->session, &info) ? info.expires : 0;
	timer_in(&b->stable, STABLE_TIME);
	limit_window(b);
}

void retry_limit(struct bind *b)
{
	limit_window(b);
}

void retry_begins(struct bind *b)
{
	struct smsc *c = b->smsc;

	timer_stop(&b->retry);
	b->next_try = 0;
	b->was_bound = false;
	b->generation = ++c->generation;
	b->epoch = c->epoch;
}

static void dial(void *arg)
{
	struct bind *b = arg;
	struct smsc *c = b->smsc;
	uint32_t command = config_command(&c->config, b->index);
	struct config_host h;
	struct stream_target to = {
		.host = h.name,
		.local_address = c->opt.local_address,
		.local_port = c->opt.local_port,
		.tls_name = c->opt.tls_name,
	};

	if (!secure_client(c)) {
		count_failure(b);
		plan(b, jitter(c->opt.reconnect_min, c->opt.reconnect_max,
			    b->failures));
		return;
	}
	if (!config_host(&c->config, b->host, command, &h)) {
		b->host = 0; /* there are fewer now */
		(void)config_host(&c->config, 0, command, &h);
	}
	to.port = h.port;
	to.tls = c->tls;
	retry_begins(b);
	session_dial(b->session, stream_dial_to(c->loop, &to));
}

void retry_init(struct bind *b)
{
	timer_init(&b->retry, b->smsc->loop, dial, b);
	timer_init(&b->stable, b->smsc->loop, on_stable, b);
}

void retry_stop(struct bind *b)
{
	timer_stop(&b->retry);
	timer_stop(&b->stable);
	b->next_try = 0;
}

void retry_now(struct bind *b)
{
	const struct smsc *c = b->smsc;

	if (session_state(b->session) != SESSION_CLOSED)
		return;
	b->failures = b->refusals = b->ghosts = b->host = 0;
	b->tls_refused = b->is_zombie = false;
	session_set_quiet(b->session, false);
	if (c->started && !c->draining && c->opt.outbind_listen[0] == '\0')
		plan(b, 0);
}
