/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where things stood, for those who report about them.
 */
#include "conf/scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "conf/conf.h"

void conf_scan_free(struct conf_scan *s)
{
	for (size_t i = 0; i < s->places; i++)
		free(s->place[i].name);
	free(s->place);
	*s = (struct conf_scan){ 0 };
}

const struct conf_place *conf_scan_find(const struct conf_scan *s,
    enum conf_section_id section, size_t instance, enum conf_key_id key)
{
	for (size_t i = 0; i < s->places; i++) {
		const struct conf_place *p = &s->place[i];

		if (p->section == section && p->instance == instance &&
		    p->key == key)
			return p;
	}
	return NULL;
}

/* "demo/anna" for a section in another one. */
static const char *full_name(const struct conf_scan *s,
    const struct conf_place *head, char text[CONF_FULL_NAME])
{
	const struct conf_place *over;

	if (!conf_section_is_inner(head->section))
		return head->name;
	over = conf_scan_find(s, conf_sections[head->section].parent,
	    head->parent, CONF_NO_KEY);
	snprintf(text, CONF_FULL_NAME, "%s/%s", over->name, head->name);
	return text;
}

struct conf_at conf_scan_at(const struct conf_scan *s,
    const struct conf_place *where, const char *file, char text[CONF_KEY_TEXT])
{
	const struct conf_place *head, *key;
	char name[CONF_FULL_NAME];

	head = conf_scan_find(s, where->section, where->instance, CONF_NO_KEY);
	key = conf_scan_find(s, where->section, where->instance, where->key);
	conf_key_text(text, conf_sections[where->section].name,
	    head != NULL ? full_name(s, head, name) : NULL,
	    where->key == CONF_NO_KEY ? NULL : conf_keys[where->key].name);
	if (key == NULL)
		key = head;
	return (struct conf_at){ .file = file,
		.line = key != NULL ? key->line : 0,
		.key = text };
}
