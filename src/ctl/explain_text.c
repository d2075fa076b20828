/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain text - how a text goes over the air, and what makes it dear.
 */
#include "api/text_json.h"
#include "ctl/call.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct word {
	const char *name;
	uint32_t value;
};

static const struct word alphabets[] = { { "gsm7", TEXT_CAN_GSM7 },
	{ "latin1", TEXT_CAN_LATIN1 }, { "ascii", TEXT_CAN_ASCII },
	{ "ucs2", TEXT_CAN_UCS2 } };

static const struct word splits[] = { { "udh8", TEXT_SPLIT_UDH8 },
	{ "udh16", TEXT_SPLIT_UDH16 }, { "sar", TEXT_SPLIT_SAR },
	{ "payload", TEXT_SPLIT_PAYLOAD } };

static const struct word defaults[] = { { "gsm7", TEXT_GSM7 },
	{ "latin1", TEXT_LATIN1 }, { "ascii", TEXT_ASCII },
	{ "utf8", TEXT_UTF8 }, { "none", TEXT_BINARY } };

struct words {
	const struct word *word;
	size_t count;
};

#define WORDS_OF(table) ((struct words){ table, ARRAY_LEN(table) })

/* RC_BAD: none of them. */
static int find_word(struct words w, const char *name, uint32_t *value)
{
	for (size_t i = 0; i < w.count; i++) {
		if (strcmp(w.word[i].name, name) != 0)
			continue;
		*value = w.word[i].value;
		return 0;
	}
	return RC_BAD;
}

/* RC_NOT_FOUND: no such key; RC_BAD: another word. */
static int read_word(const struct json_value *q, const char *key,
    struct words w, uint32_t *value)
{
	const char *name;
	size_t len;
	int rc = json_get_str(q, key, &name, &len);

	return rc != 0 ? rc : find_word(w, name, value);
}

static int language_of(const char *name, uint32_t *bit)
{
	for (unsigned i = 1; i <= TEXT_LANGUAGE_LAST; i++) {
		if (strcasecmp(text_language_name(i), name) != 0)
			continue;
		*bit = TEXT_LANGUAGE(i);
		return 0;
	}
	return RC_BAD;
}

/* A list of words as bits; `w` NULL: names of languages. */
static int read_bits(const struct json_value *q, const char *key,
    const struct words *w, uint32_t *bits)
{
	const struct json_value *list;
	struct json_iter it = { 0 };
	int rc = json_get_array(q, key, &list);

	if (rc != 0)
		return rc;
	*bits = 0;
	while (rc == 0 && json_next(list, &it)) {
		const char *name = "";
		uint32_t bit = 0;
		size_t len;

		if (json_kind(it.value) == JSON_STR)
			name = json_str_of(it.value, &len);
		rc = w != NULL ? find_word(*w, name, &bit)
			       : language_of(name, &bit);
		*bits |= bit;
	}
	return rc;
}

static bool is_wrong(int rc)
{
	return rc != 0 && rc != RC_NOT_FOUND;
}

/* What stands in the question instead of the rules that are there. Returns
 * the key that is wrong, or NULL. */
static const char *read_rules(const struct json_value *q,
    struct text_rules *rules)
{
	struct words by = WORDS_OF(alphabets);
	uint32_t split = rules->split, own = rules->default_alphabet;

	if (is_wrong(read_bits(q, "alphabets", &by, &rules->alphabets)))
		return "alphabets";
	if (is_wrong(read_bits(q, "locking", NULL, &rules->locking)))
		return "locking";
	if (is_wrong(read_bits(q, "single", NULL, &rules->single)))
		return "single";
	if (is_wrong(read_word(q, "split", WORDS_OF(splits), &split)))
		return "split";
	if (is_wrong(read_word(q, "alphabet", WORDS_OF(defaults), &own)))
		return "alphabet";
	if (is_wrong(json_get_bool(q, "packed", &rules->is_packed)))
		return "packed";
	rules->split = (enum text_split)split;
	rules->default_alphabet = (enum text_alphabet)own;
	return NULL;
}

static int each(void *arg, const struct json_value *v, struct json_out *o)
{
	struct text_question q = { .rules = text_rules_default() };
	const char *wrong;
	char why[80];

	(void)arg;
	if (json_get_str(v, "text", &q.text, &q.len) != 0)
		return call_error(o, "text: a text is wanted");
	if (is_wrong(json_get_bool(v, "smart", &q.smart)))
		return call_error(o, "smart: true or false is wanted");
	wrong = read_rules(v, &q.rules);
	if (wrong != NULL) {
		snprintf(why, sizeof(why), "%s: not a word known here", wrong);
		return call_error(o, why);
	}
	return text_json(o, &q) == 0 ? 0 : RC_BAD;
}

int explain_text(struct call *c)
{
	struct text_question q = { .rules = text_rules_default() };
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	char *text;
	int rc;

	if (c->jsonl)
		return call_lines(c, each, NULL);
	if (c->argc == 0)
		return call_usage(c, "a text is wanted");
	text = call_argument(c);
	q.text = text;
	q.len = strlen(text);
	json_open_object(&o, NULL);
	rc = text_json(&o, &q);
	json_close_object(&o);
	call_print(c, &line);
	free(text);
	return rc == 0 ? CTL_OK : CTL_BAD_INPUT;
}
