/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * call - one call of a command, as its function sees it.
 */
#ifndef CTL_CALL_H
#define CTL_CALL_H

#include "ctl/ctl.h"
#include "http/json.h"

#define CALL_LINE_MAX 1048576 /* bytes of a line with --jsonl */

struct call {
	const struct ctl_io *io;
	const char *group, *name; /* of the command; group NULL: none */
	int argc;                 /* arguments that are no options */
	char **argv;
	bool jsonl;
	const char *map;  /* --map FILE, or NULL */
	const char *smsc; /* --smsc NAME of a dry run, or NULL */

	/* For the daemon's commands: options as they were given, or NULL. */
	bool json;
	bool patient; /* the answer takes as long as it takes */
	const char *socket, *conf;
	const char *in_state, *to, *limit, *before, *seconds;
	const char *from, *class, *account, *tag, *at;
	const char *after, *status, *reason;
	bool texts, yes, all;
	void *found; /* where a command's show function puts what it saw */
};

/* A command returns what to exit with. */
typedef int call_fn(struct call *c);

#define COMMAND(group, name, fn, arguments, help) call_fn fn;
#include "ctl/command.def"
#undef COMMAND

/* Say what is wrong with the call: on stderr, or with --json as "error" of an
 * object on stdout. Returns CTL_USAGE. */
PRINTF(2, 3) int call_usage(const struct call *c, const char *fmt, ...);

/* The same of what went wrong otherwise, over several lines perhaps. Returns
 * `status`. */
PRINTF(3, 4)
int call_fail(const struct call *c, int status, const char *fmt, ...);

/* Answers one object: adds keys to `o`. RC_BAD: the input is no good, which
 * the answer tells. */
typedef int call_each(void *arg, const struct json_value *q,
    struct json_out *o);

struct conf;

/* The configuration of -c, or the one that is read without it. */
const char *call_conf_file(const struct call *c);

/* Load it. Returns what to exit with; its mistakes are on stderr. */
MUST_CHECK int call_conf(const struct call *c, struct conf **conf);

/* CTL_OK, or CTL_USAGE if there are arguments. */
int call_takes_nothing(const struct call *c);

/* For --jsonl: answer each line of the input with a line. "n" of the input is
 * repeated; a line that is no object is answered with "error". */
int call_lines(const struct call *c, call_each *each, void *arg);

/* Add `error` to an answer. Returns RC_BAD. */
int call_error(struct json_out *o, const char *why);

/* The arguments joined by spaces, to be freed. */
char *call_argument(const struct call *c);

/* Print what is in the buffer as a line, and free it. */
void call_print(const struct call *c, struct buf *line);

#endif
