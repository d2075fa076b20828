/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * text_json - the dry run of a text, as the API and esmectl print it.
 */
#ifndef API_TEXT_JSON_H
#define API_TEXT_JSON_H

#include <esmed/text_smart.h>

#include "http/json.h"

struct text_question {
	const char *text;
	size_t len;
	bool smart; /* explain what is sent after look-alikes were put in */
	enum text_smart how;
	struct text_rules rules;
};

/* Add the keys of the answer to the object of `o`. RC_BAD: no text, RC_TOO_LONG
 * or RC_UNSUPPORTED: not by these rules; then they say why. */
MUST_CHECK int text_json(struct json_out *o, const struct text_question *q);

#endif
