/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between the keys of routes and TLVs, and those they name.
 */
#include <esmed/tlv.h>
#include <stdlib.h>
#include <string.h>

#include "base/hex.h"
#include "conf/check.h"

#define TAG_LAST 0x3FFF /* SMPP 3.4, 5.3.2: what follows is reserved */

/* What esmed writes itself, and how that is said in a configuration. */
static const struct {
	unsigned tag;
	const char *instead;
} own_tags[] = {
	{ SMPP_TLV_USER_MESSAGE_REFERENCE, "see smsc.user_message_reference" },
	{ SMPP_TLV_SAR_MSG_REF_NUM, "long texts are split by it" },
	{ SMPP_TLV_SAR_TOTAL_SEGMENTS, "long texts are split by it" },
	{ SMPP_TLV_SAR_SEGMENT_SEQNUM, "long texts are split by it" },
	{ SMPP_TLV_MESSAGE_PAYLOAD, "it is the text" },
	{ SMPP_TLV_SC_INTERFACE_VERSION, "only the SMSC sends it" },
	{ SMPP_TLV_RECEIPTED_MESSAGE_ID, "only the SMSC sends it" },
	{ SMPP_TLV_MESSAGE_STATE, "only the SMSC sends it" },
};

static void check_tag(const struct conf_reading *r, const struct conf_tlv *t,
    const struct conf_place *section)
{
	struct conf_place where = *section;

	where.key = CONF_K_tlv_tag;
	for (size_t i = 0; i < ARRAY_LEN(own_tags); i++) {
		if (own_tags[i].tag == t->tag)
			conf_say(r, &where, CONF_ERROR,
			    "0x%04X is not for you to give: %s", t->tag,
			    own_tags[i].instead);
	}
	if (t->tag > TAG_LAST)
		conf_say(r, &where, CONF_WARNING,
		    "SMPP keeps 0x%04X for itself: the carriers' own tags are "
		    "0x1400 to 0x3FFF",
		    t->tag);
}

/* Will both be sent to one smsc? An empty list is all of them. */
static const char *common_smsc(const struct conf *c, const struct conf_tlv *a,
    const struct conf_tlv *b)
{
	if (a->smsc.n == 0 && b->smsc.n == 0)
		return c->smscs > 0 ? c->smsc[0].name : "";
	if (a->smsc.n == 0)
		return b->smsc.v[0];
	if (b->smsc.n == 0)
		return a->smsc.v[0];
	for (size_t i = 0; i < a->smsc.n; i++) {
		for (size_t j = 0; j < b->smsc.n; j++) {
			if (strcmp(a->smsc.v[i], b->smsc.v[j]) == 0)
				return a->smsc.v[i];
		}
	}
	return NULL;
}

static void check_twins(const struct conf_reading *r, const struct conf *c,
    const struct conf_place *section)
{
	const struct conf_tlv *t = &c->tlv[section->instance];
	struct conf_place where = *section;

	where.key = CONF_K_tlv_tag;
	for (size_t i = 0; i < section->instance; i++) {
		const struct conf_tlv *o = &c->tlv[i];
		const char *smsc;

		if (t->tag == 0 || o->tag != t->tag)
			continue;
		smsc = common_smsc(c, o, t);
		if (smsc != NULL)
			conf_say(r, &where, CONF_ERROR,
			    "smsc \"%s\" gets 0x%04X from tlv \"%s\" already",
			    smsc, t->tag, o->name);
	}
}

/* A number that `length` bytes hold; hexadecimal too. */
static bool is_integer(const char *value, unsigned length)
{
	uint64_t max =
	    length >= 8 ? UINT64_MAX : ((uint64_t)1 << (8 * length)) - 1;
	uint64_t number;

	if (strncmp(value, "0x", 2) != 0)
		return number_parse(value, max, &number) == 0;
	if (strspn(value + 2, "0123456789abcdefABCDEF") != strlen(value + 2) ||
	    strlen(value) == 2 || strlen(value) > 18)
		return false;
	return strtoull(value, NULL, 16) <= max;
}

static bool is_octets(const char *value, unsigned length)
{
	uint8_t bytes[256];
	size_t len = strlen(value);

	return len % 2 == 0 && len / 2 <= length && len / 2 < sizeof(bytes) &&
	       hex_parse(value, len, bytes, len / 2) == 0;
}

static void check_value(const struct conf_reading *r, const struct conf_tlv *t,
    const struct conf_place *section)
{
	struct conf_place where = *section;

	where.key = CONF_K_tlv_length;
	if (t->type == CONF_INTEGER && t->length != 1 && t->length != 2 &&
	    t->length != 4 && t->length != 8) {
		conf_say(r, &where, CONF_ERROR,
		    "an integer has 1, 2, 4 or 8 bytes");
		return;
	}
	where.key = CONF_K_tlv_value;
	if (t->value == NULL)
		return;
	if (t->value[0] == '\0' && !t->per_message)
		conf_say(r, &where, CONF_WARNING,
		    "it is never sent: give a value, or per_message = yes");
	if (t->value[0] == '\0')
		return;
	if (t->type == CONF_INTEGER && !is_integer(t->value, t->length))
		conf_say(r, &where, CONF_ERROR,
		    "\"%.40s\" is no integer of %u bytes: write digits, or 0x "
		    "and hexadecimal ones",
		    t->value, t->length);
	if (t->type == CONF_CSTRING && strlen(t->value) > t->length)
		conf_say(r, &where, CONF_ERROR,
		    "it has %zu bytes: length allows %u", strlen(t->value),
		    t->length);
	if (t->type == CONF_OCTETS && !is_octets(t->value, t->length))
		conf_say(r, &where, CONF_ERROR,
		    "\"%.40s\" are no %u bytes at most: write two hexadecimal "
		    "digits for each",
		    t->value, t->length);
}

void conf_check_tlv(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_tlv,
		.instance = i,
		.key = CONF_K_tlv_smsc };
	const struct conf_tlv *t = &c->tlv[i];

	check_tag(r, t, &where);
	check_twins(r, c, &where);
	check_value(r, t, &where);
	conf_check_smscs(r, c, &where, &t->smsc);
	for (size_t j = 0; j < t->smsc.n; j++) {
		size_t smsc;

		if (conf_smsc_find(c, t->smsc.v[j], &smsc) == 0 &&
		    c->smsc[smsc].interface_version == 0x33)
			conf_say(r, &where, CONF_WARNING,
			    "smsc \"%s\" speaks SMPP 3.3, which knows no "
			    "optional parameters",
			    t->smsc.v[j]);
	}
}

static void check_order(const struct conf_reading *r,
    const struct conf_route *t, size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_K_route_weights };

	if (t->weights.n > 0 && t->weights.n != t->smsc.n)
		conf_say(r, &where, CONF_ERROR,
		    "%zu weights for %zu smscs: give one for each",
		    t->weights.n, t->smsc.n);
	if (t->weights.n > 0 && t->order != CONF_WEIGHTED)
		conf_say(r, &where, CONF_WARNING,
		    "they have no effect without order = weighted");
	where.key = CONF_K_route_failover;
	if (t->failover.n > 0 && t->smsc.n == 1)
		conf_say(r, &where, CONF_WARNING,
		    "it has no effect with one smsc");
}

static void check_conditions(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_K_route_account };
	const struct conf_route *t = &c->route[i];

	conf_check_accounts(r, c, &where, &t->account);
	where.key = CONF_K_route_zone;
	if (t->zone != NULL && strcmp(t->zone, "UTC") != 0 && t->hours.n == 0)
		conf_say(r, &where, CONF_WARNING,
		    "it has no effect without hours");
	where.key = CONF_K_route_carrier;
	if (t->carrier.n > 0 && c->lookup.carriers != NULL &&
	    c->lookup.carriers[0] == '\0')
		conf_say(r, &where, CONF_WARNING,
		    "no carrier is ever known: give lookup.carriers");
}

/* The smscs that only receive, or send. */
static void check_direction(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_K_route_smsc };
	const struct conf_list *l = &c->route[i].smsc;
	size_t smsc;

	for (size_t j = 0; j < l->n; j++) {
		if (conf_smsc_find(c, l->v[j], &smsc) == 0 &&
		    c->smsc[smsc].bind == CONF_RECEIVER)
			conf_say(r, &where, CONF_ERROR,
			    "smsc \"%s\" only receives: bind = receiver",
			    l->v[j]);
	}
}

static bool takes_all(const struct conf_route *t)
{
	return t->prefix.n == 0 && t->country.n == 0 && t->carrier.n == 0 &&
	       t->from.n == 0 && t->from_kind.n == 0 && t->account.n == 0 &&
	       t->tag.n == 0 && t->class.n == 0 && t->hours.n == 0 &&
	       t->regex != NULL && t->regex[0] == '\0';
}

/* What a route before it takes always; prefixes and carriers go first. */
static void check_reached(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_NO_KEY };
	const struct conf_route *t = &c->route[i];

	for (size_t j = 0; j < i; j++) {
		if (t->prefix.n > 0 || t->carrier.n > 0 ||
		    !takes_all(&c->route[j]))
			continue;
		conf_say(r, &where, CONF_WARNING,
		    "it is never taken: route \"%s\" before it takes every "
		    "message",
		    c->route[j].name);
		return;
	}
}

void conf_check_route(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	struct conf_place where = { .section = CONF_S_route,
		.instance = i,
		.key = CONF_K_route_smsc };

	conf_check_smscs(r, c, &where, &c->route[i].smsc);
	check_direction(r, c, i);
	check_order(r, &c->route[i], i);
	check_conditions(r, c, i);
	check_reached(r, c, i);
}
