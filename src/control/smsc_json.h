/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * smsc_json - an smsc as commands show it.
 */
#ifndef CONTROL_SMSC_JSON_H
#define CONTROL_SMSC_JSON_H

#include "http/json.h"
#include "session/smsc.h"

/* An object in the array that is open: name, state ("bound", "partial",
 * "down", "draining"), counts. */
void smsc_json(struct json_out *o, const struct smsc *s);

/* The same with all that is known of each bind. */
void smsc_json_with_binds(struct json_out *o, const struct smsc *s);

#endif
