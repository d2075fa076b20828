/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sending: one letter of a message at a time, ten of a lane, and what came of
 * it. A host that fails FAILURES_MAX times one after the other, or says when to
 * come back, is left alone for a while; then one letter finds out how it is.
 */
#include "flow/lane.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/random.h"
#include "flow/owner.h"
#include "http/url.h"

#include <stdio.h>
#include <string.h>

#define WAIT_LEAST   (5 * SECOND)
#define REFUSALS_MAX 8 /* attempts, where the answer says it is our fault */
#define FAILURES_MAX 5

static uint64_t hash_of_url(const struct work *k)
{
	static const struct hash_key key = { 0x75726c, 1 };
	const struct buf *url = &k->letter.url;

	return hash_sip(&key, buf_bytes(url), url->len);
}

/* ---- hosts --------------------------------------------------------------- */

int lane_call(struct lane *lane, const struct http_call *c, double rate,
    struct under_way *out)
{
	struct webhook *w = lane->webhook;
	int rc = hosts_take(w->hosts, c->url, &out->port);

	if (rc != 0)
		return rc;
	rc = RC_FULL;
	if (hosts_turn(w->hosts, c->url, rate, &lane->turn))
		rc = http_client_call(w->client, c, &out->id);
	if (rc != 0)
		hosts_give(w->hosts, out->port);
	else
		lane->turn = (struct host_turn){ 0 };
	return rc;
}

void lane_called(struct webhook *w, struct under_way *u)
{
	u->id = 0;
	hosts_give(w->hosts, u->port);
}

/* ---- the end of a letter ------------------------------------------------ */

static void bury(struct work *k, enum death death)
{
	struct lane *lane = k->lane;

	lane->webhook->figures.dead++;
	log_warn("webhook",
	    "dead letter lane=%08x place=%llu attempts=%u reason=\"%s\"",
	    lane->id, (unsigned long long)k->letter.place, k->letter.attempts,
	    k->why);
	work_put(k, death);
	lane_wake(lane);
	work_free(k);
}

/* Its host is back: what waited for its sake waits no more. */
static void recover(struct lane *lane)
{
	struct work *k;

	lane->failures = 0;
	if (lane->rests_until == 0)
		return;
	lane->rests_until = 0;
	log_info("webhook", "receiver is back lane=%08x", lane->id);
	TAILQ_FOREACH(k, &lane->queue, next)
	k->due = clock_mono();
	lane_wake(lane);
}

/* "Full jitter", so that many do not come back at one instant. */
static usec wait_after(unsigned attempts)
{
	usec most = WAIT_LEAST;

	for (unsigned i = 1; i < attempts && most < WAIT_MOST; i++)
		most *= 2;
	if (most > WAIT_MOST)
		most = WAIT_MOST;
	return SECOND + (usec)random_below((uint64_t)(most - SECOND + 1));
}

static usec asked_wait(const struct http_result *r)
{
	return r->retry_after < WAIT_MOST ? r->retry_after : WAIT_MOST;
}

static bool may_ask_again(int status)
{
	return status == 408 || status == 425 || status == 429 || status >= 500;
}

/* Does it speak against the host, not against this letter? */
static bool is_host_at_fault(const struct http_result *r)
{
	if (r->rc != 0)
		return r->failure != HTTP_FAILURE_DENIED;
	return may_ask_again(r->status);
}

static void rest(struct lane *lane, usec until)
{
	if (lane->rests_until == 0)
		log_warn("webhook",
		    "receiver fails, its letters wait lane=%08x failures=%u "
		    "reason=\"%s\"",
		    lane->id, lane->failures, lane->why);
	lane->rests_until = until;
}

/* What was under way when it began to rest says nothing new. */
static void blame_host(struct lane *lane, const struct http_result *r)
{
	usec now = clock_mono(), wait = asked_wait(r);

	if (lane->rests_until > now)
		return;
	lane->failures++;
	if (lane->failures >= FAILURES_MAX || lane->rests_until != 0) {
		usec own = wait_after(lane->failures < FAILURES_MAX
					  ? 1
					  : lane->failures - FAILURES_MAX + 1);

		wait = own > wait ? own : wait;
	}
	if (wait != 0)
		rest(lane, now + wait);
}

static void say_why(const struct http_result *r, char why[WHY_BYTES])
{
	const char *more = "";

	if (r->rc == 0 && r->status >= 300 && r->status < 400)
		more = ": redirects are not followed";
	if (r->rc != 0)
		snprintf(why, WHY_BYTES, "%s: %s",
		    http_failure_word(r->failure), r->why);
	else
		snprintf(why, WHY_BYTES, "status %d%s", r->status, more);
}

/* Without what may be a secret. */
static void note_place(struct work *k)
{
	const struct buf *text = &k->letter.url;
	const char *why;
	struct url u;

	k->lane->gone_place[0] = '\0';
	if (url_parse(&u, (const char *)buf_bytes(text), text->len, &why) == 0)
		snprintf(k->lane->gone_place, GONE_PLACE, "%s://%.60s:%u",
		    u.tls ? "https" : "http", u.host, u.port);
}

/* X7: nothing more goes there for a while; what there is, is dead. */
static void close_url(struct work *k)
{
	k->lane->gone = hash_of_url(k);
	k->lane->gone_until = clock_mono() + GONE_FOR;
	k->lane->gone_account = k->letter.account;
	note_place(k);
	log_warn("webhook",
	    "receiver says that it is gone for ever, its letters are dead "
	    "lane=%08x",
	    k->lane->id);
}

/* Why it is not tried again, DEATH_NONE: it is. */
static enum death judge(struct work *k, const struct http_result *r)
{
	if (r->rc != 0 && r->failure == HTTP_FAILURE_DENIED)
		return DEATH_URL;
	if (r->rc == 0 && r->status == 410 && k->letter.hops == 0) {
		close_url(k);
		return DEATH_GONE;
	}
	if (r->rc == 0 && !may_ask_again(r->status) &&
	    k->letter.attempts >= REFUSALS_MAX)
		return DEATH_REFUSED;
	if (clock_mono() - k->first >= GIVE_UP)
		return DEATH_TIME;
	return DEATH_NONE;
}

static void note_failure(struct work *k, const struct http_result *r)
{
	struct lane *lane = k->lane;

	lane->webhook->figures.failed++;
	k->letter.attempts++;
	say_why(r, k->why);
	memcpy(lane->why, k->why, sizeof(lane->why));
	lane_wake(lane);
}

/* From the first document. */
static void begin_anew(struct work *k)
{
	k->letter.hops = 0;
	buf_clear(&k->letter.next);
}

static void failed(struct work *k, const struct http_result *r)
{
	enum death death;
	usec wait;

	note_failure(k, r);
	if (k->letter.spare && k->letter.attempts % 2 == 1) {
		begin_anew(k);
		k->due = clock_mono();
		return;
	}
	if (is_host_at_fault(r))
		blame_host(k->lane, r);
	else if (r->rc == 0)
		recover(k->lane);
	death = judge(k, r);
	if (death != DEATH_NONE) {
		bury(k, death);
		return;
	}
	begin_anew(k);
	wait = wait_after(k->letter.attempts);
	if (wait < asked_wait(r))
		wait = asked_wait(r);
	k->due = clock_mono() + wait;
	log_info("webhook",
	    "letter waits lane=%08x place=%llu attempts=%u seconds=%lld "
	    "reason=\"%s\"",
	    k->lane->id, (unsigned long long)k->letter.place,
	    k->letter.attempts, (long long)(wait / SECOND), k->why);
	work_put(k, DEATH_NONE);
}

static void delivered(struct work *k, const struct http_result *r)
{
	const struct letter_writer *writer = k->lane->webhook->with.writer;
	void *arg = k->lane->webhook->with.arg;
	int rc = 0;

	recover(k->lane);
	if (writer->answered != NULL)
		rc = writer->answered(arg, &k->letter, r);
	if (rc == 0) {
		k->lane->webhook->figures.sent++;
		work_settle(k);
		return;
	}
	if (rc == RC_SHORT) {
		k->due = clock_mono();
		lane_wake(k->lane);
		return;
	}
	begin_anew(k);
	snprintf(k->why, sizeof(k->why), "its answer cannot be used now");
	k->due = clock_mono() + WAIT_LEAST;
	work_put(k, DEATH_NONE);
	lane_wake(k->lane);
}

static void answered(void *arg, const struct http_result *r)
{
	struct work *k = arg;

	lane_called(k->lane->webhook, &k->call);
	k->lane->calls--;
	if (r->rc == 0 && r->status >= 200 && r->status < 300)
		delivered(k, r);
	else
		failed(k, r);
}

/* ---- one attempt -------------------------------------------------------- */

/* Its host does not want the account's letters: they wait. */
static void shun(struct work *k, usec again)
{
	struct lane *lane = k->lane;
	usec wait, least = again - clock_mono();

	lane->failures++;
	wait = wait_after(lane->failures);
	rest(lane, clock_mono() + (wait > least ? wait : least));
	lane_wake(lane);
}

/* RC_FULL: it was asked, or has said no, and the lane rests. RC_BAD. */
static int ask_owner(struct work *k, const struct url *u,
    const struct letter_seal *s)
{
	struct owner_ask a = { .sid = s->owner,
		.url = u,
		.policy = s->policy,
		.rate = s->rate };
	usec again;
	int rc = 0;

	if (s->owner != NULL)
		rc = owner_check(k->lane, &a, &again);
	if (rc != RC_FULL)
		k->lane->unconfirmed = rc == RC_DENIED;
	if (rc == RC_DENIED || rc == RC_BAD)
		memcpy(k->why, k->lane->why, sizeof(k->why));
	if (rc != RC_DENIED)
		return rc;
	shun(k, again);
	return RC_FULL;
}

static int call(struct work *k, const struct letter_seal *s)
{
	bool is_own = s->url.len != 0;
	const struct buf *url = is_own ? &s->url : &k->letter.url;
	const struct buf *body = is_own ? &s->body : &k->letter.body;
	struct http_client_header header[SEAL_HEADERS];
	struct url u;
	const char *why;
	struct http_call c = { .url = &u,
		.post = is_own ? s->post : k->letter.post,
		.header = header,
		.headers = s->headers,
		.body = buf_bytes(body),
		.len = body->len,
		.policy = s->policy,
		.connect = s->connect,
		.read = s->read,
		.total = s->total,
		.answered = answered,
		.arg = k };
	int rc;

	if (url_parse(&u, (const char *)buf_bytes(url), url->len, &why) != 0) {
		snprintf(k->why, sizeof(k->why), "its URL: %s", why);
		return RC_BAD;
	}
	for (size_t i = 0; i < s->headers; i++)
		header[i] =
		    (struct http_client_header){ s->name[i], s->value[i] };
	rc = ask_owner(k, &u, s);
	if (rc != 0)
		return rc;
	rc = lane_call(k->lane, &c, s->rate, &k->call);
	if (rc == RC_BAD)
		snprintf(k->why, sizeof(k->why), "a header cannot be sent");
	return rc;
}

static bool is_closed(const struct work *k)
{
	const struct lane *lane = k->lane;

	return lane->gone_until > clock_mono() && lane->gone == hash_of_url(k);
}

/* RC_FULL: not now. Else it is under way, or has left the queue. */
static int send_letter(struct work *k)
{
	struct webhook *w = k->lane->webhook;
	struct url_policy policy = { 0 };
	struct letter_seal seal = { .policy = &policy };
	int rc;

	if (is_closed(k)) {
		snprintf(k->why, sizeof(k->why),
		    "its URL answered 410 to another letter");
		bury(k, DEATH_GONE);
		return 0;
	}
	rc = w->with.writer->seal(w->with.arg, &k->letter, &seal);
	if (rc == 0)
		rc = call(k, &seal);
	buf_free(&seal.url);
	buf_free(&seal.body);
	if (rc == 0)
		k->lane->calls++;
	else if (rc == RC_NOT_FOUND)
		work_settle(k);
	else if (rc != RC_FULL)
		bury(k, DEATH_URL);
	return rc == RC_FULL ? RC_FULL : 0;
}

/* ---- who may go ---------------------------------------------------------- */

/* Is one about the same message before it? */
static bool is_first_of_message(const struct work *k)
{
	const struct work *o;

	TAILQ_FOREACH(o, &k->lane->queue, next)
	{
		if (o == k)
			return true;
		if (o->key == k->key)
			return false;
	}
	return true;
}

/* Half of all calls are for lanes that have none: those that answer slowly
 * cannot take all. */
static bool may_call(const struct lane *lane)
{
	size_t most = lane->rests_until != 0 ? 1 : LANE_CALLS;

	if (lane->calls >= most)
		return false;
	return lane->calls == 0 ||
	       http_client_calls(lane->webhook->client) < CALLS_MAX / 2;
}

/* Its receiver failed for all that time, maybe without hearing of this one. */
static bool is_too_old(const struct work *k, usec now)
{
	return k->call.id == 0 && now - k->first >= GIVE_UP &&
	       (k->letter.attempts != 0 || k->lane->failures != 0);
}

static void bury_old(struct lane *lane)
{
	struct work *k, *next;
	usec now = clock_mono();

	for (k = TAILQ_FIRST(&lane->queue); k != NULL; k = next) {
		next = TAILQ_NEXT(k, next);
		if (!is_too_old(k, now))
			continue;
		if (k->why[0] == '\0')
			memcpy(k->why, lane->why, sizeof(k->why));
		bury(k, DEATH_TIME);
	}
}

/* Those that have been live for long get rows. Returns when the next one has.
 */
static usec settle_live(struct lane *lane)
{
	usec now = clock_mono(), at = 0;
	struct work *k;

	TAILQ_FOREACH(k, &lane->queue, next)
	{
		if (k->live == NULL)
			continue;
		if (now - k->taken >= LIVE_AGE)
			work_put(k, DEATH_NONE);
		else
			clock_earlier(&at, k->taken + LIVE_AGE);
	}
	return at;
}

/* Something will wake it: its turn, an owner's answer, the end of a rest. */
static bool is_called_for(const struct lane *lane)
{
	return lane->turn.at > clock_mono() || lane->owner != NULL ||
	       lane->rests_until > clock_mono();
}

/* Returns when the next one is due, 0: when something happens. */
static usec send_due(struct lane *lane)
{
	usec now = clock_mono(), at = 0;
	struct work *k, *next;

	for (k = TAILQ_FIRST(&lane->queue); k != NULL; k = next) {
		next = TAILQ_NEXT(k, next);
		if (k->call.id != 0 || !is_first_of_message(k))
			continue;
		if (lane->rests_until == 0 && k->due > now) {
			clock_earlier(&at, k->due);
			continue;
		}
		if (!may_call(lane)) {
			lane->starved = lane->calls < LANE_CALLS;
			break;
		}
		if (send_letter(k) == RC_FULL) {
			lane->starved = !is_called_for(lane);
			break;
		}
	}
	return at;
}

/* Of what a lane remembers of its host. */
static usec forget(struct lane *lane)
{
	usec now = clock_mono();
	bool is_idle = lane->letters == 0 && !lane->has_rows && !lane->asked;

	if (lane->gone_until <= now)
		lane->gone_until = 0;
	if (lane->rests_until <= now && is_idle)
		lane->rests_until = 0;
	if (lane->rests_until > now)
		return lane->rests_until;
	return is_idle ? lane->gone_until : 0;
}

void lane_run(struct lane *lane)
{
	usec at, live, due = 0;

	bury_old(lane);
	at = forget(lane);
	if (lane->rests_until > clock_mono())
		lane_shed(lane);
	else
		due = send_due(lane);
	if (due != 0)
		clock_earlier(&at, due);
	lane_ask(lane);
	if (lane->letters != 0 && lane->turn.at > clock_mono())
		clock_earlier(&at, lane->turn.at);
	live = settle_live(lane);
	if (live != 0)
		clock_earlier(&at, live);
	if (at != 0)
		timer_at(&lane->timer, at);
	else
		timer_stop(&lane->timer);
}
