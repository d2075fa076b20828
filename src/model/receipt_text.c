/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A key begins a word and ends with a colon. Its value is the next word, but
 * that of `text` is all the rest: what people wrote may look like keys. The
 * one exception is an empty text with a key behind that was not seen before.
 */
#include "model/receipt_text.h"

#include <stdio.h>
#include <string.h>

enum key { ID, SUB, DLVRD, SUBMIT_DATE, DONE_DATE, STAT, ERR, TEXT, NO_KEY };

static const struct {
	const char *word, *second; /* "submit", "date" */
	size_t offset, room;
} keys[] = {
#define KEY(word, second, member)                               \
	{                                                       \
		word, second, offsetof(struct receipt, member), \
		    sizeof(((struct receipt *)0)->member)       \
	}
	[ID] = KEY("id", NULL, id_text),
	[SUB] = KEY("sub", NULL, sub),
	[DLVRD] = KEY("dlvrd", NULL, dlvrd),
	[SUBMIT_DATE] = KEY("submit", "date", submit_date),
	[DONE_DATE] = KEY("done", "date", done_date),
	[STAT] = KEY("stat", NULL, stat_raw),
	[ERR] = KEY("err", NULL, err),
	[TEXT] = KEY("text", NULL, text),
#undef KEY
};

struct scan {
	const char *at, *end;
	unsigned seen; /* a bit for each key */
	struct receipt *r;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !is_blank(*at))
		at++;
	return at;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Behind `word`, lower case, when it is there in any case, else NULL. */
static const char *behind(const char *at, const char *end, const char *word)
{
	for (; *word != '\0'; at++, word++)
		if (at == end || lower(*at) != *word)
			return NULL;
	return at;
}

static const char *behind_key(const char *at, const char *end, enum key k)
{
	at = behind(at, end, keys[k].word);
	if (at != NULL && keys[k].second != NULL)
		at = behind(skip_blanks(at, end), end, keys[k].second);
	if (at != NULL)
		at = behind(skip_blanks(at, end), end, ":");
	return at;
}

/* The key that begins at `at`; *value is what follows its colon. */
static enum key find_key(const char *at, const char *end, const char **value)
{
	for (unsigned k = 0; k < NO_KEY; k++) {
		*value = behind_key(at, end, (enum key)k);
		if (*value != NULL)
			return (enum key)k;
	}
	return NO_KEY;
}

/* Copy what fits, whole characters only and no NUL. */
static void copy(const char *from, const char *end, char *to, size_t room)
{
	size_t len = 0;

	for (; from < end && len + 1 < room; from++)
		if (*from != '\0')
			to[len++] = *from;
	/* A cut before a continuation byte takes its whole character along. */
	if (from < end && ((uint8_t)*from & 0xC0) == 0x80) {
		while (len > 0 && ((uint8_t)to[len - 1] & 0xC0) == 0x80)
			len--;
		len -= len > 0;
	}
	to[len] = '\0';
}

static void store(struct scan *s, enum key k, const char *at, const char *end)
{
	char *to = (char *)s->r + keys[k].offset;

	s->seen |= 1u << k;
	if (k == ID && (size_t)(end - at) >= keys[k].room)
		return;
	copy(at, end, to, keys[k].room);
}

/* All the rest, unless a key that was not seen yet follows at once. */
static void take_text(struct scan *s)
{
	const char *at = skip_blanks(s->at, s->end), *end = s->end, *value;
	enum key next = find_key(at, s->end, &value);

	s->r->has_text = true;
	s->at = at;
	if (next != NO_KEY && next != TEXT && (s->seen & 1u << next) == 0) {
		s->seen |= 1u << TEXT;
		return;
	}
	while (end > at && is_blank(end[-1]))
		end--;
	store(s, TEXT, at, end);
	s->at = s->end;
}

static void take_word(struct scan *s, enum key k)
{
	const char *at = skip_blanks(s->at, s->end), *value;

	s->at = at;
	if (find_key(at, s->end, &value) != NO_KEY)
		return; /* the value is empty */
	s->at = skip_word(at, s->end);
	if ((s->seen & 1u << k) == 0)
		store(s, k, at, s->at);
}

void receipt_text_read(const char *utf8, size_t len, struct receipt *r)
{
	struct scan s = { .at = utf8, .end = utf8 + len, .r = r };

	while ((s.at = skip_blanks(s.at, s.end)) < s.end) {
		const char *value;
		enum key k = find_key(s.at, s.end, &value);

		if (k == NO_KEY) {
			s.at = skip_word(s.at, s.end);
			continue;
		}
		s.at = value;
		if (k == TEXT && (s.seen & 1u << TEXT) == 0)
			take_text(&s);
		else
			take_word(&s, k);
	}
}

/* Two digits, or -1. */
static int pair(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return 10 * (at[0] - '0') + (at[1] - '0');
}

static int days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

/* MMDDhhmm[ss] of a year. */
static bool format_rest(int year, const char *at, size_t len, char *iso)
{
	int part[5] = { 0 };

	for (size_t i = 0; 2 * i < len; i++) {
		part[i] = pair(at + 2 * i);
		if (part[i] < 0)
			return false;
	}
	if (part[0] < 1 || part[0] > 12 || part[1] < 1 ||
	    part[1] > days_in(year, part[0]))
		return false;
	if (part[2] > 23 || part[3] > 59 || part[4] > 60)
		return false;
	snprintf(iso, RECEIPT_ISO, "%04u-%02u-%02uT%02u:%02u:%02u",
	    (unsigned)year % 10000, (unsigned)part[0] % 100,
	    (unsigned)part[1] % 100, (unsigned)part[2] % 100,
	    (unsigned)part[3] % 100, (unsigned)part[4] % 100);
	return true;
}

/* Twelve digits are YYMMDDhhmmss if that is a date, else YYYYMMDDhhmm. */
void receipt_date_format(const char *date, char *iso)
{
	size_t len = strlen(date);
	int first, second, year;

	iso[0] = '\0';
	if (len != 10 && len != 12 && len != 14)
		return;
	first = pair(date);
	second = pair(date + 2);
	if (first < 0 || second < 0)
		return;
	year = first < 70 ? 2000 + first : 1900 + first;
	if (len != 14 && format_rest(year, date + 2, len - 2, iso))
		return;
	year = 100 * first + second;
	if (len != 10 && year >= 1970 && year < 2100)
		(void)format_rest(year, date + 4, len - 4, iso);
}
