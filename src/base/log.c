/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024 /* longer lines are cut, never split */

static const char *const names[] = { "error", "warn", "info", "debug" };

/* The one shared variable of this module: what is printed at all. */
static atomic_int limit = LOG_INFO;

void log_set_level(enum log_level level)
{
	atomic_store(&limit, (int)level);
}

bool log_is_on(enum log_level level)
{
	return (int)level <= atomic_load_explicit(&limit, memory_order_relaxed);
}

/* A peer's bytes may stand in a line; a terminal must not obey them. */
static void mask_controls(char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)s[i] < ' ' || s[i] == 0x7f)
			s[i] = '?';
	}
}

static size_t put_head(char *line, size_t cap, enum log_level level,
    const char *who)
{
	struct timespec t;
	struct tm tm;
	char when[32];
	int n;

	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S", &tm);
	n = snprintf(line, cap, "%s.%03ldZ %s %s: ", when, t.tv_nsec / 1000000,
	    names[level], who);
	return n < 0 ? 0 : (size_t)n < cap ? (size_t)n : cap - 1;
}

void log_line(enum log_level level, const char *who, const char *fmt, ...)
{
	char line[LINE_MAX_BYTES];
	size_t len;
	va_list ap;
	int n;

	if (!log_is_on(level))
		return;

	len = put_head(line, sizeof(line) - 1, level, who);
	va_start(ap, fmt);
	n = vsnprintf(line + len, sizeof(line) - 1 - len, fmt, ap);
	va_end(ap);
	if (n > 0)
		len += (size_t)n;
	if (len > sizeof(line) - 2)
		len = sizeof(line) - 2;
	mask_controls(line, len);
	line[len++] = '\n';
	if (write(STDERR_FILENO, line, len) < 0)
		return; /* a lost log line stops no traffic */
}
