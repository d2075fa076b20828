/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command - what the files of control commands share. The table is
 * sim/command.def, each row's function is in one of the command files.
 */
#ifndef SIM_COMMAND_H
#define SIM_COMMAND_H

#include "http/json.h"
#include "sim/inside.h"

/* What a command answers: keys into `out`, or a text why not. */
struct reply {
	struct json_out *out;
	char error[450];
	bool later;
};

/* A command returns 0, or RC_BAD with the error written. */
typedef int command_fn(struct sim *s, const struct json_value *q,
    struct reply *r);

#define COMMAND(name, fn, keys, help) command_fn fn;
#include "sim/command.def"
#undef COMMAND

/* Write the error. Returns RC_BAD. */
PRINTF(2, 3) int reply_error(struct reply *r, const char *fmt, ...);

/* A key as text; RC_BAD and an error if it is missing or something else. */
MUST_CHECK int want_text(const struct json_value *q, const char *key,
    const char **text, struct reply *r);

/* A status by name or number; *status stays if the key is not there. */
MUST_CHECK int want_status(const struct json_value *q, uint32_t *status,
    struct reply *r);

/* A truth; *flag stays if the key is not there. */
MUST_CHECK int want_flag(const struct json_value *q, const char *key,
    bool *flag, struct reply *r);

/* A number; *number stays if the key is not there. */
MUST_CHECK int want_number(const struct json_value *q, const char *key,
    int64_t max, int64_t *number, struct reply *r);

#endif
