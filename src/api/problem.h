/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * problem - what is wrong with a JSON object that somebody sent.
 */
#ifndef API_PROBLEM_H
#define API_PROBLEM_H

#include "flow/fault.h"

/* The row may point to the texts beside it. */
struct problem {
	struct fault_row row;
	char text[200], field[40];
};

#endif
