/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ids - the message ids an SMSC gives, and the forms it writes them in.
 */
#ifndef SIM_IDS_H
#define SIM_IDS_H

#include "sim/rule.h"

enum ids_kind { IDS_DECIMAL, IDS_HEX, IDS_UUID };

struct ids {
	enum ids_kind kind;
	uint64_t next;
};

/* "decimal", "hex", "uuid". RC_BAD. */
MUST_CHECK int ids_kind_parse(const char *word, enum ids_kind *kind);

/* The next id. Returns `to`. */
char *ids_take(struct ids *ids, char to[RULE_ID]);

/* The id as a receipt bears it; one that is no number in the form it should
 * have been stays as it is. Returns `to`. */
char *ids_form(enum rule_form form, const char *id, char to[RULE_ID]);

#endif
