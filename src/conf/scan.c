/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One token is looked at: s->t. A function that reads a thing starts with its
 * first token in s->t and leaves the first one behind it there.
 *
 * Invariants: text that was reported is blank or the scan is broken; the n-th
 * section of a kind that libconfuse will see is the n-th counted here.
 */
#include "conf/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"
#include "conf/lex.h"

#define WORD_MAX 64 /* bytes of a name that are kept; longer are unknown */

struct scanner {
	struct lex lex;
	struct conf_scan *out;
	struct token t;
	size_t before; /* end of the token before s->t */
};

/* The section that is being read, and the one it stands in, or NULL. */
struct open_section {
	const struct open_section *above;
	char kind[WORD_MAX + 1], name[WORD_MAX + 1];
	bool named, drop;
	bool known;
	enum conf_section_id id;
	size_t instance;
	unsigned line;
	size_t from;
	unsigned line_of[CONF_KEYS]; /* 0: not seen yet */
};

static void next(struct scanner *s)
{
	s->before = s->t.to;
	s->t = lex_next(&s->lex);
	s->out->broken |= s->lex.broken;
}

/* The token's text without quotes, cut at WORD_MAX. */
static void copy_token(const struct scanner *s, const struct token *t,
    char word[WORD_MAX + 1])
{
	size_t quote = t->kind == TOKEN_STRING ? 1 : 0;
	size_t len = t->to - t->from - 2 * quote;

	if (len > WORD_MAX)
		len = WORD_MAX;
	memcpy(word, s->lex.text + t->from + quote, len);
	word[len] = '\0';
}

static struct conf_at at_line(const struct scanner *s, unsigned line,
    const char *key)
{
	return (
	    struct conf_at){ .file = s->lex.file, .line = line, .key = key };
}

static void report(struct scanner *s, unsigned line, const char *key,
    const char *text)
{
	struct conf_at at = at_line(s, line, key);

	conf_report_add(s->lex.rep, CONF_ERROR, &at, "%s", text);
}

/* Structure is lost: what follows cannot be read as values. */
static void report_broken(struct scanner *s, unsigned line, const char *key,
    const char *text)
{
	report(s, line, key, text);
	s->out->broken = true;
}

static void skip_line(struct scanner *s, size_t from)
{
	lex_skip_line(&s->lex);
	lex_blank(&s->lex, from, s->lex.at);
	next(s);
}

/* What stands between s->t, an opening brace, and its closing one. */
static void skip_block(struct scanner *s)
{
	size_t depth = 0;

	do {
		if (s->t.kind == TOKEN_OPEN)
			depth++;
		if (s->t.kind == TOKEN_CLOSE)
			depth--;
		if (s->t.kind == TOKEN_END) {
			s->out->broken = true;
			return;
		}
		next(s);
	} while (depth > 0);
}

static void remember(struct scanner *s, const struct conf_place *p)
{
	struct conf_scan *o = s->out;

	if (o->places == o->room) {
		o->room = o->room ? 2 * o->room : 64;
		o->place = mem_resize(o->place, o->room, sizeof(*o->place));
	}
	o->place[o->places++] = *p;
}

/* The entries of a list, s->t being its brace. */
static bool scan_list(struct scanner *s)
{
	unsigned line = s->t.line, item_line = 0;
	bool good = true, wants_comma = false;

	for (next(s); s->t.kind != TOKEN_CLOSE; next(s)) {
		bool is_item = s->t.kind == TOKEN_WORD ||
			       s->t.kind == TOKEN_STRING ||
			       s->t.kind == TOKEN_BAD;

		if ((!is_item && s->t.kind != TOKEN_COMMA) ||
		    (is_item && wants_comma && s->t.line != item_line &&
			s->t.kind == TOKEN_WORD)) {
			report(s, line, s->lex.key,
			    "the list that starts here is not closed: end it "
			    "with }");
			return false;
		}
		if (is_item == wants_comma) {
			report(s, s->t.line, s->lex.key,
			    is_item ? "a comma is missing between two entries"
				    : "an entry is missing before the comma");
			good = false;
		}
		good &= s->t.kind != TOKEN_BAD;
		wants_comma = is_item;
		item_line = s->t.line;
	}
	next(s);
	return good;
}

/* A value, s->t being its first token. False: reported. */
static bool scan_value(struct scanner *s, bool *is_list)
{
	bool good = s->t.kind != TOKEN_BAD;

	*is_list = s->t.kind == TOKEN_OPEN;
	switch (s->t.kind) {
	case TOKEN_OPEN: return scan_list(s);
	case TOKEN_WORD:
	case TOKEN_STRING:
	case TOKEN_BAD: next(s); return good;
	default:
		report(s, s->t.line, s->lex.key,
		    "a value is missing after the =");
		return false;
	}
}

/* "account demo.sid", "user demo/anna.token". */
static char *key_text(char text[CONF_KEY_TEXT], const struct open_section *o,
    const char *key)
{
	char name[2 * WORD_MAX + 2];

	if (o->above == NULL)
		return conf_key_text(text, o->kind, o->named ? o->name : NULL,
		    key);
	snprintf(name, sizeof(name), "%s/%s", o->above->name, o->name);
	return conf_key_text(text, o->kind, name, key);
}

static void report_unknown_key(struct scanner *s, const struct open_section *o,
    unsigned line, const char *key)
{
	struct conf_at at = at_line(s, line, s->lex.key);
	const char *near = conf_key_near(o->id, key);
	enum conf_key_id there;

	if (near != NULL) {
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "unknown key; did you mean \"%s\"?", near);
		return;
	}
	for (unsigned i = 0; i < CONF_SECTIONS; i++) {
		if (conf_key_find(i, key, &there) == 0) {
			conf_report_add(s->lex.rep, CONF_ERROR, &at,
			    "unknown key: it belongs into a section \"%s\"",
			    conf_sections[i].name);
			return;
		}
	}
	conf_report_add(s->lex.rep, CONF_ERROR, &at,
	    "unknown key in this section");
}

/* Is it a known key, given once, and with the right kind of value? */
static bool check_key(struct scanner *s, struct open_section *o,
    const struct token *word, bool is_list)
{
	struct conf_at at = at_line(s, word->line, s->lex.key);
	char key[WORD_MAX + 1];
	enum conf_key_id id;

	copy_token(s, word, key);
	if (conf_key_find(o->id, key, &id) != 0) {
		report_unknown_key(s, o, word->line, key);
		return false;
	}
	if (o->line_of[id] != 0) {
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "given twice, first in line %u: keep one", o->line_of[id]);
		return false;
	}
	o->line_of[id] = word->line;
	if (!o->drop)
		remember(s, &(struct conf_place){ .section = o->id,
				.instance = o->instance,
				.key = id,
				.line = word->line });
	if (is_list && !conf_type_is_list(conf_keys[id].type)) {
		report(s, word->line, s->lex.key,
		    "takes one value, not a list in braces");
		return false;
	}
	return true;
}

/* key = value, s->t being the =. */
static void scan_setting(struct scanner *s, struct open_section *o,
    const struct token *word)
{
	char key[WORD_MAX + 1], text[CONF_KEY_TEXT];
	bool is_list, good;

	copy_token(s, word, key);
	s->lex.key = key_text(text, o, key);
	next(s);
	good = scan_value(s, &is_list);
	if (o->known)
		good &= check_key(s, o, word, is_list);
	if (!good)
		lex_blank(&s->lex, word->from, s->before);
	s->lex.key = NULL;
}

/* A word that no = follows. */
static void scan_no_setting(struct scanner *s, struct open_section *o,
    const struct token *word)
{
	char key[WORD_MAX + 1], text[CONF_KEY_TEXT];
	bool is_list;

	copy_token(s, word, key);
	key_text(text, o, key);
	if (s->t.kind == TOKEN_APPEND) {
		report(s, word->line, text,
		    "+= is not known: give the whole value with =");
		next(s);
		s->lex.key = text;
		(void)scan_value(s, &is_list);
		s->lex.key = NULL;
		lex_blank(&s->lex, word->from, s->before);
	} else if (s->t.kind == TOKEN_OPEN) {
		report(s, word->line, text, "there is no such section here");
		skip_block(s);
		lex_blank(&s->lex, word->from, s->before);
	} else {
		report(s, word->line, text,
		    "a = is missing after this word; a value of several words "
		    "stands in quotes");
		if (s->t.line == word->line && s->t.kind != TOKEN_CLOSE)
			skip_line(s, word->from);
		else
			lex_blank(&s->lex, word->from, word->to);
	}
}

static void report_open(struct scanner *s, const struct open_section *o)
{
	char text[CONF_KEY_TEXT];

	report_broken(s, o->line, key_text(text, o, NULL),
	    "the section that starts here is not closed: end it with }");
}

/* A section that may not stand in this one, s->t being what follows its first
 * word. Of an unknown section nothing is said but that. */
static void skip_section(struct scanner *s, const struct open_section *o,
    const struct token *word, const char *parent)
{
	struct conf_at at = at_line(s, word->line, o->kind);

	if (o->known)
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "this section stands in a section \"%s\" only", parent);
	if (s->t.kind == TOKEN_STRING || s->t.kind == TOKEN_WORD)
		next(s);
	if (s->t.kind == TOKEN_OPEN)
		skip_block(s);
	lex_blank(&s->lex, word->from, s->before);
}

/* As scan_body(), of a section in `above` or in none. */
static bool scan_section(struct scanner *s, struct token *word,
    const struct open_section *above);

/* One setting. True: *word is the first word of a section instead, s->t what
 * follows it. */
static bool scan_item(struct scanner *s, struct open_section *o,
    struct token *word)
{
	enum conf_section_id other;
	char text[WORD_MAX + 1];

	*word = s->t;
	if (s->t.kind != TOKEN_WORD) {
		if (s->t.kind != TOKEN_BAD)
			report(s, s->t.line, NULL, "a key is expected here");
		skip_line(s, word->from);
		return false;
	}
	copy_token(s, word, text);
	next(s);
	if (s->t.kind == TOKEN_EQUALS)
		scan_setting(s, o, word);
	else if (s->t.kind == TOKEN_APPEND ||
		 conf_section_find(text, &other) != 0)
		scan_no_setting(s, o, word);
	else if (!conf_section_is_inner(other))
		return true;
	else if (o->known && conf_sections[other].parent == o->id)
		return scan_section(s, word, o);
	else
		skip_section(s, o, word,
		    conf_sections[conf_sections[other].parent].name);
	return false;
}

/* The settings of a section up to its closing brace. True: as above. */
static bool scan_body(struct scanner *s, struct open_section *o,
    struct token *word)
{
	while (s->t.kind != TOKEN_CLOSE) {
		if (s->t.kind == TOKEN_END) {
			report_open(s, o);
			return false;
		}
		if (scan_item(s, o, word)) {
			report_open(s, o);
			return true;
		}
	}
	next(s);
	if (o->drop)
		lex_blank(&s->lex, o->from, s->before);
	return false;
}

static size_t longest_name(enum conf_section_id id)
{
	return id == CONF_S_user ? CONF_USER_MAX : CONF_NAME_MAX;
}

static bool is_good_name(const char *name, size_t most)
{
	size_t len = strlen(name);

	return len > 0 && len <= most &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") == len;
}

/* The line of a section of this kind and name, or 0. */
static unsigned line_of_twin(const struct conf_scan *o,
    const struct open_section *of)
{
	for (size_t i = 0; i < o->places; i++) {
		const struct conf_place *p = &o->place[i];

		if (p->section == of->id && p->key == CONF_NO_KEY &&
		    (of->above == NULL || p->parent == of->above->instance) &&
		    (p->name == NULL || strcmp(p->name, of->name) == 0))
			return p->line;
	}
	return 0;
}

static void report_unknown_section(struct scanner *s,
    const struct open_section *o)
{
	struct conf_at at = at_line(s, o->line, o->kind);
	const char *near = conf_section_near(o->kind);

	if (near != NULL)
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "unknown section; did you mean \"%s\"?", near);
	else
		conf_report_add(s->lex.rep, CONF_ERROR, &at, "unknown section");
}

/* Is the head of a section right? What is not makes it blank at its end. */
static bool check_head(struct scanner *s, struct open_section *o)
{
	struct conf_at at = at_line(s, o->line, o->kind);
	unsigned twin;

	if (!o->known) {
		report_unknown_section(s, o);
		return false;
	}
	s->out->seen[o->id] = true;
	if (conf_section_is_inner(o->id) && o->above == NULL) {
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "this section stands in a section \"%s\" only",
		    conf_sections[conf_sections[o->id].parent].name);
		return false;
	}
	if (o->named && conf_sections[o->id].sample == NULL) {
		report(s, o->line, o->kind, "this section has no name");
		return false;
	}
	if (!o->named && conf_sections[o->id].sample != NULL) {
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "this section needs a name: %s \"%s\" { ... }", o->kind,
		    conf_sections[o->id].sample);
		return false;
	}
	if (o->named && !is_good_name(o->name, longest_name(o->id))) {
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "\"%s\" is no name: 1 to %zu letters, digits and _ . -",
		    o->name, longest_name(o->id));
		return false;
	}
	twin = line_of_twin(s->out, o);
	if (twin != 0)
		conf_report_add(s->lex.rep, CONF_ERROR, &at,
		    "%s%s%sgiven twice, first in line %u: keep one",
		    o->named ? "\"" : "", o->name, o->named ? "\" is " : "",
		    twin);
	return twin == 0;
}

/* A key where only sections may stand, s->t being the =. */
static void scan_stray(struct scanner *s, const struct token *word)
{
	char key[WORD_MAX + 1];
	enum conf_section_id id;
	bool is_list;

	copy_token(s, word, key);
	report(s, word->line, key,
	    conf_section_find(key, &id) == 0
		? "this is a section: write its keys between { and }"
		: "a key stands outside of any section: is a brace closed "
		  "too early?");
	next(s);
	s->lex.key = key;
	(void)scan_value(s, &is_list);
	s->lex.key = NULL;
	lex_blank(&s->lex, word->from, s->before);
}

static bool scan_section(struct scanner *s, struct token *word,
    const struct open_section *above)
{
	struct open_section o = { .line = word->line,
		.from = word->from,
		.above = above };

	copy_token(s, word, o.kind);
	o.known = conf_section_find(o.kind, &o.id) == 0;
	if (s->t.kind == TOKEN_STRING || s->t.kind == TOKEN_WORD) {
		copy_token(s, &s->t, o.name);
		o.named = true;
		next(s);
	}
	if (s->t.kind != TOKEN_OPEN) {
		report_broken(s, word->line, o.kind,
		    "a { is missing after the head of this section");
		skip_line(s, word->from);
		return false;
	}
	next(s);
	o.drop = !check_head(s, &o) || (above != NULL && above->drop);
	if (!o.drop) {
		o.instance = s->out->count[o.id]++;
		remember(s, &(struct conf_place){ .section = o.id,
				.instance = o.instance,
				.key = CONF_NO_KEY,
				.line = o.line,
				.parent = above != NULL ? above->instance : 0,
				.name = o.named ? mem_strdup(o.name) : NULL });
	}
	return scan_body(s, &o, word);
}

static void scan_file(struct scanner *s)
{
	struct token word;
	bool has_word;

	while (s->t.kind != TOKEN_END) {
		word = s->t;
		if (s->t.kind != TOKEN_WORD) {
			if (s->t.kind == TOKEN_CLOSE)
				report_broken(s, s->t.line, NULL,
				    "this } closes nothing");
			else if (s->t.kind != TOKEN_BAD)
				report_broken(s, s->t.line, NULL,
				    "a section is expected here");
			if (s->t.kind != TOKEN_CLOSE)
				skip_line(s, word.from);
			else
				next(s);
			continue;
		}
		next(s);
		if (s->t.kind == TOKEN_EQUALS) {
			scan_stray(s, &word);
			continue;
		}
		do
			has_word = scan_section(s, &word, NULL);
		while (has_word);
	}
}

static void begin(struct scanner *s, const struct conf_source *src,
    struct conf_report *rep)
{
	s->lex = (struct lex){ .text = src->text,
		.len = src->len,
		.line = 1,
		.file = src->file,
		.rep = rep };
	next(s);
}

void conf_scan(const struct conf_source *src, struct conf_scan *out,
    struct conf_report *rep)
{
	struct scanner s = { .out = out };

	begin(&s, src, rep);
	scan_file(&s);
}

void conf_scan_keys(const struct conf_source *src, enum conf_section_id section,
    const char *name, struct conf_scan *out, struct conf_report *rep)
{
	struct scanner s = { .out = out };
	struct open_section o = { .named = true, .known = true, .id = section };
	struct token word;

	snprintf(o.kind, sizeof(o.kind), "%s", conf_sections[section].name);
	snprintf(o.name, sizeof(o.name), "%s", name);
	begin(&s, src, rep);
	remember(&s, &(struct conf_place){ .section = section,
			 .key = CONF_NO_KEY,
			 .name = mem_strdup(name) });
	while (s.t.kind != TOKEN_END && !out->broken) {
		if (scan_item(&s, &o, &word))
			report_broken(&s, word.line, NULL,
			    "only keys may stand here, no sections");
	}
}
