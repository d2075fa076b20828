/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_pick - values out of an answer of the native face, however deep: what is
 * not there is "", 0, false or NULL.
 *
 * A path is keys with slashes between: "timings/accepted_at".
 */
#ifndef API_UI_PICK_H
#define API_UI_PICK_H

#include "http/json.h"

const struct json_value *pick(const struct json_value *v, const char *path);
const char *pick_text(const struct json_value *v, const char *path);
int64_t pick_int(const struct json_value *v, const char *path);
double pick_real(const struct json_value *v, const char *path);
bool pick_bool(const struct json_value *v, const char *path);

/* Is something there that is not null? */
bool pick_has(const struct json_value *v, const char *path);
bool pick_is(const struct json_value *v, const char *path, const char *text);

#endif
