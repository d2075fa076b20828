/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * log - lines to stderr: time, level, who, what.
 *
 * A module wraps these in macros that name the object: session_info(s, ...)
 * prints the prefix "acme/2". Message: lower case, no full stop, key facts as
 * name=value. Texts and numbers of customers never above debug.
 *
 * Threads: any. A line is one write.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level level);

/* Would a line of this level be printed? */
bool log_is_on(enum log_level level);

PRINTF(3, 4)
void log_line(enum log_level level, const char *who, const char *fmt, ...);

#define log_error(who, ...) log_line(LOG_ERROR, who, __VA_ARGS__)
#define log_warn(who, ...)  log_line(LOG_WARN, who, __VA_ARGS__)
#define log_info(who, ...)  log_line(LOG_INFO, who, __VA_ARGS__)
#define log_debug(who, ...) log_line(LOG_DEBUG, who, __VA_ARGS__)

#endif
