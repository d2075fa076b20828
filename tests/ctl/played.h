/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * played - esmectl against a thread that plays the daemon: it takes one caller,
 * keeps what was asked and says one line.
 */
#ifndef TESTS_CTL_PLAYED_H
#define TESTS_CTL_PLAYED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "ctl/ctl.h"

#define WORDS_MAX 14

static struct rig {
	char folder[100], path[104], conf[116], map[116];
	int listener;
	pthread_t thread;
	const char *answer; /* without it the caller is hung up on */
	char asked[4096];
	char *out, *err;
	size_t out_len, err_len;
} rig;

static inline void *play(void *arg)
{
	int fd = accept(rig.listener, NULL, NULL);
	size_t len = 0;
	ssize_t n;

	do {
		n = read(fd, rig.asked + len, sizeof(rig.asked) - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	} while (n > 0 && rig.asked[len - 1] != '\n');
	rig.asked[len] = '\0';
	if (rig.answer != NULL)
		dprintf(fd, "%s\n", rig.answer);
	close(fd);
	return arg;
}

static inline int begin(void **state)
{
	const char *tmp = getenv("TMPDIR");
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	(void)state;
	rig = (struct rig){ .listener = -1 };
	snprintf(rig.folder, sizeof(rig.folder), "%s/esmed-ctl-XXXXXX",
	    tmp != NULL ? tmp : "/tmp");
	assert_non_null(mkdtemp(rig.folder));
	snprintf(rig.path, sizeof(rig.path), "%.98s/sock", rig.folder);
	snprintf(rig.conf, sizeof(rig.conf), "%s/esmed.conf", rig.folder);
	snprintf(rig.map, sizeof(rig.map), "%s/map.tsv", rig.folder);
	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", rig.path);
	rig.listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(
	    bind(rig.listener, (const struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(rig.listener, 1), 0);
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	close(rig.listener);
	free(rig.out);
	free(rig.err);
	unlink(rig.path);
	unlink(rig.conf);
	unlink(rig.map);
	return rmdir(rig.folder);
}

/* Run `esmectl words...`; what it says is in rig.out and rig.err. */
static inline int run(const char *const *words)
{
	char *argv[WORDS_MAX + 2], *given[WORDS_MAX + 2];
	struct ctl_io io = { .in = stdin, .conf = "/nowhere/esmed.conf" };
	int argc = 1, status;

	argv[0] = strdup("esmectl");
	for (; words[argc - 1] != NULL; argc++)
		argv[argc] = strdup(words[argc - 1]);
	argv[argc] = NULL;
	memcpy(given, argv, sizeof(given)); /* getopt changes the order */
	free(rig.out);                      /* of the run before */
	free(rig.err);
	io.out = open_memstream(&rig.out, &rig.out_len);
	io.err = open_memstream(&rig.err, &rig.err_len);
	status = ctl_run(&io, argc, argv);
	fclose(io.out);
	fclose(io.err);
	for (int i = 0; i < argc; i++)
		free(given[i]);
	return status;
}

/* The same, and the daemon says `answer`. */
static inline int ask(const char *answer, const char *const *words)
{
	int status;

	rig.answer = answer;
	assert_int_equal(pthread_create(&rig.thread, NULL, play, NULL), 0);
	status = run(words);
	shutdown(rig.listener, SHUT_RD); /* should nobody have called */
	pthread_join(rig.thread, NULL);
	return status;
}

#define WORDS(...) ((const char *const[]){ "-s", rig.path, __VA_ARGS__, NULL })

#endif
