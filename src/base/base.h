/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * base - the words every other file may use.
 */
#ifndef BASE_BASE_H
#define BASE_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MUST_CHECK   __attribute__((warn_unused_result))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

typedef int64_t usec; /* microseconds */

#define SECOND ((usec)1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* The closed set of return codes; the texts stand in base/rc.def. */
enum rc {
#define RC(name, value, text) RC_##name = (value),
#include "base/rc.def"
#undef RC
};

/* The text of a return code, for logs; never NULL. */
const char *rc_text(int rc);

#endif
