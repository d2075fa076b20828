/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz - what every target has: bytes of nobody's choice, taken piece by piece.
 *
 * A target is LLVMFuzzerTestOneInput() in a file of its own. libFuzzer calls
 * it with bytes it makes up (contrib/fuzz), replay.c with those of files. It
 * asserts what must hold whatever the bytes are.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "base/base.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of an input. */
struct fuzz_in {
	const uint8_t *at;
	size_t left;
};

/* The next byte; 0 when there is none. */
static inline uint8_t fuzz_byte(struct fuzz_in *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

/* Up to `max` bytes; *len is how many. */
static inline const uint8_t *fuzz_bytes(struct fuzz_in *in, size_t max,
    size_t *len)
{
	const uint8_t *p = in->at;

	*len = max < in->left ? max : in->left;
	if (*len != 0) {
		in->at += *len;
		in->left -= *len;
	}
	return p;
}

#endif
