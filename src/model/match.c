/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each rule makes one form of both ids and compares; the cheapest and surest
 * comes first.
 */
#include "model/match.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

	id = significant(id);
	len = strlen(id);
	if (len >= ID_ROOM)
		len = 0;
	for (size_t i = 0; i < len; i++)
		to[i] =
		    id[i] >= 'A' && id[i] <= 'Z' ? (char)(id[i] | 0x20) : id[i];
	to[len] = '\0';
	return to;
}

static int parse(const char *id, int base, uint64_t *value)
{
	const char *digits =
	    base == 16 ? "0123456789abcdefABCDEF" : "0123456789";
	char *end;

	if (base == 10 && has_0x(id))
		return RC_BAD;
	id = significant(id);
	if (id[0] == '\0' || id[strspn(id, digits)] != '\0')
		return RC_BAD;
	errno = 0;
	*value = strtoull(id, &end, base);
	return errno == 0 && *end == '\0' ? 0 : RC_BAD;
}

int id_hex_to_dec(const char *id, char *to)
{
	uint64_t value;

	if (parse(id, 16, &value) != 0)
		return RC_BAD;
	snprintf(to, ID_ROOM, "%" PRIu64, value);
	return 0;
}

int id_dec_to_hex(const char *id, char *to)
{
	uint64_t value;

	if (parse(id, 10, &value) != 0)
		return RC_BAD;
	snprintf(to, ID_ROOM, "%" PRIx64, value);
	return 0;
}

static bool is_hex_of(const char *hex, const char *dec)
{
	uint64_t a, b;

	return parse(hex, 16, &a) == 0 && parse(dec, 10, &b) == 0 && a == b;
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
