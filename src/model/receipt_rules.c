/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pattern is checked before it is compiled: regcomp() takes memory in
 * proportion to the product of repetitions in repetitions, and back references
 * make regexec() slow beyond measure.
 */
#include "model/receipt_rules.h"

#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/mem.h"
#include "model/receipt_text.h"

#define NAME_MAX_LEN 40 /* of a name before or behind a `=` */
#define DEPTH_MAX    32 /* of groups in groups */

struct word {
	char text[RECEIPT_WORD];
	uint64_t number;
	bool is_number;
	enum receipt_state state;
};

struct receipt_rules {
	bool has_pattern, accept, flagged_only;
	regex_t pattern;
	unsigned group[RECEIPT_KEY_COUNT]; /* 0: not named */
	struct word word[RULES_STATES_MAX];
	size_t words;
};

struct reading {
	struct receipt_rules *rules;
	struct receipt_rules_fault *fault;
};

PRINTF(4, 5)
static int fail(struct reading *r, const char *key, size_t at, const char *fmt,
    ...)
{
	va_list args;

	r->fault->key = key;
	r->fault->at = at;
	va_start(args, fmt);
	vsnprintf(r->fault->text, sizeof(r->fault->text), fmt, args);
	va_end(args);
	return RC_BAD;
}

/* ---- the pattern ------------------------------------------------------- */

/* What a pattern takes to compile: its atoms, each as often as repetitions of
 * it and around it copy it. */
struct cost {
	unsigned long sum[DEPTH_MAX]; /* of each open group */
	unsigned long last;           /* of the atom just read */
	size_t depth;
};

static void add_atom(struct cost *c, unsigned long cost)
{
	c->sum[c->depth] += cost;
	c->last = cost;
}

/* The last atom so many times; limits beforehand keep this from overflow. */
static void repeat(struct cost *c, unsigned long times)
{
	if (c->last == 0)
		add_atom(c, 1); /* of nothing: some compilers take the sign */
	c->sum[c->depth] += c->last * (times - 1);
	c->last *= times;
}

/* The larger number of "{2,30}"; *at moves to its end. */
static unsigned long read_bounds(const char **at)
{
	unsigned long most = 1;

	while (**at != '\0' && **at != '}') {
		char *end;
		unsigned long n = strtoul(*at, &end, 10);

		if (**at < '0' || **at > '9') {
			++*at;
			continue;
		}
		if (n > most)
			most = n;
		*at = end;
	}
	if (**at == '\0')
		--*at;
	return most > RULES_COST_MAX ? RULES_COST_MAX + 1 : most;
}

/* Behind the bracket that ends a set; "[]a]" and "[^]a]" hold a bracket. */
static const char *end_of_set(const char *at)
{
	at++;
	at += *at == '^';
	at += *at == ']';
	while (*at != '\0' && *at != ']')
		at++;
	return *at == '\0' ? at - 1 : at;
}

/* Move over one piece of a pattern, counting it. False: too deep. */
static bool count_piece(struct cost *c, const char **at)
{
	switch (**at) {
	case '(':
		if (c->depth + 1 == DEPTH_MAX)
			return false;
		c->sum[++c->depth] = 1;
		c->last = 0;
		break;
	case ')':
		if (c->depth == 0) {
			add_atom(c, 1); /* a character like others */
			break;
		}
		c->depth--;
		add_atom(c, c->sum[c->depth + 1]);
		break;
	case '[':
		*at = end_of_set(*at);
		add_atom(c, 1);
		break;
	case '\\':
		++*at;
		add_atom(c, 1);
		break;
	case '+': repeat(c, 2); break; /* "a+" is compiled as "aa*" */
	case '{': repeat(c, read_bounds(at)); break;
	case '|': c->last = 0; break;
	case '*':
	case '?': break;
	default: add_atom(c, 1); break;
	}
	return c->sum[c->depth] <= RULES_COST_MAX;
}

static const char *trouble_of(const char *pattern)
{
	struct cost c = { .depth = 0 };

	if (strlen(pattern) > RULES_PATTERN_MAX)
		return "longer than 500 bytes";
	for (const char *at = pattern; *at != '\0'; at++) {
		if (at[0] == '\\' && at[1] == '\0')
			return "a backslash at the end";
		if (at[0] == '\\' && at[1] >= '1' && at[1] <= '9')
			return "a back reference, which is not allowed";
		if (!count_piece(&c, &at))
			return "too large: its repetitions multiply";
	}
	return NULL;
}

static int read_pattern(struct reading *r, const char *pattern)
{
	const char *trouble;
	char why[100];
	int rc;

	if (pattern == NULL || pattern[0] == '\0')
		return 0;
	trouble = trouble_of(pattern);
	if (trouble != NULL)
		return fail(r, "pattern", 0, "%s", trouble);
	rc = regcomp(&r->rules->pattern, pattern, REG_EXTENDED | REG_ICASE);
	if (rc != 0) {
		regerror(rc, &r->rules->pattern, why, sizeof(why));
		return fail(r, "pattern", 0,
		    "no extended regular expression: %s", why);
	}
	r->rules->has_pattern = true;
	return 0;
}

/* ---- names and words --------------------------------------------------- */

static void trim(const char *at, const char *end, char to[NAME_MAX_LEN])
{
	while (at < end && *at == ' ')
		at++;
	while (end > at && end[-1] == ' ')
		end--;
	memcpy(to, at, (size_t)(end - at));
	to[end - at] = '\0';
}

/* "name=value" without blanks around each; the name may have any inside. */
static bool cut(const char *text, char name[NAME_MAX_LEN],
    char value[NAME_MAX_LEN])
{
	const char *mid = strrchr(text, '=');

	if (mid == NULL || mid - text >= NAME_MAX_LEN ||
	    strlen(mid + 1) >= NAME_MAX_LEN)
		return false;
	trim(text, mid, name);
	trim(mid + 1, mid + 1 + strlen(mid + 1), value);
	return name[0] != '\0' && value[0] != '\0';
}

static int read_group(struct reading *r, const char *text, size_t at)
{
	char name[NAME_MAX_LEN], value[NAME_MAX_LEN];
	enum receipt_key key;
	uint64_t group;

	if (!cut(text, name, value))
		return fail(r, "groups", at, "\"%.40s\" is not as \"id=1\"",
		    text);
	if (receipt_key_parse(name, &key) != 0)
		return fail(r, "groups", at,
		    "no field \"%s\"; there are id, stat, err, sub, dlvrd, "
		    "submit_date, done_date, text, mccmnc, mcc, mnc, network",
		    name);
	if (number_parse(value, RULES_GROUPS_MAX, &group) != 0 || group == 0)
		return fail(r, "groups", at, "\"%s\" is no group from 1 to %d",
		    value, RULES_GROUPS_MAX);
	if (!r->rules->has_pattern || group > r->rules->pattern.re_nsub)
		return fail(r, "groups", at,
		    "the pattern has %zu groups, not %s",
		    r->rules->has_pattern ? r->rules->pattern.re_nsub : 0,
		    value);
	r->rules->group[key] = (unsigned)group;
	return 0;
}

static int state_of(const char *word, enum receipt_state *state)
{
	char upper[NAME_MAX_LEN];
	size_t i;

	for (i = 0; word[i] != '\0'; i++)
		upper[i] = word[i] >= 'a' && word[i] <= 'z'
			       ? (char)(word[i] - 'a' + 'A')
			       : word[i];
	upper[i] = '\0';
	return receipt_state_parse(upper, state);
}

static int read_state(struct reading *r, const char *text, size_t at)
{
	char name[NAME_MAX_LEN], value[NAME_MAX_LEN];
	struct word *w = &r->rules->word[r->rules->words];
	enum receipt_state state;

	if (!cut(text, name, value) || strlen(name) >= sizeof(w->text))
		return fail(r, "states", at,
		    "\"%.40s\" is not as \"0=DELIVRD\"", text);
	if (state_of(value, &state) != 0)
		return fail(r, "states", at,
		    "\"%s\" is no state; there are DELIVRD, UNDELIV, REJECTD, "
		    "EXPIRED, DELETED, SKIPPED, ENROUTE, ACCEPTD, UNKNOWN",
		    value);
	if (r->rules->words == RULES_STATES_MAX)
		return fail(r, "states", at, "more than %d", RULES_STATES_MAX);
	*w = (struct word){ .state = state };
	strcpy(w->text, name);
	w->is_number = number_parse(name, UINT64_MAX, &w->number) == 0;
	r->rules->words++;
	return 0;
}

int receipt_rules_new(const struct receipt_rules_text *text,
    struct receipt_rules **rules, struct receipt_rules_fault *fault)
{
	struct receipt_rules *made = mem_new(1, sizeof(*made));
	struct reading r = { made, fault };
	int rc;

	*rules = NULL;
	made->accept = text->acceptd_delivered;
	made->flagged_only = text->no_unflagged;
	rc = read_pattern(&r, text->pattern);
	for (size_t i = 0; rc == 0 && i < text->groups_len; i++)
		rc = read_group(&r, text->groups[i], i);
	for (size_t i = 0; rc == 0 && i < text->states_len; i++)
		rc = read_state(&r, text->states[i], i);
	if (rc != 0) {
		receipt_rules_free(made);
		return rc;
	}
	*rules = made;
	return 0;
}

void receipt_rules_free(struct receipt_rules *rules)
{
	if (rules == NULL)
		return;
	if (rules->has_pattern)
		regfree(&rules->pattern);
	free(rules);
}

/* ---- reading ----------------------------------------------------------- */

void receipt_rules_find(const struct receipt_rules *rules, const char *utf8,
    size_t len, struct receipt *r)
{
	regmatch_t at[RULES_GROUPS_MAX + 1];

	if (rules == NULL || !rules->has_pattern)
		return;
	at[0] = (regmatch_t){ .rm_so = 0, .rm_eo = (regoff_t)len };
	if (regexec(&rules->pattern, utf8, ARRAY_LEN(at), at, REG_STARTEND) !=
	    0)
		return;
	for (unsigned k = 0; k < RECEIPT_KEY_COUNT; k++) {
		const regmatch_t *m = &at[rules->group[k]];

		if (rules->group[k] != 0 && m->rm_so >= 0)
			receipt_text_put(r, (enum receipt_key)k,
			    utf8 + m->rm_so, utf8 + m->rm_eo);
	}
	r->loose = false; /* the operator vouches for the form */
}

static bool is_word(const struct word *w, const char *word)
{
	uint64_t number;

	return strcasecmp(w->text, word) == 0 ||
	       (w->is_number && number_parse(word, UINT64_MAX, &number) == 0 &&
		   number == w->number);
}

int receipt_rules_state(const struct receipt_rules *rules, const char *word,
    enum receipt_state *state)
{
	for (size_t i = 0; rules != NULL && i < rules->words; i++) {
		if (is_word(&rules->word[i], word)) {
			*state = rules->word[i].state;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

bool receipt_rules_accept(const struct receipt_rules *rules)
{
	return rules != NULL && rules->accept;
}

bool receipt_rules_flagged_only(const struct receipt_rules *rules)
{
	return rules != NULL && rules->flagged_only;
}
