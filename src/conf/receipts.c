/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/smsc.h"

#include "model/receipt_rules.h"

int conf_receipt_rules(const struct conf_smsc *s, struct receipt_rules **rules,
    struct receipt_rules_fault *fault)
{
	const struct receipt_rules_text text = {
		.pattern = s->receipt_pattern,
		.groups = (const char *const *)s->receipt_groups.v,
		.groups_len = s->receipt_groups.n,
		.states = (const char *const *)s->receipt_states.v,
		.states_len = s->receipt_states.n,
		.acceptd_delivered = s->acceptd == CONF_ACCEPTD_DELIVERED,
		.no_unflagged = !s->unflagged_receipts,
	};

	return receipt_rules_new(&text, rules, fault);
}
