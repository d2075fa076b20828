/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A rule of the simulator, and a message to try it on.
 */
#include "fuzz.h"

#include <stdlib.h>

#include "base/random.h"
#include "sim/rule.h"

static void check(struct rule *r)
{
	static const struct rule_subject subject = { .to = "+491711234567",
		.from = "acme",
		.text = "your code is 1234" };
	struct rule_list list = TAILQ_HEAD_INITIALIZER(list);
	struct rule_error fault;
	struct rule *again;
	usec delay = span_pick(&r->delay);

	assert(r->refs == 1 && r->receipts <= RULE_RECEIPTS);
	assert(delay >= r->delay.min && delay <= r->delay.max);
	TAILQ_INSERT_TAIL(&list, r, link);
	(void)rule_list_reads_text(&list);
	assert(rule_pick(&list, &subject) == r || r->used == 0);
	assert(rule_parse(r->spec, &again, &fault) == 0);
	assert(again->receipts == r->receipts && again->status == r->status);
	rule_unref(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rule_error fault = { "" };
	struct rule *r;
	char *spec = malloc(size + 1);

	assert(spec != NULL);
	if (size != 0)
		memcpy(spec, data, size);
	spec[size] = '\0';
	random_seed(1);
	if (rule_parse(spec, &r, &fault) == 0) {
		check(r);
		rule_unref(r);
	} else {
		assert(fault.text[0] != '\0');
	}
	free(spec);
	return 0;
}
