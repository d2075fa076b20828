/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * alphabet - whole texts by one alphabet, national tables among them.
 */
#ifndef TEXT_ALPHABET_H
#define TEXT_ALPHABET_H

#include <esmed/text.h>

#include "base/base.h"
#include "text/national.h"

struct alphabet {
	enum text_alphabet name;
	struct national tables; /* of TEXT_GSM7 */
};

/* As text_decode(). */
MUST_CHECK int alphabet_decode(const struct alphabet *from, const void *octets,
    size_t len, char *to, size_t *to_len);

#endif
