/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariant: the thread exists while `token` is not 0, and writes `report`
 * before it sets `done`.
 */
#include "ledger/backup.h"

#include "base/clock.h"
#include "base/mem.h"
#include "ledger/events.h"
#include "store/watch.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct backup {
	struct store *store;
	void (*wake)(void *);
	void *wake_arg;
	uint64_t token; /* 0: none is being made */
	char *dir;
	pthread_t thread;
	struct ledger_backup_report report;
	atomic_bool done;
};

struct backup *backup_new(struct store *s, void (*wake)(void *), void *wake_arg)
{
	struct backup *b = mem_new(1, sizeof(*b));

	b->store = s;
	b->wake = wake;
	b->wake_arg = wake_arg;
	return b;
}

static int make_dir(const char *dir)
{
	if (mkdir(dir, 0700) == 0 || errno == EEXIST)
		return 0;
	switch (errno) {
	case ENOENT: return RC_NOT_FOUND;
	case EACCES:
	case EPERM:
	case EROFS: return RC_DENIED;
	case ENOSPC: return RC_NO_SPACE;
	default: return RC_SYSTEM;
	}
}

static uint64_t size_of(const char *dir)
{
	char path[4096];
	struct stat st;

	snprintf(path, sizeof(path), "%s/data.mdb", dir);
	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

static void *copy(void *arg)
{
	struct backup *b = arg;
	struct ledger_backup_report *r = &b->report;
	usec begun = clock_real();

	r->rc = make_dir(b->dir);
	if (r->rc == 0)
		r->rc = store_backup(b->store, b->dir);
	if (r->rc == 0)
		r->bytes = size_of(b->dir);
	r->took = clock_real() - begun;
	atomic_store(&b->done, true);
	b->wake(b->wake_arg);
	return NULL;
}

int backup_begin(struct backup *b, uint64_t token, const char *dir)
{
	assert(token != 0);
	if (b->token != 0)
		return RC_BUSY;
	b->dir = mem_strdup(dir);
	b->report = (struct ledger_backup_report){ .dir = b->dir };
	atomic_store(&b->done, false);
	if (pthread_create(&b->thread, NULL, copy, b) != 0) {
		free(b->dir);
		return RC_SYSTEM;
	}
	b->token = token;
	return 0;
}

static void end(struct backup *b)
{
	pthread_join(b->thread, NULL);
	b->token = 0;
}

void backup_free(struct backup *b)
{
	if (b->token != 0) {
		end(b);
		free(b->dir);
	}
	free(b);
}

void backup_turn(struct backup *b, const struct ledger_events *up, void *arg)
{
	uint64_t token = b->token;
	char *dir = b->dir;

	if (token == 0 || !atomic_load(&b->done))
		return;
	end(b);
	up->backed_up(token, &b->report, arg);
	free(dir);
}

bool backup_is_idle(const struct backup *b)
{
	return b->token == 0;
}
