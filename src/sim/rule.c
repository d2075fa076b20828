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

#include <esmed/pdu.h>

enum part { MATCH, EITHER, ANSWER, WIRE, RECEIPT };

struct word {
	const char *name;
	enum part part;
	enum value_kind kind;
	size_t at; /* in struct rule, or in struct rule_receipt */
	const char *help;
};

#define IN_MATCH(m)   offsetof(struct rule, m)
#define IN_EITHER(m)  offsetof(struct rule, m)
#define IN_ANSWER(m)  offsetof(struct rule, m)
#define IN_WIRE(m)    offsetof(struct rule, m)
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

static void no_such_word(const char *name, struct rule_error *error)
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
	n = snprintf(error->text, sizeof(error->text), "no such word: %.40s",
	    name);
	if (near != NULL) {
		snprintf(error->text + n, sizeof(error->text) - (size_t)n,
		    "; %s?", near);
		return;
	}
	n += snprintf(error->text + n, sizeof(error->text) - (size_t)n,
	    "; allowed:");
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		n += snprintf(error->text + n, sizeof(error->text) - (size_t)n,
		    " %s", words[i].name);
}

static int set_value(void *base, const struct word *w, const char *value,
    struct rule_error *error)
{
	char *to = (char *)base + w->at;

	if (value_parse(w->kind, value, to) == 0)
		return 0;
	snprintf(error->text, sizeof(error->text), "%s=%.60s: wanted is %s",
	    w->name, value, value_wanted(w->kind));
	return RC_BAD;
}

int rule_receipt_set(struct rule_receipt *r, const char *word,
    const char *value, struct rule_error *error)
{
	const struct word *w = word_find(word);

	if (w == NULL || w->part != RECEIPT) {
		no_such_word(word, error);
		return RC_NOT_FOUND;
	}
	return set_value(r, w, value, error);
}

static int add_receipt(struct rule *r, const struct word *w, const char *stat,
    struct rule_error *error)
{
	if (strcmp(stat, "none") == 0) {
		r->receipts = 0;
		return 0;
	}
	if (r->receipts == RULE_RECEIPTS) {
		snprintf(error->text, sizeof(error->text),
		    "receipt=%.40s: at most %d receipts in a rule", stat,
		    RULE_RECEIPTS);
		return RC_BAD;
	}
	rule_receipt_init(&r->receipt[r->receipts], "");
	return set_value(&r->receipt[r->receipts++], w, stat, error);
}

static int is_misplaced(const struct rule *r, const struct word *w,
    bool actions, struct rule_error *error)
{
	const char *why = NULL;

	if (w->part == MATCH && actions)
		why = "a condition: it stands before the colon";
	else if (w->part != MATCH && !actions)
		why = "an action: it stands behind the colon";
	else if ((w->part == ANSWER || w->part == RECEIPT) && r->pdu != 0)
		why = "about messages, but the rule is about a PDU";
	if (why == NULL)
		return 0;
	snprintf(error->text, sizeof(error->text), "%s is %s", w->name, why);
	return RC_BAD;
}

/* One `word` or `word=value`; `actions` once the colon was passed. */
static int take_word(struct rule *r, char *item, bool actions,
    struct rule_error *error)
{
	char *value = strchr(item, '=');
	const struct word *w;

	if (value != NULL)
		*value++ = '\0';
	w = word_find(item);
	if (w == NULL) {
		no_such_word(item, error);
		return RC_BAD;
	}
	if (is_misplaced(r, w, actions, error) != 0)
		return RC_BAD;
	if (value == NULL)
		value = item + strlen(item);
	r->wire.is_set |= w->part == WIRE;
	if (w->part != RECEIPT)
		return set_value(r, w, value, error);
	if (w->kind == VALUE_STAT)
		return add_receipt(r, w, value, error);
	if (r->receipts == 0) {
		snprintf(error->text, sizeof(error->text),
		    "%s tells about a receipt: it stands behind receipt=",
		    w->name);
		return RC_BAD;
	}
	return set_value(&r->receipt[r->receipts - 1], w, value, error);
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

static int parse_into(struct rule *r, struct rule_error *error)
{
	char copy[sizeof(r->spec)], *at = copy, *item, end;
	bool actions = !has_conditions(r->spec);
	int rc = 0;

	strcpy(copy, r->spec);
	do {
		item = next_item(&at, &end);
		if (end == '"' || (end == ':' && actions)) {
			snprintf(error->text, sizeof(error->text), "%s",
			    end == '"' ? "a quote is not closed"
				       : "a second colon: quote the value");
			return RC_BAD;
		}
		/* Nothing at all before the colon: everything fits. */
		if (item != copy || *item != '\0' || end != ':')
			rc = take_word(r, item, actions, error);
		actions |= end == ':';
	} while (rc == 0 && end != '\0');
	return rc;
}

int rule_parse(const char *spec, struct rule **out, struct rule_error *error)
{
	struct rule *r;
	int rc;

	if (strlen(spec) >= sizeof(r->spec)) {
		snprintf(error->text, sizeof(error->text),
		    "a rule has at most %zu characters", sizeof(r->spec) - 1);
		return RC_BAD;
	}
	r = rule_new();
	strcpy(r->spec, spec);
	rc = parse_into(r, error);
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

static bool pdu_fits(const struct rule *r, const struct rule_subject *s)
{
	uint32_t id = s->pdu & ~SMPP_ANSWER;
	bool bind = id == SMPP_BIND_TRANSCEIVER ||
		    id == SMPP_BIND_TRANSMITTER || id == SMPP_BIND_RECEIVER;

	if (r->way != RULE_WAY_BOTH && s->out != (r->way == RULE_WAY_OUT))
		return false;
	switch (r->pdu) {
	case RULE_PDU_ANY:
		return s->pdu != RULE_PDU_NONE && s->pdu != RULE_PDU_CONNECT;
	case RULE_PDU_BIND: return bind && id == s->pdu;
	case RULE_PDU_BIND_RESP: return bind && id != s->pdu;
	default: return r->pdu == s->pdu;
	}
}

static bool takes(const struct rule *r, const struct rule_subject *s)
{
	if (r->first != 0 && r->used >= r->first)
		return false;
	if (!pdu_fits(r, s) || (r->session != 0 && r->session != s->session))
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
		if (r->passed < r->skip) {
			r->passed++;
			continue;
		}
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

bool rule_list_reads_pdus(const struct rule_list *list)
{
	const struct rule *r;

	TAILQ_FOREACH(r, list, link)
	if (r->pdu != RULE_PDU_NONE)
		return true;
	return false;
}

void rule_help(struct buf *to)
{
	static const char *const parts[] = { [MATCH] = "conditions",
		[EITHER] = "the answer, or a PDU",
		[ANSWER] = "the answer to a message",
		[WIRE] = "the answer, or a PDU, on the wire",
		[RECEIPT] = "receipts" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (i == 0 || words[i].part != words[i - 1].part)
			buf_printf(to, "  %s\n", parts[words[i].part]);
		buf_printf(to, "    %-13s %s\n", words[i].name, words[i].help);
	}
}
