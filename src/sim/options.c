/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/options.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/hex.h"
#include "sim/rule.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MAX_WINDOW 10000
#define REMEMBER_MAX     4000000

enum { none = no_argument, one = required_argument, maybe = optional_argument };

static const struct option long_options[] = {
#define OPTION(name, letter, takes, argument, help) \
	{ name, takes, NULL, letter },
#include "sim/option.def"
#undef OPTION
	{ NULL, 0, NULL, 0 },
};

void options_help(struct buf *to)
{
	static const struct {
		const char *name, *argument, *help;
		char letter;
	} rows[] = {
#define OPTION(name, letter, takes, argument, help) \
	{ name, argument, help, letter },
#include "sim/option.def"
#undef OPTION
	};
	char left[40];

	buf_add_str(to, "usage: smscsim [option ...] [rule ...]\n"
			"An SMSC to try things against.\n\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(left, sizeof(left), "-%c, --%s%s%s", rows[i].letter,
		    rows[i].name,
		    rows[i].argument == NULL || *rows[i].argument == '[' ? ""
									 : " ",
		    rows[i].argument != NULL ? rows[i].argument : "");
		buf_printf(to, "  %-27s %s\n", left, rows[i].help);
	}
	buf_add_str(to, "\nA rule is [condition,...:]action,... as in "
			"to=+1917555*:receipt=DELIVRD,after=200-800ms\n");
	rule_help(to);
	buf_add_str(to, "\nExit status: 0 at SIGTERM, SIGINT or the command "
			"quit; 64 wrong usage; 71 a port\nor file cannot be "
			"had, or the log not be written.\n");
}

static int read_number(const char *text, uint64_t max, uint64_t *value)
{
	return number_parse(text, max, value);
}

static int read_port(const char *text, uint16_t *port)
{
	uint64_t n;

	if (read_number(text, UINT16_MAX, &n) != 0)
		return RC_BAD;
	*port = (uint16_t)n;
	return 0;
}

static int read_u32(const char *text, uint64_t max, uint32_t *to)
{
	uint64_t n;

	if (read_number(text, max, &n) != 0 || n == 0)
		return RC_BAD;
	*to = (uint32_t)n;
	return 0;
}

/* "137/s" or "137". */
static int read_rate(const char *text, uint64_t *rate)
{
	char digits[16];
	size_t len = strlen(text);

	if (len >= 2 && strcmp(text + len - 2, "/s") == 0)
		len -= 2;
	if (len >= sizeof(digits))
		return RC_BAD;
	memcpy(digits, text, len);
	digits[len] = '\0';
	return read_number(digits, LIMIT_MAX, rate);
}

static int add_rule(struct options *o, const char *spec)
{
	if (o->rules == OPTIONS_RULES_MAX)
		return RC_FULL;
	o->rule[o->rules++] = spec;
	return 0;
}

static int read_start(const char *text, struct options *o)
{
	o->test_mode = true;
	o->clock = clock_wall();
	return text == NULL ? 0 : clock_parse(text, &o->clock);
}

static int read_seed(const char *text, struct options *o)
{
	o->seeded = true;
	return read_number(text, UINT64_MAX, &o->seed);
}

static int read_control(const char *text, struct options *o)
{
	o->has_control = true;
	return read_port(text, &o->control);
}

static int take_flag(struct options *o, int letter)
{
	switch (letter) {
	case 'R': o->receipts = true; return 0;
	case 'T': o->totals = true; return 0;
	case 'S': o->sim.limit.sliding = true; return 0;
	case 'P': o->sim.limit.punish = true; return 0;
	case 'v': o->verbose = true; return 0;
	case 'h': o->help = true; return 0;
	default: return RC_NOT_FOUND;
	}
}

static int take_value(struct options *o, int letter, const char *value)
{
	struct sim_options *s = &o->sim;

	switch (letter) {
	case 'p': return read_port(value, &o->port);
	case 'a': o->address = value; return 0;
	case 'c': return read_control(value, o);
	case 'n': s->name = value; return strlen(value) < 16 ? 0 : RC_TOO_LONG;
	case 'u': s->system_id = value; return 0;
	case 'w': s->password = value; return 0;
	case 'W': return read_u32(value, RULES_MAX_WINDOW, &s->window);
	case 'm': return read_u32(value, REMEMBER_MAX, &s->remember);
	case 'L': return read_rate(value, &s->limit.per_second);
	case 'M': return read_u32(value, UINT32_MAX, &s->binds.max);
	case 'b': return sim_as_parse(value, &s->binds.as);
	case 'V': return sim_version_parse(value, &s->binds.version);
	case 'C': s->tls.certificate = value; return 0;
	case 'K': s->tls.key = value; return 0;
	case 'A': s->tls.ca = value; return 0;
	case 'r': return add_rule(o, value);
	case 'i': return ids_kind_parse(value, &s->ids.kind);
	case 'I': return read_number(value, UINT64_MAX, &s->ids.next);
	case 's': return read_seed(value, o);
	case 'l': s->log = value; return 0;
	case 't': return read_start(value, o);
	default: return take_flag(o, letter);
	}
}

/* "p:a:...", from the table; a leading colon would hide getopt's own words. */
static void short_options(char *to)
{
	for (const struct option *o = long_options; o->name != NULL; o++) {
		*to++ = (char)o->val;
		if (o->has_arg != none)
			*to++ = ':';
		if (o->has_arg == maybe)
			*to++ = ':';
	}
	*to = '\0';
}

static const char *name_of(int letter)
{
	const struct option *o = long_options;

	while (o->name != NULL && o->val != letter)
		o++;
	return o->name;
}

int options_parse(int argc, char **argv, struct options *o)
{
	char letters[ARRAY_LEN(long_options) * 3 + 1];
	int letter, rc;

	*o = (struct options){ .address = "127.0.0.1", .port = 2775 };
	short_options(letters);
	optind = 1;
	while ((letter = getopt_long(argc, argv, letters, long_options,
		    NULL)) != -1) {
		if (letter == '?')
			return RC_BAD;
		rc = take_value(o, letter, optarg);
		if (rc == 0)
			continue;
		fprintf(stderr, "smscsim: --%s %s: %s\n", name_of(letter),
		    optarg, rc_text(rc));
		return RC_BAD;
	}
	for (; optind < argc; optind++) {
		if (add_rule(o, argv[optind]) == 0)
			continue;
		fprintf(stderr, "smscsim: too many rules\n");
		return RC_BAD;
	}
	return 0;
}
