/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cluster - characters that look like one, which a split keeps together.
 *
 * After UAX 29, for what people send: letters with their marks, conjuncts of
 * Indian scripts, emoji with joiners, skin tones and selectors, flags.
 */
#ifndef TEXT_CLUSTER_H
#define TEXT_CLUSTER_H

#include "base/base.h"

/* Where the cluster begins that a cut at `at` would go through, not before
 * `from`; `at` itself if it would go through none. The text is valid UTF-8,
 * from <= at < end. */
const char *cluster_begin(const char *from, const char *at, const char *end);

#endif
