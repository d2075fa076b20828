/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Jobs go to the thread one by one in a list and come back in another; a page
 * that is asked for is read by an API call or a person, so the lock is taken a
 * few thousand times a second at most.
 */
#include "ledger/reader.h"

#include "base/mem.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

STAILQ_HEAD(jobs, read_job);

struct reader {
	struct book *book;
	void (*wake)(void *);
	void *wake_arg;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t asked;
	struct jobs todo, done;
	size_t under_way; /* asked and not yet handed back */
	bool stop;
};

static void *read_for_ever(void *arg)
{
	struct reader *r = arg;
	struct read_job *job;

	pthread_mutex_lock(&r->lock);
	while (!r->stop) {
		job = STAILQ_FIRST(&r->todo);
		if (job == NULL) {
			pthread_cond_wait(&r->asked, &r->lock);
			continue;
		}
		STAILQ_REMOVE_HEAD(&r->todo, next);
		pthread_mutex_unlock(&r->lock);
		job->rc = job->kind->work(r->book, job);
		pthread_mutex_lock(&r->lock);
		STAILQ_INSERT_TAIL(&r->done, job, next);
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

void *read_job(const struct read_kind *kind, uint64_t token)
{
	struct read_job *job = mem_new(1, kind->size);

	assert(kind->size >= sizeof(*job));
	job->kind = kind;
	job->token = token;
	return job;
}

static void free_job(struct read_job *job)
{
	job->kind->fini(job);
	free(job);
}

static void free_all(struct jobs *list)
{
	struct read_job *job;

	while ((job = STAILQ_FIRST(list)) != NULL) {
		STAILQ_REMOVE_HEAD(list, next);
		free_job(job);
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

void reader_ask(struct reader *r, struct read_job *job)
{
	pthread_mutex_lock(&r->lock);
	if (r->under_way >= READS_MAX) {
		job->rc = RC_BUSY;
		STAILQ_INSERT_TAIL(&r->done, job, next);
		r->wake(r->wake_arg);
	} else {
		STAILQ_INSERT_TAIL(&r->todo, job, next);
		pthread_cond_signal(&r->asked);
	}
	r->under_way++;
	pthread_mutex_unlock(&r->lock);
}

void reader_turn(struct reader *r, const struct ledger_events *up, void *arg)
{
	struct jobs done = STAILQ_HEAD_INITIALIZER(done);
	struct read_job *job;
	size_t n = 0;

	pthread_mutex_lock(&r->lock);
	STAILQ_CONCAT(&done, &r->done);
	pthread_mutex_unlock(&r->lock);

	while ((job = STAILQ_FIRST(&done)) != NULL) {
		STAILQ_REMOVE_HEAD(&done, next);
		job->kind->give(job, up, arg);
		free_job(job);
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
