/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/smsc.h"
#include "flow/body.h"
#include "model/number.h"

/* The least end of a number that the ledger takes for it: 7 digits. */
#define TAIL_LEAST 1000000

struct rewriting {
	const char *strip, *add;
	bool plus;
};

static bool begins(const char *text, const char *with)
{
	return with != NULL && with[0] != '\0' &&
	       strncmp(text, with, strlen(with)) == 0;
}

static int rewrite(const struct rewriting *r, const char *digits,
    struct smpp_address *to)
{
	int len;

	if (begins(digits, r->strip))
		digits += strlen(r->strip);
	len = snprintf(to->digits, sizeof(to->digits), "%s%s%s",
	    r->plus ? "+" : "", r->add != NULL ? r->add : "", digits);
	return (size_t)len < sizeof(to->digits) ? 0 : RC_TOO_LONG;
}

static uint8_t fixed_or(int fixed, uint8_t automatic)
{
	return fixed == CONF_AUTO ? automatic : (uint8_t)fixed;
}

int address_destination(const struct conf_smsc *c, uint64_t number,
    struct smpp_address *to)
{
	struct rewriting r = { c->dest_strip, c->dest_add, c->dest_plus };
	char text[E164_TEXT];

	to->ton = fixed_or(c->dest_ton, 1); /* international */
	to->npi = fixed_or(c->dest_npi, 1); /* E.164 */
	e164_format(number, text);
	return rewrite(&r, text + 1, to);
}

int address_source(const struct conf_smsc *c, const struct body_text *from,
    struct smpp_address *to)
{
	struct rewriting r = { c->source_strip, c->source_add, c->source_plus };
	struct sender sender;

	if (sender_parse(from->s, from->len, &sender) != 0)
		return RC_BAD;
	to->ton = fixed_or(c->source_ton, sender.ton);
	to->npi = fixed_or(c->source_npi, sender.npi);
	if (sender.kind == SENDER_LONG)
		return rewrite(&r, sender.text, to);
	memcpy(to->digits, sender.text, sizeof(sender.text));
	return 0;
}

static uint64_t number_of(const char *digits)
{
	size_t len = strspn(digits, "0123456789");

	if (digits[len] != '\0' || len > 19) /* of 2^63 */
		return 0;
	return strtoull(digits, NULL, 10);
}

/*
 * Without what we put in front the rest is an end of the number: what
 * dest_strip took is not put back. Of a number that is given back as it is,
 * and only happens to begin like dest_add, the rest is an end as well.
 */
uint64_t address_recipient(const struct conf_smsc *c, const char *digits)
{
	uint64_t tail;

	digits += digits[0] == '+';
	if (!begins(digits, c->dest_add))
		return number_of(digits);
	tail = number_of(digits + strlen(c->dest_add));
	return tail >= TAIL_LEAST ? tail : number_of(digits);
}
