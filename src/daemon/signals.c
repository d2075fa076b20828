/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread keeps the signals that came as bits; the loop takes them all at
 * once. SIGUSR1 is ours, to end the thread.
 */
#include "daemon/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/mem.h"

static const int wanted[] = { SIGTERM, SIGINT, SIGHUP };

struct signals {
	struct loop_wake wake;
	void (*got)(int sig, void *arg);
	void *arg;
	pthread_t thread;
	sigset_t set;
	atomic_uint came; /* bit i: wanted[i] */
	atomic_bool stop;
};

static void take(void *arg)
{
	struct signals *s = arg;
	unsigned came = atomic_exchange(&s->came, 0);

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		if (came & (1u << i))
			s->got(wanted[i], s->arg);
	}
}

static void *wait_for_signals(void *arg)
{
	struct signals *s = arg;
	int sig;

	while (sigwait(&s->set, &sig) == 0 && !atomic_load(&s->stop)) {
		for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
			if (wanted[i] == sig)
				atomic_fetch_or(&s->came, 1u << i);
		}
		loop_notify(&s->wake);
	}
	return NULL;
}

struct signals *signals_new(struct loop *l, void (*got)(int sig, void *arg),
    void *arg)
{
	struct signals *s = mem_new(1, sizeof(*s));

	s->got = got;
	s->arg = arg;
	s->wake = (struct loop_wake){ .fn = take, .arg = s };
	loop_wake_init(l, &s->wake);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&s->set);
	for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
		sigaddset(&s->set, wanted[i]);
	sigaddset(&s->set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s->set, NULL);
	if (pthread_create(&s->thread, NULL, wait_for_signals, s) != 0)
		abort(); /* at start only: no thread, no daemon */
	return s;
}

void signals_free(struct signals *s)
{
	atomic_store(&s->stop, true);
	pthread_kill(s->thread, SIGUSR1);
	pthread_join(s->thread, NULL);
	loop_wake_fini(&s->wake);
	free(s);
}
