/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codec - one walk over the fields of a struct both writes and reads them, so
 * that the two cannot differ.
 */
#ifndef LEDGER_CODEC_H
#define LEDGER_CODEC_H

#include "base/cursor.h"

struct codec {
	struct cursor c;
	bool writing;
};

static inline uint64_t codec_number(struct codec *k, unsigned width, uint64_t v)
{
	if (!k->writing)
		return cursor_get(&k->c, width);
	cursor_put(&k->c, width, v);
	return v;
}

#define FIELD(k, width, member)                                    \
	((member) = (__typeof__(member))codec_number((k), (width), \
	     (uint64_t)(member)))

#endif
