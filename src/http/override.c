/* SPDX-License-Identifier: BSD-2-Clause */
#include "http/override.h"

#include <string.h>

const struct override override_default = {
	.connect = 5 * SECOND,
	.read = 15 * SECOND,
	.total = 15 * SECOND,
	.retries = 1,
	.policy = OVERRIDE_CONNECT,
};

static bool is_word(struct url_part p, const char *word)
{
	return p.len == strlen(word) && memcmp(p.at, word, p.len) == 0;
}

/* Cut off what stands before the mark; the mark goes, too. */
static struct url_part cut_at(struct url_part *rest, char mark)
{
	const char *at =
	    rest->len != 0 ? memchr(rest->at, mark, rest->len) : NULL;
	struct url_part first = *rest;

	if (at == NULL) {
		rest->at += rest->len;
		rest->len = 0;
		return first;
	}
	first.len = (size_t)(at - rest->at);
	rest->at += first.len + 1;
	rest->len -= first.len + 1;
	return first;
}

static bool read_number(struct url_part p, unsigned *value)
{
	if (p.len == 0 || p.len > 5)
		return false;
	*value = 0;
	for (size_t i = 0; i < p.len; i++) {
		if (p.at[i] < '0' || p.at[i] > '9')
			return false;
		*value = *value * 10 + (unsigned)(p.at[i] - '0');
	}
	return true;
}

/* One unknown word, and the list has no effect. */
static void take_policy(struct url_part list, unsigned *policy)
{
	static const struct {
		const char *word;
		unsigned bits;
	} words[] = {
		{ "4xx", OVERRIDE_4XX },
		{ "5xx", OVERRIDE_5XX },
		{ "ct", OVERRIDE_CONNECT },
		{ "rt", OVERRIDE_READ },
		{ "all", OVERRIDE_ALL },
	};
	unsigned all = 0;

	while (list.len != 0) {
		struct url_part one = cut_at(&list, ',');
		unsigned bits = 0;

		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (is_word(one, words[i].word))
				bits = words[i].bits;
		}
		if (bits == 0)
			return;
		all |= bits;
	}
	if (all != 0)
		*policy = all;
}

static void take_time(struct url_part value, unsigned max_ms, usec *to)
{
	unsigned ms;

	if (read_number(value, &ms) && ms >= 100 && ms <= max_ms)
		*to = ms * (SECOND / 1000);
}

static void take(struct override *o, struct url_part key, struct url_part value)
{
	unsigned number;

	if (is_word(key, "ct"))
		take_time(value, 10000, &o->connect);
	else if (is_word(key, "rt"))
		take_time(value, 15000, &o->read);
	else if (is_word(key, "tt"))
		take_time(value, 15000, &o->total);
	else if (is_word(key, "rp"))
		take_policy(value, &o->policy);
	else if (is_word(key, "rc") && read_number(value, &number) &&
		 number <= 5)
		o->retries = number;
}

struct override override_parse(struct url_part fragment)
{
	struct override o = override_default;

	while (fragment.len != 0) {
		struct url_part value = cut_at(&fragment, '&');
		struct url_part key = cut_at(&value, '=');

		take(&o, key, value);
	}
	return o;
}
