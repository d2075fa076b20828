/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The main of a target where there is no libFuzzer: each file named is an
 * input, and the end of them without an abort is success.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static int read_file(const char *path, struct buf *to)
{
	FILE *f = fopen(path, "rb");
	size_t n;

	if (f == NULL) {
		perror(path);
		return RC_SYSTEM;
	}
	do {
		n = fread(buf_reserve(to, 65536), 1, 65536, f);
		buf_added(to, n);
	} while (n != 0);
	fclose(f);
	return 0;
}

/* From memory of exactly that size, so that a byte too many is seen. */
static void run_exactly(const struct buf *b)
{
	uint8_t *copy = malloc(b->len);

	assert(copy != NULL || b->len == 0);
	if (b->len != 0)
		memcpy(copy, buf_bytes(b), b->len);
	LLVMFuzzerTestOneInput(copy, b->len);
	free(copy);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct buf b = { 0 };
		int rc = read_file(argv[i], &b);

		if (rc != 0)
			return 1;
		fprintf(stderr, "%s\n", argv[i]);
		run_exactly(&b);
		buf_free(&b);
	}
	return argc < 2;
}
