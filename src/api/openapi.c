/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The description of the native face, as doc/openapi.yaml has it: the build
 * makes openapi_lines.def of that.
 */
#include "api/inside.h"

#include <string.h>

static const char *const lines[] = {
#define LINE(text) text "\n",
#include "api/openapi_lines.def"
#undef LINE
};

void openapi_show(struct api *a, const struct call *c)
{
	buf_clear(&a->body);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		buf_add(&a->body, lines[i], strlen(lines[i]));
	http_answer(a->server, c->id,
	    &(struct http_answer){ .status = 200,
		.type = HTTP_TYPE_YAML,
		.body = buf_bytes(&a->body),
		.len = a->body.len });
}
