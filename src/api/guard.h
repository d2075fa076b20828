/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * guard - wrong credentials, and too many of them (reliability.md W14).
 */
#ifndef API_GUARD_H
#define API_GUARD_H

#include "api/inside.h"

/* Answer a call without credentials or with wrong ones: 401, or 429 with
 * Retry-After if too many of its address or of that name were wrong. */
void guard_refuse(struct api *a, const struct call *c);

/* The same where they were given otherwise than by the header. */
void guard_refuse_name(struct api *a, const struct call *c,
    const struct body_text *name);

/* The same without an answer. 0: it was counted; else how long it takes until
 * one may try again. */
usec guard_count(struct api *a, const struct call *c,
    const struct body_text *name);

#endif
