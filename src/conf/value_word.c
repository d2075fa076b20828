/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values that are one of a few words.
 */
#include <stdio.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/value.h"
#include "model/msgid.h"

static const struct {
	enum conf_type type;
	const char *word;
	unsigned value;
} words[] = {
#define WORD(type, word, value) { CONF_T_##type, word, value },
#include "conf/word.def"
#undef WORD
};

static int refuse(struct conf_value *v, const char *text)
{
	char all[160] = "";
	size_t len;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].type != v->key->type)
			continue;
		len = strlen(all);
		snprintf(all + len, sizeof(all) - len, "%s%s",
		    len == 0 ? "" : ", ", words[i].word);
	}
	return conf_value_refuse(v, "\"%.40s\" is not one of: %s", text, all);
}

static int find(struct conf_value *v, const char *text, unsigned *value)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].type == v->key->type &&
		    strcmp(words[i].word, text) == 0) {
			*value = words[i].value;
			return 0;
		}
	}
	return refuse(v, text);
}

int conf_read_word(struct conf_value *v, const char *text, void *field)
{
	return find(v, text, field);
}

int conf_read_bool(struct conf_value *v, const char *text, void *field)
{
	unsigned value;
	int rc = find(v, text, &value);

	if (rc == 0)
		*(bool *)field = value != 0;
	return rc;
}

int conf_check_word(struct conf_value *v, const char *text, void *field)
{
	unsigned value;

	(void)field;
	return find(v, text, &value);
}

const char *conf_word(enum conf_type type, unsigned value)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (words[i].type == type && words[i].value == value)
			return words[i].word;
	}
	return "?";
}
