/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The build makes ui_css_lines.def and ui_js_lines.def of ui.css and ui.js.
 */
#include "api/ui_file.h"

#include <string.h>

#include "api/ui.h"
#include "base/hash.h"
#include "base/hex.h"

static const char *const css[] = {
#define LINE(text) text "\n",
#include "api/ui_css_lines.def"
#undef LINE
};

static const char *const js[] = {
#define LINE(text) text "\n",
#include "api/ui_js_lines.def"
#undef LINE
};

static const char *const icon[] = {
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\">",
	"<path fill=\"#1f6f5c\" d=\"M6 5h20a4 4 0 0 1 4 4v11a4 4 0 0 1-4 4H15"
	"l-7 6v-6H6a4 4 0 0 1-4-4V9a4 4 0 0 1 4-4z\"/>",
	"<path fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" "
	"stroke-linecap=\"round\" stroke-linejoin=\"round\" "
	"d=\"M9 15l4 4 10-9\"/></svg>",
};

struct file {
	const char *const *line;
	size_t lines;
	enum http_type type;
};

static void add_sum(uint64_t *sum, const char *const *line, size_t n)
{
	const struct hash_key key = { *sum, n };

	for (size_t i = 0; i < n; i++)
		*sum = *sum * 31 + hash_sip(&key, line[i], strlen(line[i]));
}

void ui_file_version(char to[UI_VERSION_ROOM])
{
	uint64_t sum = 0;

	add_sum(&sum, css, ARRAY_LEN(css));
	add_sum(&sum, js, ARRAY_LEN(js));
	hex_format(&sum, sizeof(sum), to);
}

static void answer(struct api *a, const struct call *c, const struct file *f)
{
	struct http_answer whole = { .status = 200, .type = f->type };

	buf_clear(&a->body);
	for (size_t i = 0; i < f->lines; i++)
		buf_add_str(&a->body, f->line[i]);
	whole.body = buf_bytes(&a->body);
	whole.len = a->body.len;
	whole.field[0] = (struct http_field){ HTTP_HEADER_CACHE,
		"public, max-age=31536000" };
	http_answer(a->server, c->id, &whole);
}

void ui_style(struct api *a, const struct call *c)
{
	answer(a, c, &(struct file){ css, ARRAY_LEN(css), HTTP_TYPE_CSS });
}

void ui_script(struct api *a, const struct call *c)
{
	answer(a, c, &(struct file){ js, ARRAY_LEN(js), HTTP_TYPE_SCRIPT });
}

void ui_icon(struct api *a, const struct call *c)
{
	answer(a, c, &(struct file){ icon, ARRAY_LEN(icon), HTTP_TYPE_SVG });
}
