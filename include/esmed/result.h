/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * result - how functions of libesmed report.
 *
 * `int rc`: 0, or a negative number; results come through the last
 * parameters and are unspecified unless rc is 0 or the function says more.
 * The numbers have names where the library is built (RC_* in base/rc.def);
 * a caller from outside tests for 0 only.
 */
#ifndef ESMED_RESULT_H
#define ESMED_RESULT_H

#define ESMED_MUST_CHECK __attribute__((warn_unused_result))

#endif
