/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/receipt_words.h"

static bool is_key_text(const uint8_t *at)
{
	return (at[0] | 0x20) == 't' && (at[1] | 0x20) == 'e' &&
	       (at[2] | 0x20) == 'x' && (at[3] | 0x20) == 't' &&
	       (at[4] == ':' || at[4] == '=');
}

size_t receipt_text_at(const uint8_t *at, size_t len)
{
	size_t behind = sizeof("text:") - 1;

	for (; behind <= len; behind++) {
		if (is_key_text(at + behind - (sizeof("text:") - 1)))
			return behind;
	}
	return len;
}
