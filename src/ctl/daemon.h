/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * daemon - asks a running esmed one thing, over its control socket.
 *
 * Time: 5 s to connect and again for each piece of the answer; for that a
 *       patient call waits for ever.
 */
#ifndef CTL_DAEMON_H
#define CTL_DAEMON_H

#include "ctl/call.h"

/* Prints an answer for people. */
typedef void daemon_show(const struct call *c, const struct json_value *answer);

/* A request that begins with the command, to be closed by its asker. */
struct json_out daemon_request(struct buf *request, const char *command);

/* Send the request, a JSON object, to the daemon that the call's options name
 * and free it. With --json the answer is printed as it came, else by `show`.
 * CTL_BAD_INPUT: the daemon refused; CTL_UNAVAILABLE: no daemon, no
 * permission, no answer; CTL_NO_INPUT: the configuration file is no good. What
 * is wrong has been said on stderr. */
int daemon_ask(const struct call *c, struct buf *request, daemon_show *show);

struct json;

/* daemon_ask() whose answer is for the caller, on CTL_OK only. */
MUST_CHECK int daemon_fetch(const struct call *c, struct buf *request,
    struct json **answer);

/* A number of an answer; 0: it has none. */
int64_t daemon_int(const struct json_value *answer, const char *key);

/* Add a key whose value is a number given as an option, if it was given.
 * RC_BAD: it is no number. */
MUST_CHECK int daemon_add_number(struct json_out *o, const char *key,
    const char *text);

/* The whole of a command that takes nothing, or the id of one message. */
int daemon_ask_plain(const struct call *c, const char *command,
    daemon_show *show);
int daemon_ask_message(const struct call *c, const char *command,
    daemon_show *show);

/* daemon_ask() for an answer of many lines, each shown as it comes, until one
 * says "end". The call is a patient one. */
int daemon_follow(const struct call *c, struct buf *request, daemon_show *show);

#endif
