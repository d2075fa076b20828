/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread takes a question from `asked`, looks it up without the lock, and
 * puts it into `known`; the loop takes it from there when the wake rings.
 *
 * Invariant: `asked`, `known`, `busy` and `closing` are touched under the
 * lock only; the rest of a question belongs to the thread while it is looked
 * up, but for `answered` and `arg`, which belong to the loop for ever.
 */
#include "net/resolve.h"

#include "base/mem.h"
#include "net/loop_impl.h"

#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct question {
	char *host;
	char port[8];
	struct addrinfo *found;
	int error; /* EAI_* */
	void (*answered)(void *arg, struct addrinfo *found, const char *why);
	void *arg;
	STAILQ_ENTRY(question) next;
};

STAILQ_HEAD(questions, question);

struct resolver {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t asked_one;
	struct questions asked, known;
	bool busy, closing;
	struct loop_wake wake;
};

static int look_up(const char *host, const char *port, int flags,
    struct addrinfo **found)
{
	const struct addrinfo hints = {
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICSERV | flags,
	};

	return getaddrinfo(host, port, &hints, found);
}

static void question_free(struct question *q)
{
	if (q->found != NULL)
		freeaddrinfo(q->found);
	free(q->host);
	free(q);
}

static void drop_all(struct questions *list)
{
	struct question *q;

	while ((q = STAILQ_FIRST(list)) != NULL) {
		STAILQ_REMOVE_HEAD(list, next);
		question_free(q);
	}
}

static void destroy(struct resolver *r)
{
	drop_all(&r->asked);
	drop_all(&r->known);
	pthread_cond_destroy(&r->asked_one);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

/* Called with the lock; true: the resolver was left to this thread. */
static bool serve_one(struct resolver *r)
{
	struct question *q = STAILQ_FIRST(&r->asked);

	STAILQ_REMOVE_HEAD(&r->asked, next);
	r->busy = true;
	pthread_mutex_unlock(&r->lock);
	q->error = look_up(q->host, q->port, 0, &q->found);
	pthread_mutex_lock(&r->lock);
	r->busy = false;
	STAILQ_INSERT_TAIL(&r->known, q, next);
	if (!r->closing)
		loop_notify(&r->wake);
	return r->closing;
}

static void *resolver_main(void *arg)
{
	struct resolver *r = arg;
	bool orphan = false;

	pthread_mutex_lock(&r->lock);
	while (!r->closing) {
		if (STAILQ_EMPTY(&r->asked))
			pthread_cond_wait(&r->asked_one, &r->lock);
		else
			orphan = serve_one(r);
	}
	pthread_mutex_unlock(&r->lock);
	if (orphan)
		destroy(r);
	return NULL;
}

static void hand_out(void *arg)
{
	struct resolver *r = arg;
	struct questions known = STAILQ_HEAD_INITIALIZER(known);
	struct question *q;

	pthread_mutex_lock(&r->lock);
	STAILQ_CONCAT(&known, &r->known);
	pthread_mutex_unlock(&r->lock);
	while ((q = STAILQ_FIRST(&known)) != NULL) {
		STAILQ_REMOVE_HEAD(&known, next);
		if (q->answered != NULL) {
			q->answered(q->arg, q->found,
			    q->error != 0 ? gai_strerror(q->error) : NULL);
			q->found = NULL;
		}
		question_free(q);
	}
}

static struct resolver *resolver_new(struct loop *l)
{
	struct resolver *r = mem_new(1, sizeof(*r));

	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->asked_one, NULL);
	STAILQ_INIT(&r->asked);
	STAILQ_INIT(&r->known);
	r->wake.fn = hand_out;
	r->wake.arg = r;
	loop_wake_init(l, &r->wake);
	/* No thread is as bad as no memory. */
	if (pthread_create(&r->thread, NULL, resolver_main, r) != 0)
		abort();
	return r;
}

void resolver_free(struct resolver *r)
{
	bool busy;

	if (r == NULL)
		return;
	loop_wake_fini(&r->wake);
	pthread_mutex_lock(&r->lock);
	r->closing = true;
	busy = r->busy;
	/* Under the lock: a busy thread frees r once it has it. */
	if (busy)
		pthread_detach(r->thread);
	else
		pthread_cond_signal(&r->asked_one);
	pthread_mutex_unlock(&r->lock);
	if (busy)
		return;
	pthread_join(r->thread, NULL);
	destroy(r);
}

struct question *resolve_ask(struct loop *l, const char *host, uint16_t port,
    void (*answered)(void *arg, struct addrinfo *found, const char *why),
    void *arg)
{
	struct question *q = mem_new(1, sizeof(*q));
	struct resolver *r;

	if (l->resolver == NULL)
		l->resolver = resolver_new(l);
	r = l->resolver;
	q->host = mem_strdup(host);
	snprintf(q->port, sizeof(q->port), "%u", (unsigned)port);
	q->answered = answered;
	q->arg = arg;
	pthread_mutex_lock(&r->lock);
	STAILQ_INSERT_TAIL(&r->asked, q, next);
	pthread_cond_signal(&r->asked_one);
	pthread_mutex_unlock(&r->lock);
	return q;
}

void resolve_drop(struct question *q)
{
	q->answered = NULL;
}

struct addrinfo *resolve_numeric(const char *host, uint16_t port)
{
	struct addrinfo *found = NULL;
	char text[8];

	snprintf(text, sizeof(text), "%u", (unsigned)port);
	return look_up(host, text, AI_NUMERICHOST, &found) == 0 ? found : NULL;
}
