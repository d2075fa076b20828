/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digits are taken out of their separators first; all rules look at digits.
 */
#include "model/number.h"

#include <stdio.h>
#include <string.h>

#include "text/gsm7.h"

#define DIGITS_MAX 15 /* ITU-T E.164, 6 */
#define DIGITS_MIN 8  /* statuses.md 4.3 */
#define ALPHA_MAX  11 /* 3GPP TS 23.040, 9.1.2.5 */
#define MASKED     4  /* digits, as Twilio does it */

enum { NANP = 1, ITALY = 39 };

struct digits {
	char text[DIGITS_MAX + 3]; /* a leading 00 may come before */
	size_t len;
	bool plus;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
	return c != '\0' && strchr(" -.()", c) != NULL;
}

static int take_digits(const char *text, size_t len, struct digits *d)
{
	*d = (struct digits){ .len = 0 };
	for (size_t i = 0; i < len; i++) {
		if (is_separator(text[i]))
			continue;
		if (text[i] == '+' && !d->plus && d->len == 0)
			d->plus = true;
		else if (is_digit(text[i]) && d->len + 1 < sizeof(d->text))
			d->text[d->len++] = text[i];
		else
			return RC_BAD;
	}
	return 0;
}

static void drop_digits(struct digits *d, size_t n)
{
	d->len -= n;
	memmove(d->text, d->text + n, d->len + 1);
}

/* A trunk 0 goes, but in Italy, where it belongs to the number; North America
 * dials its 1 as trunk prefix, which is the calling code as well. */
static int make_international(struct digits *d, unsigned calling_code)
{
	char whole[sizeof(d->text) + 12];
	int len;

	if (d->text[0] == '0' && calling_code != ITALY)
		drop_digits(d, 1);
	if (calling_code == NANP && d->len == 11 && d->text[0] == '1')
		drop_digits(d, 1);
	len = snprintf(whole, sizeof(whole), "%u%s", calling_code, d->text);
	if (len > DIGITS_MAX)
		return RC_BAD;
	memcpy(d->text, whole, (size_t)len + 1);
	d->len = (size_t)len;
	return 0;
}

static uint64_t value_of(const struct digits *d)
{
	uint64_t v = 0;

	for (size_t i = 0; i < d->len; i++)
		v = 10 * v + (uint64_t)(d->text[i] - '0');
	return v;
}

int e164_parse(const char *text, size_t len, unsigned calling_code,
    uint64_t *number)
{
	struct digits d;

	if (take_digits(text, len, &d) != 0)
		return RC_BAD;
	if (!d.plus && strncmp(d.text, "00", 2) == 0) {
		drop_digits(&d, 2);
		d.plus = true;
	}
	if (!d.plus && (d.len == 0 || calling_code == 0 ||
			   make_international(&d, calling_code) != 0))
		return RC_BAD;
	/* No calling code begins with 0; as an integer it would vanish. */
	if (d.text[0] == '0' || d.len > DIGITS_MAX ||
	    !e164_is_valid(value_of(&d)))
		return RC_BAD;
	*number = value_of(&d);
	return 0;
}

int e164_parse_bare(const char *text, size_t len, uint64_t *number)
{
	char plus[64] = "+";

	if (len == 0 || text[0] < '1' || text[0] > '9')
		return e164_parse(text, len, 0, number);
	if (len >= sizeof(plus))
		return RC_BAD;
	memcpy(plus + 1, text, len);
	return e164_parse(plus, len + 1, 0, number);
}

/* The first `room` - 1 decimal digits and a NUL. Thrice a message: printf
 * would be a fifteenth of all that a message costs. */
static void put_digits(uint64_t number, char *to, size_t room)
{
	char digits[20]; /* of 2^64 - 1 */
	size_t at = sizeof(digits), len;

	do
		digits[--at] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	len = sizeof(digits) - at;
	if (len >= room)
		len = room - 1;
	memcpy(to, digits + at, len);
	to[len] = '\0';
}

char *e164_format(uint64_t number, char *text)
{
	text[0] = '+';
	put_digits(number, text + 1, E164_TEXT - 1);
	return text;
}

char *e164_mask(uint64_t number, char *text)
{
	size_t len = strlen(e164_format(number, text)) - 1;
	size_t n = len < MASKED ? len : MASKED;

	memset(text + 1 + len - n, 'X', n);
	return text;
}

/* Three digits of area code, three of exchange, four of line. */
static bool is_nanp(uint64_t national)
{
	return national / 1000000000 >= 2 && national / 1000000 % 10 >= 2;
}

bool e164_is_valid(uint64_t number)
{
	uint64_t lead = number;
	size_t len = number > 0;

	for (; lead >= 10; lead /= 10)
		len++;
	if (len < DIGITS_MIN || len > DIGITS_MAX)
		return false;
	if (lead == NANP)
		return len == 11 && is_nanp(number % 10000000000);
	return true;
}

static bool has_letter(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = (char)(text[i] | 0x20);

		if (c >= 'a' && c <= 'z')
			return true;
	}
	return false;
}

static bool is_all_digits(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(text[i]))
			return false;
	return len > 0;
}

static int name_parse(const char *text, size_t len, struct sender *s)
{
	if (len > ALPHA_MAX || text[0] == ' ' || text[len - 1] == ' ')
		return RC_BAD;
	for (size_t i = 0; i < len; i++) {
		unsigned mark = text[i] < ' ' ? 0 : gsm7_mark((uint8_t)text[i]);

		if (mark == 0 || gsm7_width(mark) != 1)
			return RC_BAD;
	}
	*s = (struct sender){ .kind = SENDER_ALPHA, .ton = 5, .npi = 0 };
	memcpy(s->text, text, len);
	return 0;
}

int sender_parse(const char *text, size_t len, struct sender *s)
{
	char plus[DIGITS_MAX + 2] = "+";
	uint64_t number;

	if (has_letter(text, len))
		return name_parse(text, len, s);
	if (is_all_digits(text, len) && len <= DIGITS_MAX) {
		if (len >= 3 && len <= 8) {
			*s = (struct sender){ .kind = SENDER_SHORT,
				.ton = 3,
				.npi = 0 };
			memcpy(s->text, text, len);
			return 0;
		}
		memcpy(plus + 1, text, len);
		text = plus;
		len++;
	}
	if (e164_parse(text, len, 0, &number) != 0)
		return RC_BAD;
	*s = (struct sender){ .kind = SENDER_LONG, .ton = 1, .npi = 1 };
	put_digits(number, s->text, sizeof(s->text));
	return 0;
}
