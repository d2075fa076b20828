/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * clock - the times of the daemon.
 *
 * clock_mono() measures durations and drives every timer; it never jumps.
 * clock_wall() gives dates, in microseconds since 1970 UTC.
 * Both run by themselves, or stand still and move only by clock_advance()
 * (test mode and unit tests), then together.
 *
 * Threads: any may read; clock_freeze() and clock_advance() belong to one.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/base.h"

usec clock_mono(void);
usec clock_wall(void);

/* Stop the clock at this date. From here it moves by hand only. */
void clock_freeze(usec wall);
bool clock_is_frozen(void);

/* Move a frozen clock forward. */
void clock_advance(usec by);

/* Nobody can set it, and it counts while the machine sleeps: what it says and
 * clock_wall() does not is that the clock was set. 0: a frozen clock cannot
 * tell. */
usec clock_steady(void);

/* True time, frozen or not: to measure and to bound real waits. */
usec clock_real(void);

/* *at becomes the earlier of both, of which 0 stands for never. */
static inline void clock_earlier(usec *at, usec other)
{
	if (other != 0 && (*at == 0 || other < *at))
		*at = other;
}

/* Is `until` still to come? Then it is near, at most `most` away: a clock that
 * is set back stops nothing. */
static inline bool clock_rests(usec now, usec until, usec most)
{
	return until > now && until - now <= most;
}

/* The instant at which date_parse() (base/date.h) has it begin. RC_BAD. */
MUST_CHECK int clock_parse(const char *text, usec *wall);

#define CLOCK_TEXT_BYTES 32

/* As above with milliseconds, into CLOCK_TEXT_BYTES. Returns `text`. */
char *clock_format(usec wall, char *text);

#endif
