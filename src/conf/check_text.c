/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold between the keys of an smsc that say how texts are written,
 * and how its receipts are read.
 */
#include "conf/check.h"

#include "model/receipt_rules.h"

#include <string.h>

static void say(const struct conf_reading *r, struct conf_place where,
    enum conf_level level, const char *text)
{
	conf_say(r, &where, level, "%s", text);
}

/* Keys that say nothing where data_coding 0 is not GSM 03.38; those of a
 * profile may stand. */
static void check_gsm(const struct conf_reading *r, struct conf_place where)
{
	static const enum conf_key_id keys[] = { CONF_K_smsc_locking_tables,
		CONF_K_smsc_single_tables, CONF_K_smsc_packed,
		CONF_K_smsc_dcs_gsm7 };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		where.key = keys[i];
		if (conf_is_given(r, &where))
			say(r, where, CONF_WARNING,
			    "it has no effect: alphabet is not gsm");
	}
}

static void check_receipts(const struct conf_reading *r,
    const struct conf_smsc *s, struct conf_place where)
{
	struct receipt_rules_fault fault;
	struct receipt_rules *rules;

	if (conf_receipt_rules(s, &rules, &fault) == 0) {
		receipt_rules_free(rules);
		return;
	}
	where.key = CONF_K_smsc_receipt_pattern;
	if (strcmp(fault.key, "groups") == 0)
		where.key = CONF_K_smsc_receipt_groups;
	else if (strcmp(fault.key, "states") == 0)
		where.key = CONF_K_smsc_receipt_states;
	say(r, where, CONF_ERROR, fault.text);
}

void conf_check_text(const struct conf_reading *r, const struct conf *c,
    size_t i)
{
	const struct conf_smsc *s = &c->smsc[i];
	struct conf_place where = { .section = CONF_S_smsc, .instance = i };

	check_receipts(r, s, where);
	if (s->alphabet != TEXT_GSM7)
		check_gsm(r, where);
	where.key = CONF_K_smsc_alphabet;
	if (s->alphabet == TEXT_BINARY && !s->latin1 && !s->ucs2)
		say(r, where, CONF_ERROR,
		    "no text could be sent: allow latin1 or ucs2, or write "
		    "what data_coding 0 means");
	where.key = CONF_K_smsc_dcs_latin1;
	if (s->dcs_latin1 != CONF_AUTO && !s->latin1 &&
	    s->alphabet != TEXT_LATIN1 && conf_is_given(r, &where))
		say(r, where, CONF_WARNING,
		    "it has no effect as long as latin1 = no");
	where.key = CONF_K_smsc_split;
	if (s->interface_version == 0x33 && s->split != TEXT_SPLIT_UDH8 &&
	    s->split != TEXT_SPLIT_UDH16)
		say(r, where, CONF_ERROR,
		    "SMPP 3.3 has no TLVs: write split = udh8 or udh16");
}
