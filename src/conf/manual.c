/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The manual and the sample file, written from the table. Both are kept in
 * the tree; src/conf/gendoc.c prints them, contrib/generate renews them.
 */
#include <string.h>

#include "base/buf.h"
#include "conf/conf.h"
#include "conf/table.h"
#include "conf/value.h"

static const char manual_head[] =
    "# Configuration\n"
    "\n"
    "<!-- Generated from src/conf/conf.def by contrib/generate. -->\n"
    "\n"
    "`esmed -c FILE` reads one file; `esmed -t -c FILE` checks it and says "
    "everything\n"
    "that is wrong, with line, key and reason. `conf/esmed.conf` is a sample.\n"
    "\n"
    "```\n"
    "section \"name\" {\n"
    "    key  = value                # a comment, as are // and /* */\n"
    "    list = { \"one\", \"two\" }\n"
    "}\n"
    "```\n"
    "\n"
    "- A value of letters, digits and `_ . : / -` may stand without quotes; "
    "everything\n"
    "  else needs them, a number with a plus too: `\"+12125550100\"`.\n"
    "- In \"double quotes\" only `\\\\` and `\\\"` are known after a "
    "backslash, "
    "and `${` is\n"
    "  refused: variables are not replaced. 'Single quotes' take `${` as it "
    "is.\n"
    "- A name of a section has 1 to 32 letters, digits and `_ . -`. No key and "
    "no\n"
    "  section may be given twice.\n"
    "- A duration is a number with `ms`, `s`, `min`, `h` or `d`; a size with "
    "`KiB`,\n"
    "  `MiB`, `GiB` or `TiB`. A number has no leading zero.\n"
    "- A relative path starts at the folder of the configuration file.\n"
    "- A secret may be `\"file:PATH\"` (the first line of that file) or "
    "`\"env:NAME\"`.\n"
    "- A token may be `\"sha256:SUM\"`, so that no secret is kept: "
    "`printf %s SECRET |\n"
    "  sha256sum` makes the sum.\n"
    "- `profile = NAME` in an smsc takes the keys that are not given there "
    "from\n"
    "  `profiles/NAME.conf`: lines `key = value`, no section around them. Some "
    "come with\n"
    "  the program; each says where it is from.\n"
    "\n"
    "On a change of the file SIGHUP is enough where the table says *live* or "
    "*rebind*;\n"
    "for the latter the binds of that smsc are made anew, one after another. "
    "Else the\n"
    "daemon must be restarted.\n";

static const char *const reload_words[] = {
	[CONF_LIVE] = "live",
	[CONF_REBIND] = "rebind",
	[CONF_RESTART] = "restart",
};

/* Lengths are limits of texts, but the number of entries of a list. */
static const char *limit_unit(enum conf_type type)
{
	if (conf_type_is_list(type))
		return " entries";
	return conf_type_is_text(type) ? " bytes" : "";
}

static void manual_key(const struct conf_key *k, struct buf *to)
{
	buf_printf(to, "| `%s` | %s", k->name, conf_type_word(k->type));
	if (k->min != NULL && strcmp(conf_type_word(k->type), "path") != 0)
		buf_printf(to, ", %s to %s%s", k->min, k->max,
		    limit_unit(k->type));
	if (k->preset == NULL)
		buf_add_str(to, " | **required**");
	else if (k->preset[0] == '\0')
		buf_add_str(to, " | none");
	else
		buf_printf(to, " | `%s`", k->preset);
	buf_printf(to, " | %s | %s |\n", reload_words[k->reload], k->help);
}

void conf_manual(struct buf *to)
{
	buf_add_str(to, manual_head);
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		const struct conf_section *s = &conf_sections[i];
		bool inner = conf_section_is_inner(i);

		buf_printf(to, "\n##%s %s%s\n\n%s", inner ? "#" : "", s->name,
		    s->sample != NULL ? " \"name\"" : "", s->help);
		if (inner)
			buf_printf(to, " It stands in a section `%s`.",
			    conf_sections[s->parent].name);
		buf_add_str(to, "\n\n");
		buf_add_str(to, "| key | value | default | change | meaning |\n"
				"|---|---|---|---|---|\n");
		for (unsigned j = 0; j < CONF_KEYS; j++) {
			if (conf_keys[j].section == i)
				manual_key(&conf_keys[j], to);
		}
	}
}

/* Only numbers, durations and words are usual without quotes. */
static void sample_value(const struct conf_key *k, struct buf *to)
{
	const char *value = k->sample != NULL ? k->sample : k->preset;

	if (conf_type_is_list(k->type))
		buf_printf(to, value[0] != '\0' ? "{ \"%s\" }" : "{%s}", value);
	else if (conf_type_is_text(k->type))
		buf_printf(to, "\"%s\"", value);
	else
		buf_add_str(to, value);
}

static void sample_key(const struct conf_key *k, struct buf *to)
{
	const char *in =
	    conf_section_is_inner(k->section) ? "        " : "    ";
	bool is_set = k->sample != NULL && !conf_sections[k->section].is_rare;

	buf_printf(to, "%s# %s\n%s%s%s = ", in, k->help, in, is_set ? "" : "#",
	    k->name);
	sample_value(k, to);
	buf_add_str(to, "\n");
}

/* With those that stand in it. */
static void sample_section(enum conf_section_id id, struct buf *to)
{
	const struct conf_section *s = &conf_sections[id];
	const char *in = conf_section_is_inner(id) ? "    " : "";
	const char *mark = s->is_rare ? "#" : "";

	buf_printf(to, "\n%s# %s\n%s%s%s ", in, s->help, in, mark, s->name);
	if (s->sample != NULL)
		buf_printf(to, "\"%s\" ", s->sample);
	buf_add_str(to, "{\n");
	for (unsigned i = 0; i < CONF_KEYS; i++) {
		if (conf_keys[i].section == id)
			sample_key(&conf_keys[i], to);
	}
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		if (conf_sections[i].parent == id)
			sample_section(i, to);
	}
	buf_printf(to, "%s%s}\n", in, mark);
}

void conf_sample(struct buf *to)
{
	buf_add_str(to,
	    "# A configuration of esmed: every key, those with a # before them "
	    "at their\n"
	    "# default. doc/configuration.md explains the notation; esmed -t "
	    "checks a file.\n"
	    "# Keep it readable by its owner only, or keep the secrets "
	    "elsewhere:\n"
	    "# token = \"file:demo.token\" or token = \"env:DEMO_TOKEN\".\n");
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		if (!conf_section_is_inner(i))
			sample_section(i, to);
	}
}
