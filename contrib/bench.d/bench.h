/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bench - what the programs of the benchmark share: one clock for all of
 * them, a file of instants, and sockets on loopback.
 *
 * Message n goes to the number 4477 and n as eight digits, so that whoever
 * sees a number knows which message it is about.
 */
#ifndef BENCH_H
#define BENCH_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BENCH_SECONDS 900 /* no program of the benchmark lives longer */

static inline void die(const char *why)
{
	perror(why);
	exit(1);
}

static inline void *need(void *p)
{
	if (p == NULL)
		die("memory");
	return p;
}

/* Microseconds of the clock that all processes of a machine share. */
static inline uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000;
}

/* n instants of 8 bytes, as they are in memory. */
static inline void write_instants(const char *path, const uint64_t *at,
    size_t n)
{
	FILE *f = fopen(path, "wb");

	if (f == NULL || fwrite(at, sizeof(at[0]), n, f) != n || fclose(f) != 0)
		die(path);
}

static inline struct sockaddr_in loopback(int port)
{
	return (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
}

static inline void no_delay(int fd)
{
	int one = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
}

#endif
