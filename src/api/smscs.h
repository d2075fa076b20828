/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smscs - the smscs and their binds as the native face shows them: how they
 * are, and nothing of where they are or who we are to them.
 */
#ifndef API_SMSCS_H
#define API_SMSCS_H

#include "base/base.h"

struct flow;
struct json_out;

/* An array. */
void smscs_json(struct json_out *o, const char *key, const struct flow *f);

/* Would a message find a bind to go through? */
bool smscs_are_bound(const struct flow *f);

#endif
