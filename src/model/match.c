/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each rule makes one form of both ids and compares; the cheapest and surest
 * comes first.
 */
#include "model/match.h"

#include <string.h>
#include <strings.h>

#define DIGITS_MAX 64 /* of an id: SMPP 3.4, 5.3.2.12 */

static bool has_0x(const char *id)
{
	return id[0] == '0' && (id[1] == 'x' || id[1] == 'X');
}

/* Behind 0x and zeros; the last digit stays. */
static const char *significant(const char *id)
{
	if (has_0x(id) && id[2] != '\0')
		id += 2;
	while (id[0] == '0' && id[1] != '\0')
		id++;
	return id;
}

char *id_fold(const char *id, char *to)
{
	size_t len;

	while (*id == ' ')
		id++; /* a receipt's text has lost them */
	id = significant(id);
	len = strlen(id);
	while (len > 0 && id[len - 1] == ' ')
		len--;
	if (len >= ID_ROOM)
		len = 0;
	for (size_t i = 0; i < len; i++)
		to[i] =
		    id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] | 0x20) : id[i];
	to[len] = '\0';
	return to;
}

/* 256 bits: 64 digits of either kind. The lowest limb is the first. */
#define LIMBS 8

struct number {
	uint32_t limb[LIMBS];
};

static void push_digit(struct number *n, unsigned base, unsigned digit)
{
	uint64_t carry = digit;

	for (size_t i = 0; i < LIMBS; i++) {
		carry += (uint64_t)n->limb[i] * base;
		n->limb[i] = (uint32_t)carry;
		carry >>= 32;
	}
}

/* The lowest digit, taken off. */
static unsigned pop_digit(struct number *n, unsigned base)
{
	uint64_t rest = 0;

	for (size_t i = LIMBS; i-- > 0;) {
		rest = rest << 32 | n->limb[i];
		n->limb[i] = (uint32_t)(rest / base);
		rest %= base;
	}
	return (unsigned)rest;
}

static bool is_zero(const struct number *n)
{
	for (size_t i = 0; i < LIMBS; i++)
		if (n->limb[i] != 0)
			return false;
	return true;
}

static int digit_of(char c, unsigned base)
{
	int digit = -1;

	if (c >= '0' && c <= '9')
		digit = c - '0';
	else if (c >= 'a' && c <= 'f')
		digit = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		digit = c - 'A' + 10;
	return digit < (int)base ? digit : -1;
}

static int parse(const char *id, unsigned base, struct number *n)
{
	if (base == 10 && has_0x(id))
		return RC_BAD;
	id = significant(id);
	if (id[0] == '\0' || strlen(id) > DIGITS_MAX)
		return RC_BAD;
	*n = (struct number){ { 0 } };
	for (; *id != '\0'; id++) {
		int digit = digit_of(*id, base);

		if (digit < 0)
			return RC_BAD;
		push_digit(n, base, (unsigned)digit);
	}
	return 0;
}

static int format(struct number *n, unsigned base, char *to)
{
	char digits[DIGITS_MAX];
	size_t len = 0;

	do {
		if (len == sizeof(digits))
			return RC_BAD;
		digits[len++] = "0123456789abcdef"[pop_digit(n, base)];
	} while (!is_zero(n));
	for (size_t i = 0; i < len; i++)
		to[i] = digits[len - 1 - i];
	to[len] = '\0';
	return 0;
}

int id_hex_to_dec(const char *id, char *to)
{
	struct number n;

	return parse(id, 16, &n) == 0 ? format(&n, 10, to) : RC_BAD;
}

int id_dec_to_hex(const char *id, char *to)
{
	struct number n;

	return parse(id, 10, &n) == 0 ? format(&n, 16, to) : RC_BAD;
}

static bool is_hex_of(const char *hex, const char *dec)
{
	struct number a, b;

	return parse(hex, 16, &a) == 0 && parse(dec, 10, &b) == 0 &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

static int yes(enum id_mode found, enum id_mode *mode)
{
	*mode = found;
	return 0;
}

int id_match(const char *resp, const char *receipt, enum id_mode *mode)
{
	if (resp[0] == '\0' || receipt[0] == '\0')
		return RC_NOT_FOUND;
	if (strcmp(resp, receipt) == 0)
		return yes(ID_EQUAL, mode);
	if (strcasecmp(resp, receipt) == 0)
		return yes(ID_CASE, mode);
	if (strcasecmp(significant(resp), significant(receipt)) == 0)
		return yes(ID_ZEROS, mode);
	if (is_hex_of(resp, receipt))
		return yes(ID_HEX_DEC, mode);
	if (is_hex_of(receipt, resp))
		return yes(ID_DEC_HEX, mode);
	return RC_NOT_FOUND;
}

const char *id_mode_name(enum id_mode mode)
{
	static const char *const names[] = { "equal", "case", "zeros",
		"resp=hex, receipt=dec", "resp=dec, receipt=hex" };

	return mode < ARRAY_LEN(names) ? names[mode] : "?";
}
