/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * override - how a URL's fragment changes the way it is called (http-api.md
 * 5.3): "ct=1000&rt=5000&tt=15000&rc=2&rp=5xx,rt".
 *
 * A key that is unknown, or whose value is not in its range, has no effect: a
 * sink must not go silent for a slip in a fragment.
 */
#ifndef HTTP_OVERRIDE_H
#define HTTP_OVERRIDE_H

#include "http/url.h"

/* What is tried again; bits. */
enum override_policy {
	OVERRIDE_4XX = 1 << 0,
	OVERRIDE_5XX = 1 << 1,
	OVERRIDE_CONNECT = 1 << 2, /* no TCP connection, or no TLS on it */
	OVERRIDE_READ = 1 << 3,    /* the answer took too long */
	OVERRIDE_ALL = 15
};

struct override {
	usec connect, read, total;
	unsigned retries; /* 0 to 5 */
	unsigned policy;  /* of enum override_policy */
};

/* The values of Twilio: 5 s, 15 s, 15 s, one retry after `ct`. */
extern const struct override override_default;

/* The defaults with what the fragment says. */
struct override override_parse(struct url_part fragment);

#endif
