/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A frozen clock is a date and what was advanced since; monotonic time is then
 * counted from an arbitrary start, as it is in life.
 */
#include "base/clock.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"

#define FROZEN_START (1000 * SECOND) /* monotonic time when frozen */

static atomic_bool frozen;
static _Atomic usec frozen_wall, frozen_mono;

static usec read_system(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (usec)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

usec clock_real(void)
{
	return read_system(CLOCK_MONOTONIC);
}

usec clock_mono(void)
{
	return atomic_load(&frozen) ? atomic_load(&frozen_mono) : clock_real();
}

usec clock_wall(void)
{
	return atomic_load(&frozen) ? atomic_load(&frozen_wall)
				    : read_system(CLOCK_REALTIME);
}

usec clock_steady(void)
{
	return atomic_load(&frozen) ? 0 : read_system(CLOCK_BOOTTIME);
}

void clock_freeze(usec wall)
{
	if (!atomic_load(&frozen))
		atomic_store(&frozen_mono, FROZEN_START);
	atomic_store(&frozen_wall, wall);
	atomic_store(&frozen, true);
}

bool clock_is_frozen(void)
{
	return atomic_load(&frozen);
}

void clock_advance(usec by)
{
	atomic_fetch_add(&frozen_wall, by);
	atomic_fetch_add(&frozen_mono, by);
}

int clock_parse(const char *text, usec *wall)
{
	struct date d;
	int rc = date_parse(text, &d);

	if (rc == 0)
		*wall = d.begin;
	return rc;
}

char *clock_format(usec wall, char *text)
{
	time_t sec = (time_t)(wall / SECOND);
	char date[CLOCK_TEXT_BYTES - 6];
	struct tm tm;

	gmtime_r(&sec, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, CLOCK_TEXT_BYTES, "%s.%03dZ", date,
	    (int)(wall % SECOND / 1000));
	return text;
}
