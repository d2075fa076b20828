/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "conf/smsc.h"
#include "flow/body.h"
#include "model/number.h"

/* The least end of a number that the ledger takes for it: 7 digits. */
#define TAIL_LEAST 1000000

enum { TON_INTERNATIONAL = 1, TON_NAME = 5 }; /* SMPP 3.4, 5.2.5 */

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

	to->ton = fixed_or(c->dest_ton, TON_INTERNATIONAL);
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

/* Nobody gains from two of his own senders looking the same, so it needs no
 * secret key. */
uint64_t address_hash(const char *text, size_t len)
{
	static const struct hash_key key = { 0, 0 };
	uint64_t hash = hash_sip(&key, text, len);

	return hash != 0 ? hash : 1;
}

static bool take_number(const char *digits, char *out)
{
	uint64_t n = number_of(digits);

	if (n == 0 || digits[0] == '0' || !e164_is_valid(n))
		return false;
	memcpy(out, digits, strlen(digits) + 1); /* 15 digits at most */
	return true;
}

/* What rewrite() made of a number, undone. */
static bool take_rewritten(const struct rewriting *r, const char *digits,
    char *out)
{
	char whole[64];
	int len;

	if (r->add != NULL && !begins(digits, r->add))
		return false;
	len = snprintf(whole, sizeof(whole), "%s%s",
	    r->strip != NULL ? r->strip : "",
	    digits + (r->add != NULL ? strlen(r->add) : 0));
	return (size_t)len < sizeof(whole) && take_number(whole, out);
}

/*
 * An international number is taken for what it says; any other first for one
 * in the form that our keys make. 00 in front is a plus.
 */
static void read_number(const struct rewriting *r, const struct smpp_address *a,
    char *out)
{
	const char *digits = a->digits + (a->digits[0] == '+');
	bool is_plain = a->ton == TON_INTERNATIONAL || digits != a->digits;

	out[0] = '\0';
	if (is_plain && take_number(digits, out))
		return;
	if (a->ton == TON_NAME || take_rewritten(r, digits, out) ||
	    take_number(digits, out))
		return;
	if (digits[0] == '0' && digits[1] == '0' &&
	    take_number(digits + 2, out))
		return;
}

void address_handset(const struct conf_smsc *c, const struct smpp_address *a,
    char *digits)
{
	read_number(&(struct rewriting){ c->dest_strip, c->dest_add, false }, a,
	    digits);
}

void address_own(const struct conf_smsc *c, const struct smpp_address *a,
    char *digits)
{
	read_number(
	    &(struct rewriting){ c->source_strip, c->source_add, false }, a,
	    digits);
}
