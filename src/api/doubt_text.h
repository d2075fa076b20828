/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * doubt_text - why nobody knows whether a message was sent, and what now.
 */
#ifndef API_DOUBT_TEXT_H
#define API_DOUBT_TEXT_H

#include "base/base.h"

struct message_view;

#define DOUBT_TEXT 320

struct doubt_text {
	char why[DOUBT_TEXT], advice[DOUBT_TEXT];
};

/* False: it is in no doubt, or that is settled. Why it is, only the timeline
 * of a fetched one tells. */
bool doubt_text(const struct message_view *v, struct doubt_text *out);

#endif
