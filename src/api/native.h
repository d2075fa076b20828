/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * native - what the handlers of the native face share.
 */
#ifndef API_NATIVE_H
#define API_NATIVE_H

#include "api/inside.h"

struct followed;
struct thing;

/* The header says that the client would rather have this media type. */
bool native_wants(const struct call *c, const char *type);

/* The number that stands in the path, with its plus or without. False: it is
 * none, and the call was refused. */
bool native_number(struct api *a, const struct call *c, uint64_t *number);

/* An opt-out of the whole account as a line of CSV; of others none. */
void native_optout_row(const struct thing *t, struct buf *to);

/* One event as the next value of `o`: as webhooks say it. */
void native_event(struct json_out *o, const struct api *a,
    const struct followed *e);

/* Answer the call with a page of messages: native_list.c. `with` 0, or a
 * number whose messages, in and out, are wanted. */
void native_search(struct api *a, const struct call *c, uint64_t with);

#endif
