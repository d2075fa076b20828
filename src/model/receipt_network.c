/* SPDX-License-Identifier: BSD-2-Clause */
#include "model/receipt_network.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <esmed/text.h>

#include "text/utf8.h"

#define MCC_DIGITS  3
#define CODE_DIGITS 6

_Static_assert(RECEIPT_WORD > CODE_DIGITS, "a code fits its field");

/* What vendors write where they know nothing. */
static const char *const nothings[] = { "null", "(null)", "nil", "none", "n/a",
	"na", "unknown", "undefined", "default", "other" };

static size_t digits_at(const char *at)
{
	return strspn(at, "0123456789");
}

/* MCC and MNC in `text`, together or with one mark between. ITU-T E.212: an
 * MCC begins with 2 to 7 or 9, an MNC has two or three digits. */
static bool read_code(const char *text, char code[RECEIPT_WORD])
{
	size_t n = digits_at(text);
	const char *mnc = text + MCC_DIGITS;

	if (n == MCC_DIGITS && text[n] != '\0' &&
	    strchr("-/. ", text[n]) != NULL)
		mnc = text + n + 1;
	else if (n < MCC_DIGITS)
		return false;
	n = digits_at(mnc);
	if ((n != 2 && n != 3) || mnc[n] != '\0' ||
	    strchr("2345679", text[0]) == NULL)
		return false;
	snprintf(code, CODE_DIGITS + 1, "%.3s%.3s", text, mnc);
	return true;
}

static bool is_nothing(const char *text)
{
	for (size_t i = 0; i < ARRAY_LEN(nothings); i++) {
		if (strcasecmp(text, nothings[i]) == 0)
			return true;
	}
	return false;
}

/* Has it a letter, and nothing that cannot be shown? From U+00C0 on nearly all
 * are letters: those begin with 0xC3 or more. */
static bool is_name(const char *text)
{
	bool has_letter = false;

	for (const char *c = text; *c != '\0'; c++)
		has_letter = has_letter || (uint8_t)*c >= 0xc3 ||
			     (*c >= 'A' && *c <= 'Z') ||
			     (*c >= 'a' && *c <= 'z');
	return has_letter && utf8_is_shown(text, strlen(text));
}

/* The octets as text, without blanks around; "" for what is too long. */
static void read_octets(const struct receipt_octets *tlv,
    char text[RECEIPT_NAME])
{
	const char *at = tlv->data;
	size_t len = at != NULL ? strnlen(at, tlv->len) : 0;
	size_t used = RECEIPT_NAME - 1, bad;

	text[0] = '\0';
	for (; len > 0 && *at == ' '; at++)
		len--;
	while (len > 0 && at[len - 1] == ' ')
		len--;
	if (len == 0 || len > used)
		return;
	if (text_is_utf8(at, len, &bad)) {
		memcpy(text, at, len);
		text[len] = '\0';
	} else if (text_decode(TEXT_LATIN1, at, len, text, &used) == 0) {
		text[used] = '\0';
	} else {
		text[0] = '\0';
	}
}

/* Take it for one or the other, whichever it is. */
static void take(const char *text, char code[RECEIPT_WORD],
    char name[RECEIPT_NAME])
{
	if (code[0] == '\0' && read_code(text, code))
		return;
	if (name[0] == '\0' && is_name(text) && !is_nothing(text))
		strcpy(name, text);
}

void receipt_network_settle(const struct receipt_octets *tlv, struct receipt *r)
{
	char code[RECEIPT_WORD] = "", name[RECEIPT_NAME] = "";
	char text[RECEIPT_NAME];

	read_octets(tlv, text);
	take(text, code, name);
	take(r->mccmnc, code, name);
	if (strlen(r->mcc) == MCC_DIGITS) {
		snprintf(text, sizeof(text), "%.3s-%.4s", r->mcc, r->mnc);
		if (code[0] == '\0')
			(void)read_code(text, code);
	}
	take(r->network, code, name);
	strcpy(r->mccmnc, code);
	strcpy(r->network, name);
}
