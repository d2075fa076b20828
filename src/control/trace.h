/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * trace - the PDUs of one smsc as lines to one client, for a limited time.
 *
 * Owns:     itself; the smsc's trace while it runs.
 * Borrows:  the stream it writes to, flow.
 * Note:     an smsc is known by its name, as a reload may take it away.
 */
#ifndef CONTROL_TRACE_H
#define CONTROL_TRACE_H

#include "base/base.h"

#define TRACE_SECONDS_MAX 3600

struct flow;
struct loop;
struct stream;
struct trace;

struct trace_options {
	struct loop *loop;
	struct flow *flow;
	size_t smsc; /* its place in flow */
	usec time;
	bool with_texts;
	struct stream *to;
	void (*ended)(void *arg); /* its time is over: free it */
	void *arg;
};

/* One at a time for each smsc. */
struct trace *trace_new(const struct trace_options *o);

/* The name of the smsc. */
const char *trace_smsc(const struct trace *t);

/* Write the last line. */
void trace_finish(struct trace *t);
void trace_free(struct trace *t);

#endif
