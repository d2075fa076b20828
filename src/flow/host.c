/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Of each host the instant `free_at` is known up to which its calls are given
 * away: each takes an interval, and may be begun SPAN before its own has
 * passed. A host whose instant has come is as good as a new one, and is
 * forgotten when its chain is looked through the next time.
 */
#include "flow/host.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/random.h"
#include "http/url.h"

#include <sys/queue.h>

#include <stdlib.h>
#include <string.h>

#define CHAINS   1024
#define SPAN     SECOND
#define SAY_EACH (60 * SECOND)

struct pace {
	SLIST_ENTRY(pace) next;
	uint64_t host;
	usec free_at;
	usec said; /* that calls wait; 0: not yet */
};

SLIST_HEAD(chain, pace);

/* A port that is called now. */
struct port {
	uint64_t id;
	unsigned calls;
};

struct hosts {
	struct hash_key key; /* nobody can look for two hosts that are one */
	struct chain chain[CHAINS];
	struct port port[HOSTS_MAX];
	size_t ports;
};

struct hosts *hosts_new(void)
{
	struct hosts *h = mem_new(1, sizeof(*h));

	random_fill(&h->key, sizeof(h->key));
	return h;
}

void hosts_free(struct hosts *h)
{
	struct pace *p;

	if (h == NULL)
		return;
	for (size_t i = 0; i < CHAINS; i++) {
		while ((p = SLIST_FIRST(&h->chain[i])) != NULL) {
			SLIST_REMOVE_HEAD(&h->chain[i], next);
			free(p);
		}
	}
	free(h);
}

static uint64_t id_of(const struct hosts *h, const struct url *u)
{
	return hash_sip(&h->key, u->host, strlen(u->host));
}

int hosts_take(struct hosts *h, const struct url *u, uint64_t *port)
{
	size_t i = 0;

	*port = id_of(h, u) ^ u->port;
	while (i < h->ports && h->port[i].id != *port)
		i++;
	if (i == HOSTS_MAX)
		return RC_FULL;
	if (i == h->ports)
		h->port[h->ports++] = (struct port){ .id = *port };
	if (h->port[i].calls == HOST_CALLS)
		return RC_FULL;
	h->port[i].calls++;
	return 0;
}

void hosts_give(struct hosts *h, uint64_t port)
{
	size_t i = 0;

	while (h->port[i].id != port)
		i++;
	if (--h->port[i].calls == 0)
		h->port[i] = h->port[--h->ports];
}

static struct pace *pace_of(struct hosts *h, uint64_t host, usec now)
{
	struct chain *c = &h->chain[host % CHAINS];
	struct pace *p, *next;

	for (p = SLIST_FIRST(c); p != NULL; p = next) {
		next = SLIST_NEXT(p, next);
		if (p->host == host)
			return p;
		if (p->free_at > now)
			continue;
		SLIST_REMOVE(c, p, pace, next);
		free(p);
	}
	p = mem_new(1, sizeof(*p));
	p->host = host;
	SLIST_INSERT_HEAD(c, p, next);
	return p;
}

/* So that the operator sees who is held back, and by what. */
static void say(struct pace *p, const struct url *u, usec now)
{
	if (p->said != 0 && now < p->said + SAY_EACH)
		return;
	p->said = now;
	log_warn("webhook",
	    "more calls than callback_rate, letters wait host=%s", u->host);
}

bool hosts_turn(struct hosts *h, const struct url *u, double rate,
    struct host_turn *t)
{
	uint64_t host = id_of(h, u);
	usec now = clock_mono(), each, span;
	struct pace *p;

	if (rate <= 0)
		return true;
	if (t->at != 0 && t->host == host)
		return t->at <= now;
	p = pace_of(h, host, now);
	each = (usec)((double)SECOND / rate);
	span = each > SPAN ? each : SPAN;
	if (p->free_at < now)
		p->free_at = now;
	p->free_at += each;
	t->host = host;
	t->at = p->free_at - span > now ? p->free_at - span : now;
	if (t->at > now)
		say(p, u, now);
	return t->at <= now;
}
