/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_draft.h"

#include <stdlib.h>
#include <string.h>

#include "api/ui_draft_texts.h"
#include "api/ui_pick.h"

#define PARTING " ,;\t\r\n"

/* "" sets back. */
static void put_text(struct json_out *o, const struct ui_page *p,
    const char *name)
{
	const struct form_pair *f = form_find(&p->form, name);

	if (f != NULL && f->value_len != 0)
		json_str(o, name, f->value, f->value_len);
	else if (f != NULL)
		json_null(o, name);
}

void draft_text(struct json_out *o, const char *key, const char *text)
{
	struct buf plain = { 0 };

	for (; *text != '\0'; text++) {
		if (text[0] != '\r' || text[1] != '\n')
			buf_add(&plain, text, 1);
	}
	if (plain.len != 0)
		json_str(o, key, buf_bytes(&plain), plain.len);
	else
		json_null(o, key);
	buf_free(&plain);
}

void draft_number(struct json_out *o, const char *key, const char *text)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (text[0] == '\0')
		json_null(o, key);
	else if (*end == '\0')
		json_int(o, key, n);
	else
		json_text(o, key, text);
}

#define GROUPED    "0123456789()-./ \t" /* a number in groups */
#define DIGITS_MIN 8
#define DIGITS_MAX 15

/* Is all of this one number, "917 555 0301"? Two of them have more digits. */
static bool is_grouped(const char *text, size_t len)
{
	size_t digits = 0;

	if (strspn(text, GROUPED) < len)
		return false;
	for (size_t i = 0; i < len; i++)
		digits += text[i] >= '0' && text[i] <= '9';
	return digits >= DIGITS_MIN && digits <= DIGITS_MAX;
}

/* How long the word is that `text` begins with. Within a number that begins
 * with + or ( blanks part its groups: "+1 (917) 555 0301". */
static size_t word_len(const char *text)
{
	bool number = text[0] == '+' || text[0] == '(';
	size_t len = strcspn(text, PARTING), whole = strcspn(text, ",;\r\n");

	while (whole > len && strchr(" \t", text[whole - 1]) != NULL)
		whole--;
	if (is_grouped(text, whole))
		return whole;
	while (number && (text[len] == ' ' || text[len] == '\t')) {
		size_t more = len + strspn(text + len, " \t");

		if (strchr("0123456789()-./", text[more]) == NULL ||
		    text[more] == '\0')
			break;
		len = more + strcspn(text + more, PARTING);
	}
	return len;
}

void draft_words(struct json_out *o, const char *text)
{
	for (;;) {
		size_t len;

		text += strspn(text, PARTING);
		if (*text == '\0')
			return;
		len = word_len(text);
		json_str(o, NULL, text, len);
		text += len;
	}
}

static void put_audience(struct json_out *o, const struct ui_page *p)
{
	const struct form_pair *f = form_find(&p->form, "list");

	json_open_object(o, "audience");
	json_open_array(o, "lists");
	for (; f != NULL; f = form_find_next(&p->form, f))
		json_str(o, NULL, f->value, f->value_len);
	json_close_array(o);
	json_open_array(o, "numbers");
	draft_words(o, ui_field(p, "numbers"));
	json_close_array(o);
	json_bool(o, "live", ui_field(p, "live")[0] != '\0');
	json_close_object(o);
}

void draft_json(const struct ui_page *p, struct buf *to)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	put_text(&o, p, "name");
	draft_texts_json(p, &o);
	put_text(&o, p, "from");
	put_text(&o, p, "class");
	put_audience(&o, p);
	draft_number(&o, "rate", ui_field(p, "rate"));
	json_close_object(&o);
}
