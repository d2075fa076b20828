/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * explain route - which smscs a message would go to by a configuration, in
 * which order and why, and why not by the other routes.
 */
#include "ctl/call.h"

#include <string.h>

#include "base/clock.h"
#include "conf/conf.h"
#include "model/country.h"
#include "model/number.h"
#include "route/lookup.h"
#include "route/route.h"

/* What is asked, as texts: options, or a line of --jsonl. NULL: not given. */
struct asked {
	const char *to, *from, *class, *account, *tag, *at;
};

struct asking {
	struct conf *conf;
	struct route_table *table;
	const char *unasked; /* the file, if nobody named it */
};

/* ---- the question ------------------------------------------------------ */

/* As intake has it: a number with its plus. */
static int take_from(const char *text, char from[SENDER_TEXT + 1])
{
	struct sender s;

	from[0] = '\0';
	if (text == NULL)
		return 0;
	if (sender_parse(text, strlen(text), &s) != 0)
		return RC_BAD;
	snprintf(from, SENDER_TEXT + 1, "%s%s",
	    s.kind == SENDER_LONG ? "+" : "", s.text);
	return 0;
}

static int take_class(const char *text, unsigned *class)
{
	static const char *const words[] = { "transactional", "promotional",
		"otp" };

	*class = ROUTE_TRANSACTIONAL;
	for (unsigned i = 0; text != NULL && i < ARRAY_LEN(words); i++) {
		if (strcmp(text, words[i]) == 0) {
			*class = i;
			return 0;
		}
	}
	return text == NULL ? 0 : RC_BAD;
}

static int take_account(const struct conf *conf, const char *text,
    size_t *account)
{
	*account = ROUTE_NO_ACCOUNT;
	return text == NULL ? 0 : conf_account_find(conf, text, account);
}

/* What is wrong with the question, or NULL. */
static const char *take(const struct asking *a, const struct asked *asked,
    struct route_query *q, char from[SENDER_TEXT + 1])
{
	*q = (struct route_query){ .from = from,
		.tag = asked->tag,
		.tag_len = asked->tag != NULL ? strlen(asked->tag) : 0,
		.smsc = ROUTE_NONE,
		.now = clock_wall() };
	if (asked->to == NULL ||
	    e164_parse_bare(asked->to, strlen(asked->to), &q->to) != 0)
		return "to: a number such as +12125550100 is wanted";
	if (take_from(asked->from, from) != 0)
		return "from: neither a number, a short code nor a name";
	if (take_class(asked->class, &q->class) != 0)
		return "class: wanted is transactional, promotional or otp";
	if (take_account(a->conf, asked->account, &q->account) != 0)
		return "account: the configuration has none of that name";
	if (asked->at != NULL && clock_parse(asked->at, &q->now) != 0)
		return "at: a date such as 2026-03-02T15:20:00Z is wanted";
	return NULL;
}

/* ---- the answer -------------------------------------------------------- */

static void add_number(struct json_out *o, const struct route_table *t,
    const struct route_query *q)
{
	char to[E164_TEXT], iso2[COUNTRY_TEXT], at[CLOCK_TEXT_BYTES];
	struct lookup_answer a;

	lookup_find(route_table_lookup(t), q->to, &a);
	json_text(o, "to", e164_format(q->to, to));
	json_word(o, "from", q->from);
	json_text(o, "at", clock_format(q->now, at));
	json_text(o, "country", country_of(q->to, iso2) == 0 ? iso2 : NULL);
	json_text(o, "carrier", a.carrier);
	json_text(o, "source", lookup_source_name(a.source));
}

static void add_choice(struct json_out *o, const struct route_table *t,
    const struct route_query *q)
{
	const struct route_sets *sets = route_table_sets(t);
	struct route_answer a;
	int rc = route_choose(t, q, &a);

	json_text(o, "route", rc == 0 ? a.route : NULL);
	json_open_array(o, "smscs");
	for (size_t i = 0; i < a.list.n; i++)
		json_text(o, NULL, route_smsc_name(sets, a.list.smsc[i]));
	json_close_array(o);
	json_text(o, "set", rc == 0 ? route_set_name(sets, a.set) : NULL);
	json_text(o, "why", a.reason);
}

static void add_other(void *arg, const struct route_verdict *v)
{
	struct json_out *o = arg;

	if (v->is_taken)
		return;
	json_open_object(o, NULL);
	json_text(o, "route", v->route);
	json_text(o, "why_not", v->why);
	json_close_object(o);
}

static int answer(const struct asking *a, const struct asked *asked,
    struct json_out *o)
{
	char from[SENDER_TEXT + 1];
	struct route_query q;
	const char *wrong = take(a, asked, &q, from);

	if (wrong != NULL)
		return call_error(o, wrong);
	if (a->unasked != NULL)
		json_text(o, "configuration", a->unasked);
	add_number(o, a->table, &q);
	add_choice(o, a->table, &q);
	json_open_array(o, "others");
	route_explain(a->table, &q, add_other, o);
	json_close_array(o);
	return 0;
}

/* ---- the two ways to ask ----------------------------------------------- */

static int each(void *arg, const struct json_value *v, struct json_out *o)
{
	static const char *const keys[] = { "to", "from", "class", "account",
		"tag", "at" };
	struct asked asked = { .to = NULL };
	const char **to[] = { &asked.to, &asked.from, &asked.class,
		&asked.account, &asked.tag, &asked.at };
	size_t len;

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (json_get_str(v, keys[i], to[i], &len) == RC_BAD)
			return call_error(o, "a key that is no text");
	}
	return answer(arg, &asked, o);
}

static int answer_options(const struct call *c, struct asking *a)
{
	const struct asked asked = { c->to, c->from, c->class, c->account,
		c->tag, c->at };
	struct buf line = { 0 };
	struct json_out o = json_writing(&line);
	int rc;

	json_open_object(&o, NULL);
	rc = answer(a, &asked, &o);
	json_close_object(&o);
	call_print(c, &line);
	return rc == 0 ? CTL_OK : CTL_BAD_INPUT;
}

int explain_route(struct call *c)
{
	struct asking a;
	int rc = call_takes_nothing(c);

	if (rc != CTL_OK)
		return rc;
	a.unasked = c->conf == NULL ? call_conf_file(c) : NULL;
	rc = call_conf(c, &a.conf);
	if (rc != CTL_OK)
		return rc;
	/* What is wrong with the file of carriers, but not how large it is. */
	log_set_level(LOG_WARN);
	if (route_table_new(a.conf, &a.table) != 0)
		rc = CTL_NO_INPUT;
	else if (c->jsonl)
		rc = call_lines(c, each, &a);
	else
		rc = answer_options(c, &a);
	route_table_free(a.table);
	conf_free(a.conf);
	return rc;
}
