/* SPDX-License-Identifier: BSD-2-Clause */
#include "flow/choose.h"

#include <stdio.h>
#include <string.h>

#include <esmed/text_udh.h>

#include "base/hex.h"
#include "conf/conf.h"

/* GSM 03.40, 9.2.3.9 */
#define PROTOCOL_SILENT       0x40
#define PROTOCOL_REPLACE      0x41
#define PROTOCOL_REPLACE_LAST 0x47

#define CLASS_SIM 2 /* GSM 03.38, 4 */

/* RC_BAD: not hexadecimal, or too much of it. */
static int add_octets(struct special *to, const struct body_text *hex)
{
	size_t n = hex->len / 2;
	int rc = RC_BAD;

	if (n <= sizeof(to->octets) - to->len)
		rc = hex_parse(hex->s, hex->len, to->octets + to->len, n);
	if (rc == 0)
		to->len += n;
	return rc;
}

static bool has_right(const struct conf_account *a, const char *right)
{
	for (size_t i = 0; i < a->rights.n; i++) {
		if (strcmp(a->rights.v[i], right) == 0)
			return true;
	}
	return false;
}

static enum fault need(const struct conf_account *a, const char *right,
    const char *what, char *why)
{
	if (has_right(a, right))
		return FAULT_NONE;
	snprintf(why, TLV_WHY_ROOM,
	    "%s needs the right \"%s\", which this account does not have "
	    "(account.rights)",
	    what, right);
	return FAULT_RIGHT;
}

static enum fault check_class(const struct conf_account *a,
    const struct submission *s, char *why)
{
	if (!s->has_class)
		return FAULT_NONE;
	if (s->message_class == CLASS_SIM)
		return need(a, "ports",
		    "'message_class' 2, a message to the SIM,", why);
	return need(a, "flash", "'flash' or 'message_class'", why);
}

static enum fault check_protocol(const struct conf_account *a,
    const struct submission *s, char *why)
{
	if (!s->has_protocol || s->protocol_id == 0)
		return FAULT_NONE;
	if (s->protocol_id == PROTOCOL_SILENT)
		return need(a, "silent", "'protocol_id' 64", why);
	if (s->protocol_id >= PROTOCOL_REPLACE &&
	    s->protocol_id <= PROTOCOL_REPLACE_LAST)
		return need(a, "replace", "'protocol_id' 65 to 71", why);
	return need(a, "ports", "this 'protocol_id'", why);
}

static enum fault check_header(const struct conf_account *a,
    const struct special *b, char *why)
{
	struct text_udh udh;

	if (b->udh == 0)
		return FAULT_NONE;
	if (text_udh_parse(b->octets, b->udh, &udh) != 0 || udh.len != b->udh)
		return FAULT_BINARY;
	if (udh.has_ports || udh.has_sim)
		return need(a, "ports", "a 'udh' with ports or for the SIM",
		    why);
	return FAULT_NONE;
}

static enum fault check_binary(const struct conf_account *a,
    const struct submission *s, struct special *out, char *why)
{
	enum fault fault;

	if (s->binary.len == 0 && s->udh.len == 0)
		return FAULT_NONE;
	fault = need(a, "binary", "'binary'", why);
	if (fault != FAULT_NONE)
		return fault;
	if (s->binary.len == 0 || s->text.len != 0 ||
	    add_octets(out, &s->udh) != 0)
		return FAULT_BINARY;
	out->udh = out->len;
	if (add_octets(out, &s->binary) != 0)
		return FAULT_BINARY;
	return check_header(a, out, why);
}

enum fault special_check(const struct conf_account *a,
    const struct submission *s, struct special *out, char why[TLV_WHY_ROOM])
{
	enum fault fault = check_class(a, s, why);

	out->udh = out->len = 0;
	if (fault == FAULT_NONE)
		fault = check_protocol(a, s, why);
	if (fault == FAULT_NONE)
		fault = check_binary(a, s, out, why);
	return fault;
}
