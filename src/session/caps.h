/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caps - how much may be sent in a minute, an hour and a day.
 *
 * They are of the clock, in UTC: a minute begins at second 0, a day at
 * midnight; that is how carriers bill and what an operator can check. Each
 * request sent counts, whatever its answer. The counts live in memory: when
 * the process starts they begin at 0, so a day with a restart may see more
 * than its cap.
 *
 * Time:     the caller passes clock_wall(); a clock that is set back
 *           leaves what was counted in force, for two spans at most.
 */
#ifndef SESSION_CAPS_H
#define SESSION_CAPS_H

#include "base/base.h"

enum caps_span { CAPS_MINUTE, CAPS_HOUR, CAPS_DAY, CAPS_SPANS };

struct caps {
	struct cap {
		uint64_t limit; /* 0: none */
		uint64_t count;
		usec until; /* the end of what is counted */
	} cap[CAPS_SPANS];
	bool any; /* one has a limit */
};

#define CAPS_UNLIMITED UINT32_MAX

/* New limits by enum caps_span; counts stay. While there are no limits
 * nothing is counted. Begin with a struct of zeros. */
void caps_configure(struct caps *c, const uint64_t limit[CAPS_SPANS]);

/* False: taking and asking may be left out, and the clock with them. */
static inline bool caps_any(const struct caps *c)
{
	return c->any;
}

/* How many may be sent now; CAPS_UNLIMITED. */
uint32_t caps_free(struct caps *c, usec wall);

void caps_take(struct caps *c, usec wall);

/* Which cap is reached, "minute", "hour" or "day", and when it opens; of
 * several the last to open. NULL: none. */
const char *caps_reached(const struct caps *c, usec wall, usec *until);

#endif
