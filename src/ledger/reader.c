/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests go to the thread one by one in a list and come back in another;
 * a page that is asked for is read by an API call or a person, so the lock is
 * taken a few thousand times a second at most.
 */
#include "ledger/reader.h"
#include "ledger/ledger.h"

#include "base/mem.h"
#include "ledger/parked.h"
#include "ledger/read.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/queue.h>

struct request {
	STAILQ_ENTRY(request) next;
	uint64_t token;
	enum { ASK_MESSAGE, ASK_LIST, ASK_PARKED } what;
	uint16_t account;
	struct message_id id;
	struct list_query query; /* of parked ones: the limit */
	int rc;
	struct reading reading;
};

STAILQ_HEAD(requests, request);

struct reader {
	struct book *book;
	void (*wake)(void *);
	void *wake_arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t asked;
	struct requests todo, done;
	size_t under_way; /* asked and not yet handed back */
	bool stop;
};

static void work(struct reader *r, struct request *q)
{
	switch (q->what) {
	case ASK_MESSAGE:
		q->rc = read_message(r->book, q->account, &q->id, &q->reading);
		return;
	case ASK_LIST:
		q->rc = read_list(r->book, &q->query, &q->reading);
		return;
	case ASK_PARKED:
		q->rc = read_parked(r->book, q->query.limit, &q->reading);
		return;
	}
}

static void *read_for_ever(void *arg)
{
	struct reader *r = arg;
	struct request *q;

	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		q = STAILQ_FIRST(&r->todo);
		if (q == NULL) {
			pthread_cond_wait(&r->asked, &r->lock);
			continue;
		}
		STAILQ_REMOVE_HEAD(&r->todo, next);
		pthread_mutex_unlock(&r->lock);
		work(r, q);
		pthread_mutex_lock(&r->lock);
		STAILQ_INSERT_TAIL(&r->done, q, next);
		r->wake(r->wake_arg);
	}
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

struct reader *reader_new(struct book *b, void (*wake)(void *), void *wake_arg)
{
	struct reader *r = mem_new(1, sizeof(*r));

	r->book = b;
	r->wake = wake;
	r->wake_arg = wake_arg;
	STAILQ_INIT(&r->todo);
	STAILQ_INIT(&r->done);
	pthread_mutex_init(&r->lock, NULL);
	pthread_cond_init(&r->asked, NULL);
	if (pthread_create(&r->thread, NULL, read_for_ever, r) != 0)
		abort(); /* at start only: no thread, no daemon */
	return r;
}

static void free_all(struct requests *list)
{
	struct request *q;

	while ((q = STAILQ_FIRST(list)) != NULL) {
		STAILQ_REMOVE_HEAD(list, next);
		reading_fini(&q->reading);
		free(q);
	}
}

void reader_free(struct reader *r)
{
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->asked);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	free_all(&r->todo);
	free_all(&r->done);
	pthread_mutex_destroy(&r->lock);
	pthread_cond_destroy(&r->asked);
	free(r);
}

static void ask(struct reader *r, struct request *q)
{
	pthread_mutex_lock(&r->lock);
	if (r->under_way >= READS_MAX) {
		q->rc = RC_BUSY;
		STAILQ_INSERT_TAIL(&r->done, q, next);
		r->wake(r->wake_arg);
	} else {
		STAILQ_INSERT_TAIL(&r->todo, q, next);
		pthread_cond_signal(&r->asked);
	}
	r->under_way++;
	pthread_mutex_unlock(&r->lock);
}

void reader_fetch(struct reader *r, uint64_t token, uint16_t account,
    const struct message_id *id)
{
	struct request *q = mem_new(1, sizeof(*q));

	q->token = token;
	q->account = account;
	q->id = *id;
	ask(r, q);
}

void reader_list(struct reader *r, uint64_t token,
    const struct list_query *query)
{
	struct request *q = mem_new(1, sizeof(*q));

	q->token = token;
	q->what = ASK_LIST;
	q->query = *query;
	ask(r, q);
}

void reader_parked(struct reader *r, uint64_t token, size_t limit)
{
	struct request *q = mem_new(1, sizeof(*q));

	q->token = token;
	q->what = ASK_PARKED;
	q->query.limit = limit;
	ask(r, q);
}

static void give_page(struct request *q, const struct ledger_events *up,
    void *arg)
{
	struct message_page page = { .rc = q->rc,
		.n = q->reading.n,
		.message = q->reading.message,
		.next = q->reading.next };

	up->listed(q->token, &page, arg);
}

static void give_parked(struct request *q, const struct ledger_events *up,
    void *arg)
{
	struct parked_page page = { .rc = q->rc,
		.n = q->reading.n,
		.receipt = q->reading.parked,
		.more = q->reading.next != 0 };

	up->parked(q->token, &page, arg);
}

static void hand_back(struct request *q, const struct ledger_events *up,
    void *arg)
{
	switch (q->what) {
	case ASK_MESSAGE:
		up->fetched(q->token, q->rc, q->reading.message, arg);
		break;
	case ASK_LIST: give_page(q, up, arg); break;
	case ASK_PARKED: give_parked(q, up, arg); break;
	}
	reading_fini(&q->reading);
	free(q);
}

void reader_turn(struct reader *r, const struct ledger_events *up, void *arg)
{
	struct requests done = STAILQ_HEAD_INITIALIZER(done);
	struct request *q;
	size_t n = 0;

	pthread_mutex_lock(&r->lock);
	STAILQ_CONCAT(&done, &r->done);
	pthread_mutex_unlock(&r->lock);

	while ((q = STAILQ_FIRST(&done)) != NULL) {
		STAILQ_REMOVE_HEAD(&done, next);
		hand_back(q, up, arg);
		n++;
	}
	pthread_mutex_lock(&r->lock);
	r->under_way -= n;
	pthread_mutex_unlock(&r->lock);
}

bool reader_is_idle(struct reader *r)
{
	bool idle;

	pthread_mutex_lock(&r->lock);
	idle = r->under_way == 0;
	pthread_mutex_unlock(&r->lock);
	return idle;
}
