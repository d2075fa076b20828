/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule is read by one pass over its words; each row of rule.def says where
 * the value goes and of what kind it is, and each kind has one reader.
 */
#include "sim/rule.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/random.h"
#include "conf/table.h"
#include "sim/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum part { MATCH, ANSWER, RECEIPT };

struct word {
	const char *name;
	enum part part;
	enum value_kind kind;
	size_t at; /* in struct rule, or in struct rule_receipt */
	const char *help;
};

#define IN_MATCH(m)   offsetof(struct rule, m)
#define IN_ANSWER(m)  offsetof(struct rule, m)
#define IN_RECEIPT(m) offsetof(struct rule_receipt, m)

static const struct word words[] = {
#define WORD(name, part, kind, m, help) \
	{ name, part, VALUE_##kind, IN_##part(m), help },
#include "sim/rule.def"
#undef WORD
};

struct rule *rule_new(void)
{
	struct rule *r = mem_new(1, sizeof(*r));

	r->chance = 1000000;
	r->refs = 1;
	return r;
}

struct rule *rule_ref(struct rule *r)
{
	r->refs++;
	return r;
}

void rule_unref(struct rule *r)
{
	if (r != NULL && --r->refs == 0)
		free(r);
}

void rule_receipt_init(struct rule_receipt *r, const char *stat)
{
	*r = (struct rule_receipt){
		.err = "000",
		.times = 1,
		.via = RULE_VIA_TEXT | RULE_VIA_TLV,
		.network = -1,
		.esm_class = -1,
	};
	snprintf(r->stat, sizeof(r->stat), "%s", stat);
}

static const struct word *word_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcmp(words[i].name, name) == 0)
			return &words[i];
	return NULL;
}

static void fault_no_word(const char *name, struct rule_fault *fault)
{
	const char *near = NULL;
	size_t best = SIZE_MAX, far;
	int n;

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		far = conf_near(name, words[i].name);
		if (far < best) {
			best = far;
			near = words[i].name;
		}
	}
	n = snprintf(fault->text, sizeof(fault->text), "no such word: %.40s",
	    name);
	if (near != NULL) {
		snprintf(fault->text + n, sizeof(fault->text) - (size_t)n,
		    "; %s?", near);
		return;
	}
	n += snprintf(fault->text + n, sizeof(fault->text) - (size_t)n,
	    "; allowed:");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		n += snprintf(fault->text + n, sizeof(fault->text) - (size_t)n,
		    " %s", words[i].name);
}

static int set_value(void *base, const struct word *w, const char *value,
    struct rule_fault *fault)
{
	char *to = (char *)base + w->at;

	if (value_parse(w->kind, value, to) == 0)
		return 0;
	snprintf(fault->text, sizeof(fault->text), "%s=%.60s: wanted is %s",
	    w->name, value, value_wanted(w->kind));
	return RC_BAD;
}

int rule_receipt_set(struct rule_receipt *r, const char *word,
    const char *value, struct rule_fault *fault)
{
	const struct word *w = word_find(word);

	if (w == NULL || w->part != RECEIPT) {
		fault_no_word(word, fault);
		return RC_NOT_FOUND;
	}
	return set_value(r, w, value, fault);
}

static int add_receipt(struct rule *r, const struct word *w, const char *stat,
    struct rule_fault *fault)
{
	if (strcmp(stat, "none") == 0) {
		r->receipts = 0;
		return 0;
	}
	if (r->receipts == RULE_RECEIPTS) {
		snprintf(fault->text, sizeof(fault->text),
		    "receipt=%.40s: at most %d receipts in a rule", stat,
		    RULE_RECEIPTS);
		return RC_BAD;
	}
	rule_receipt_init(&r->receipt[r->receipts], "");
	return set_value(&r->receipt[r->receipts++], w, stat, fault);
}

/* One `word` or `word=value`; `actions` once the colon was passed. */
static int take_word(struct rule *r, char *item, bool actions,
    struct rule_fault *fault)
{
	char *value = strchr(item, '=');
	const struct word *w;

	if (value != NULL)
		*value++ = '\0';
	w = word_find(item);
	if (w == NULL) {
		fault_no_word(item, fault);
		return RC_BAD;
	}
	if ((w->part != MATCH) != actions) {
		snprintf(fault->text, sizeof(fault->text),
		    w->part == MATCH ? "%s is a condition: it stands before "
				       "the colon"
				     : "%s is an action: it stands behind the "
				       "colon",
		    w->name);
		return RC_BAD;
	}
	if (value == NULL)
		value = item + strlen(item);
	if (w->part != RECEIPT)
		return set_value(r, w, value, fault);
	if (w->kind == VALUE_STAT)
		return add_receipt(r, w, value, fault);
	if (r->receipts == 0) {
		snprintf(fault->text, sizeof(fault->text),
		    "%s tells about a receipt: it stands behind receipt=",
		    w->name);
		return RC_BAD;
	}
	return set_value(&r->receipt[r->receipts - 1], w, value, fault);
}

/* Cut the next item off *at, quotes taken away; *end is what ended it. */
static char *next_item(char **at, char *end)
{
	char *item = *at, *to = item;
	bool quoted = false;

	for (; **at != '\0'; (*at)++) {
		if (**at == '"')
			quoted = !quoted;
		else if (!quoted && (**at == ',' || **at == ':'))
			break;
		else
			*to++ = **at;
	}
	*end = quoted ? '"' : **at;
	if (**at != '\0')
		(*at)++;
	*to = '\0';
	return item;
}

/* Is there a colon outside of quotes? */
static bool has_conditions(const char *spec)
{
	bool quoted = false;

	for (; *spec != '\0'; spec++) {
		if (*spec == '"')
			quoted = !quoted;
		if (*spec == ':' && !quoted)
			return true;
	}
	return false;
}

static int parse_into(struct rule *r, struct rule_fault *fault)
{
	char copy[sizeof(r->spec)], *at = copy, *item, end;
	bool actions = !has_conditions(r->spec);
	int rc = 0;

	strcpy(copy, r->spec);
	do {
		item = next_item(&at, &end);
		if (end == '"' || (end == ':' && actions)) {
			snprintf(fault->text, sizeof(fault->text), "%s",
			    end == '"' ? "a quote is not closed"
				       : "a second colon: quote the value");
			return RC_BAD;
		}
		/* Nothing at all before the colon: everything fits. */
		if (item != copy || *item != '\0' || end != ':')
			rc = take_word(r, item, actions, fault);
		actions |= end == ':';
	} while (rc == 0 && end != '\0');
	return rc;
}

int rule_parse(const char *spec, struct rule **out, struct rule_fault *fault)
{
	struct rule *r;
	int rc;

	if (strlen(spec) >= sizeof(r->spec)) {
		snprintf(fault->text, sizeof(fault->text),
		    "a rule has at most %zu characters", sizeof(r->spec) - 1);
		return RC_BAD;
	}
	r = rule_new();
	strcpy(r->spec, spec);
	rc = parse_into(r, fault);
	if (rc != 0)
		rule_unref(r);
	else
		*out = r;
	return rc;
}

static bool number_fits(const char *pattern, const char *number)
{
	size_t len;

	pattern += *pattern == '+';
	number += *number == '+';
	len = strlen(pattern);
	if (len == 0)
		return true;
	if (pattern[len - 1] == '*')
		return strncmp(pattern, number, len - 1) == 0;
	return strcmp(pattern, number) == 0;
}

static bool takes(const struct rule *r, const struct rule_subject *s)
{
	if (r->first != 0 && r->used >= r->first)
		return false;
	if (!number_fits(r->to, s->to) || !number_fits(r->from, s->from))
		return false;
	if (r->text[0] != '\0' &&
	    (s->text == NULL || strstr(s->text, r->text) == NULL))
		return false;
	return r->chance == 1000000 || random_below(1000000) < r->chance;
}

struct rule *rule_pick(struct rule_list *list, const struct rule_subject *s)
{
	struct rule *r;

	TAILQ_FOREACH(r, list, link)
	{
		if (!takes(r, s))
			continue;
		r->used++;
		return r;
	}
	return NULL;
}

bool rule_list_reads_text(const struct rule_list *list)
{
	const struct rule *r;

	TAILQ_FOREACH(r, list, link)
	if (r->text[0] != '\0')
		return true;
	return false;
}

void rule_help(struct buf *to)
{
	static const char *const parts[] = { "conditions", "the answer",
		"receipts" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (i == 0 || words[i].part != words[i - 1].part)
			buf_printf(to, "  %s\n", parts[words[i].part]);
		buf_printf(to, "    %-13s %s\n", words[i].name, words[i].help);
	}
}
