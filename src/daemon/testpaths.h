/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * testpaths - test mode over HTTP; see daemon/testmode.h for the paths.
 */
#ifndef DAEMON_TESTPATHS_H
#define DAEMON_TESTPATHS_H

#include "api/api.h"

struct testpaths;

struct testpaths *testpaths_new(struct loop *l, struct ledger *ledger);
void testpaths_free(struct testpaths *t);

/* For api_options.extra; extra_arg is the testpaths. */
const struct api_extra *testpaths_table(void);
void testpaths_set_api(struct testpaths *t, struct api *api);

#endif
