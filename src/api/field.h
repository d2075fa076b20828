/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * field - a message as a JSON object becomes a submission (api/field.def).
 */
#ifndef API_FIELD_H
#define API_FIELD_H

#include "api/inside.h"
#include "flow/intake.h"

struct json;
struct problem;

/* The texts of *s point into *j: on 0 the caller frees it behind their use.
 * RC_BAD: *p says why. */
MUST_CHECK int field_parse(const void *text, size_t len, struct json **j,
    struct submission *s, struct problem *p);

/* http or https, a host, printable (http-api.md 2.1). */
bool is_callback(const struct body_text *url);

#endif
