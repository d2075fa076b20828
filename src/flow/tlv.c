/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A name or tag leads to a kind: what the value must be. Messages and
 * constants are then written by the same function.
 */
#include "flow/tlv.h"

#include <stdio.h>
#include <string.h>

#include "base/cursor.h"
#include "base/hex.h"
#include "conf/conf.h"
#include "flow/intake.h"

#define CONSTANT_ROOM 520 /* conf allows 510 characters */

#define HEX  "hex:"
#define HEAD 4 /* tag and length, SMPP 3.4, 3.2.4.1 */

#define VENDOR_FIRST 0x1400 /* SMPP 3.4, 5.3.2: left to SMSC vendors */
#define VENDOR_LAST  0x3FFF

enum rule { RULE_SECTION, RULE_OURS, RULE_FREE };

/* What may be written under a tag. */
struct kind {
	uint16_t tag;
	enum smpp_tlv_type type; /* a number is U32, of `width` bytes */
	uint16_t min, max;
	const char *name; /* NULL: the tag says it */
};

static enum rule rule_of(uint16_t tag)
{
	switch (tag) {
#define RULE(who, tag)       \
	case SMPP_TLV_##tag: \
		return RULE_##who;
#include "flow/tlv.def"
#undef RULE
	}
	return tag >= VENDOR_FIRST && tag <= VENDOR_LAST ? RULE_FREE
							 : RULE_SECTION;
}

static bool is_number(enum smpp_tlv_type type)
{
	return type == SMPP_TLV_U8 || type == SMPP_TLV_U16 ||
	       type == SMPP_TLV_U32;
}

static struct kind kind_of_row(const struct smpp_tlv_info *row)
{
	return (
	    struct kind){ row->tag, row->type, row->min, row->max, row->name };
}

/* What SMPP says of a tag of its own holds: else it could not be encoded. */
static struct kind kind_of_section(const struct conf_tlv *s)
{
	const struct smpp_tlv_info *row = smpp_tlv_info((uint16_t)s->tag);
	struct kind k = { .tag = (uint16_t)s->tag,
		.type = SMPP_TLV_OCTETS,
		.max = (uint16_t)s->length };

	if (row != NULL) {
		k = kind_of_row(row);
	} else if (s->type == CONF_INTEGER) {
		k.type = SMPP_TLV_U32;
		k.min = k.max;
	} else if (s->type == CONF_CSTRING) {
		k.type = SMPP_TLV_CSTR;
		k.max++; /* the NUL */
	}
	k.name = s->name;
	return k;
}

/* ---- which TLV --------------------------------------------------------- */

static const struct conf_tlv *section_tagged(const struct conf *c, uint16_t tag)
{
	for (size_t i = 0; i < c->tlvs; i++) {
		if (c->tlv[i].tag == tag)
			return &c->tlv[i];
	}
	return NULL;
}

static const struct conf_tlv *section_named(const struct conf *c,
    const char *name)
{
	for (size_t i = 0; i < c->tlvs; i++) {
		if (strcmp(c->tlv[i].name, name) == 0)
			return &c->tlv[i];
	}
	return NULL;
}

static struct kind kind_of_tag(const struct conf *c, uint16_t tag)
{
	const struct conf_tlv *s = section_tagged(c, tag);
	const struct smpp_tlv_info *row = smpp_tlv_info(tag);

	if (s != NULL)
		return kind_of_section(s);
	if (row != NULL)
		return kind_of_row(row);
	return (
	    struct kind){ tag, SMPP_TLV_OCTETS, 0, TLV_BYTES_MAX - HEAD, NULL };
}

/* Which names a message may use, as many as there is room for. */
static int unknown(const struct conf *c, const char *name, char *why)
{
	size_t at, first;

	at = first = (size_t)snprintf(why, TLV_WHY_ROOM,
	    "'tlvs': '%s' is not known; give a tag such as \"0x1400\" or one "
	    "of: ",
	    name);
	for (size_t i = 0; i < c->tlvs; i++) {
		const char *known = c->tlv[i].name;

		if (!c->tlv[i].per_message)
			continue;
		if (at + strlen(known) + sizeof(", ...") > TLV_WHY_ROOM) {
			snprintf(why + at, TLV_WHY_ROOM - at, ", ...");
			break;
		}
		at += (size_t)snprintf(why + at, TLV_WHY_ROOM - at, "%s%s",
		    at == first ? "" : ", ", known);
	}
	if (at == first)
		snprintf(why + first - strlen(" or one of: "),
		    TLV_WHY_ROOM - first, "; no section tlv names any");
	return RC_NOT_FOUND;
}

static int not_yours(const char *name, enum rule rule, char *why)
{
	snprintf(why, TLV_WHY_ROOM,
	    rule == RULE_OURS
		? "'tlvs': '%s' is set by the gateway itself"
		: "'tlvs': a message may not bring '%s' unless a section tlv "
		  "says per_message = yes",
	    name);
	return RC_NOT_FOUND;
}

/* A section decides; without one the rules of flow/tlv.def do. */
static int find_kind(const struct conf *c, const char *name, struct kind *k,
    char *why)
{
	const struct conf_tlv *s = section_named(c, name);
	const struct smpp_tlv_info *row = smpp_tlv_named(name);
	enum rule rule;
	uint64_t tag;

	if (s != NULL)
		*k = kind_of_section(s);
	else if (row != NULL)
		*k = kind_of_tag(c, row->tag);
	else if (number_parse(name, UINT16_MAX, &tag) == 0)
		*k = kind_of_tag(c, (uint16_t)tag);
	else
		return unknown(c, name, why);
	if (s == NULL)
		s = section_tagged(c, k->tag);
	rule = rule_of(k->tag);
	if (rule == RULE_OURS ||
	    (s != NULL ? !s->per_message : rule != RULE_FREE))
		return not_yours(name, rule, why);
	return 0;
}

/* ---- its value --------------------------------------------------------- */

static unsigned width_of(const struct kind *k)
{
	return k->max < 8 ? k->max : 8;
}

static int put_number(const struct kind *k, uint64_t n, struct buf *to)
{
	unsigned width = width_of(k);
	struct cursor c = cursor_over(buf_reserve(to, width), width);

	if (width < 8 && n >> 8 * width != 0)
		return RC_BAD;
	cursor_put(&c, width, n);
	buf_added(to, width);
	return c.rc;
}

/* The bytes of "hex:0a0b", or of the text itself. */
static int put_text(const struct body_text *v, struct buf *to)
{
	size_t digits;
	uint8_t *at;

	if (v->len < strlen(HEX) || memcmp(v->s, HEX, strlen(HEX)) != 0) {
		buf_add(to, v->s, v->len);
		return 0;
	}
	digits = v->len - strlen(HEX);
	at = buf_reserve(to, digits / 2 + 1);
	if (hex_parse(v->s + strlen(HEX), digits, at, digits / 2) != 0)
		return RC_BAD;
	buf_added(to, digits / 2);
	return 0;
}

static int put_value(const struct kind *k, const struct tlv_request *r,
    struct buf *to)
{
	size_t before = to->len;
	char text[24] = "";
	uint64_t n;
	int rc;

	if (is_number(k->type) && r->is_number)
		return r->number < 0 ? RC_BAD
				     : put_number(k, (uint64_t)r->number, to);
	if (r->is_number)
		return RC_BAD;
	if (is_number(k->type)) {
		if (r->value.len >= sizeof(text))
			return RC_BAD;
		memcpy(text, r->value.s, r->value.len);
		if (number_parse(text, UINT64_MAX, &n) != 0)
			return RC_BAD;
		return put_number(k, n, to);
	}
	rc = put_text(&r->value, to);
	if (rc == 0 && k->type == SMPP_TLV_CSTR) {
		if (memchr(buf_bytes(to) + before, '\0', to->len - before))
			return RC_BAD;
		buf_add(to, "", 1);
	}
	return rc;
}

/* Head and value behind what `to` holds; on an error it is as before. */
static int put_tlv(const struct kind *k, const struct tlv_request *r,
    struct buf *to)
{
	size_t before = to->len, len;
	struct cursor c;
	int rc;

	buf_add(to, "\0\0\0", HEAD);
	rc = put_value(k, r, to);
	len = to->len - before - HEAD;
	if (rc == 0 && (len < k->min || len > k->max))
		rc = RC_BAD;
	if (rc != 0) {
		to->len = before;
		return rc;
	}
	c = cursor_over(buf_bytes(to) + before, HEAD);
	cursor_put(&c, 2, k->tag);
	cursor_put(&c, 2, len);
	return 0;
}

static int wrong_value(const struct kind *k, const char *name, char *why)
{
	char what[80];

	if (is_number(k->type))
		snprintf(what, sizeof(what), "an integer of %u bytes",
		    width_of(k));
	else if (k->type == SMPP_TLV_CSTR)
		snprintf(what, sizeof(what), "a string of at most %u bytes",
		    k->max - 1u);
	else
		snprintf(what, sizeof(what),
		    "a string or \"hex:...\" of %u to %u bytes", k->min,
		    k->max);
	snprintf(why, TLV_WHY_ROOM, "'tlvs': '%s' must be %s", name, what);
	return RC_BAD;
}

static bool has_tag(const struct body_text *all, uint16_t tag, size_t *count)
{
	struct smpp_tlv t;
	size_t at = 0;
	bool found = false;

	for (*count = 0; tlv_next(all, &at, &t); ++*count)
		found |= t.tag == tag;
	return found;
}

int tlv_append(const struct conf *c, const struct tlv_request *r,
    struct buf *to, char *why)
{
	struct body_text all = { (const char *)buf_bytes(to), to->len };
	char name[TLV_NAME_ROOM];
	size_t before = to->len, count;
	struct kind k = { 0 };
	int rc;

	snprintf(name, sizeof(name), "%.*s", (int)r->name.len, r->name.s);
	rc = find_kind(c, name, &k, why);
	if (rc != 0)
		return rc;
	if (has_tag(&all, k.tag, &count)) {
		snprintf(why, TLV_WHY_ROOM, "'tlvs': '%s' is given twice",
		    name);
		return RC_EXISTS;
	}
	if (put_tlv(&k, r, to) != 0)
		return wrong_value(&k, name, why);
	if (count < TLVS_MAX && to->len <= TLV_BYTES_MAX)
		return 0;
	to->len = before;
	snprintf(why, TLV_WHY_ROOM,
	    "'tlvs' has more than %u, or more than %u bytes", TLVS_MAX,
	    TLV_BYTES_MAX);
	return RC_FULL;
}

/* ---- to read them ------------------------------------------------------ */

bool tlv_next(const struct body_text *all, size_t *at, struct smpp_tlv *t)
{
	struct cursor c = cursor_reading(all->s, all->len);

	if (*at >= all->len)
		return false;
	(void)cursor_take(&c, *at);
	t->tag = (uint16_t)cursor_get(&c, 2);
	t->len = (uint16_t)cursor_get(&c, 2);
	t->value = cursor_take(&c, t->len);
	*at = all->len - cursor_left(&c);
	return c.rc == 0;
}

char *tlv_name(const struct conf *c, uint16_t tag, char name[TLV_NAME_ROOM])
{
	struct kind k = kind_of_tag(c, tag);

	if (k.name != NULL)
		snprintf(name, TLV_NAME_ROOM, "%s", k.name);
	else
		snprintf(name, TLV_NAME_ROOM, "0x%04X", tag);
	return name;
}

enum smpp_tlv_type tlv_type(const struct conf *c, uint16_t tag)
{
	return kind_of_tag(c, tag).type;
}

/* ---- on a PDU ---------------------------------------------------------- */

static bool is_for(const struct conf_tlv *s, const struct conf_smsc *smsc)
{
	for (size_t i = 0; i < s->smsc.n; i++) {
		if (strcmp(s->smsc.v[i], smsc->name) == 0)
			return true;
	}
	return s->smsc.n == 0;
}

/* Sections with this tag name other smscs only. */
static bool is_for_others(const struct conf *c, const struct conf_smsc *smsc,
    uint16_t tag)
{
	bool others = false;

	for (size_t i = 0; i < c->tlvs; i++) {
		if (c->tlv[i].tag != tag)
			continue;
		if (is_for(&c->tlv[i], smsc))
			return false;
		others = true;
	}
	return others;
}

/* The configuration writes octets as bare digits. */
static void add_constant(const struct conf_tlv *s, struct tlv_keep *keep,
    struct smpp_pdu *pdu)
{
	struct kind k = kind_of_section(s);
	struct tlv_request r = { 0 };
	char value[CONSTANT_ROOM];
	struct body_text all;
	struct buf one = { 0 };
	struct smpp_tlv t;
	size_t at = 0;

	r.value.s = value;
	r.value.len = (size_t)snprintf(value, sizeof(value), "%s%s",
	    s->type == CONF_OCTETS ? HEX : "", s->value);
	if (r.value.len < sizeof(value) && put_tlv(&k, &r, &one) == 0 &&
	    one.len <= sizeof(keep->bytes) - keep->len) {
		memcpy(keep->bytes + keep->len, buf_bytes(&one), one.len);
		all = (struct body_text){ (char *)keep->bytes + keep->len,
			one.len };
		if (tlv_next(&all, &at, &t) &&
		    smpp_pdu_add(pdu, t.tag, t.value, t.len) == 0)
			keep->len += one.len;
	}
	buf_free(&one);
}

void tlv_attach(const struct conf *c, const struct conf_smsc *smsc,
    const struct body_text *own, struct tlv_keep *keep, struct smpp_pdu *pdu)
{
	struct smpp_tlv t;
	size_t at = 0;

	keep->len = 0;
	while (tlv_next(own, &at, &t)) {
		if (is_for_others(c, smsc, t.tag))
			continue;
		if (smpp_pdu_add(pdu, t.tag, t.value, t.len) != 0)
			return; /* not so: there are TLVS_MAX */
	}
	for (size_t i = 0; i < c->tlvs; i++) {
		const struct conf_tlv *s = &c->tlv[i];

		if (s->value[0] != '\0' && is_for(s, smsc) &&
		    rule_of((uint16_t)s->tag) != RULE_OURS &&
		    smpp_pdu_tlv(pdu, (uint16_t)s->tag) == NULL)
			add_constant(s, keep, pdu);
	}
}
