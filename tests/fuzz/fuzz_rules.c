/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An smsc's rules for receipts as an operator may mistype them, and a receipt
 * read by what is left of them: the length of the pattern; the pattern; a
 * group; a state; the text.
 */
#include "fuzz.h"

#include <stdio.h>

#include "model/receipt_rules.h"

#define PIECE_MAX 60

static const char *text(struct fuzz_in *in, size_t max, char *to)
{
	size_t len;
	const uint8_t *at = fuzz_bytes(in, max, &len);

	if (len != 0)
		memcpy(to, at, len);
	to[len] = '\0';
	return to;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	char pattern[UINT8_MAX + 1], piece[2][PIECE_MAX];
	const char *group, *state;
	struct receipt_rules_text t = { .groups = &group, .states = &state };
	struct receipt_source s = { .esm_class = 4 };
	struct receipt_rules_fault fault = { .key = NULL };
	struct receipt_rules *rules;
	struct receipt r;

	t.pattern = text(&in, fuzz_byte(&in), pattern);
	group = text(&in, fuzz_byte(&in) % PIECE_MAX, piece[0]);
	state = text(&in, fuzz_byte(&in) % PIECE_MAX, piece[1]);
	t.groups_len = group[0] != '\0';
	t.states_len = state[0] != '\0';
	s.text.data = fuzz_bytes(&in, SIZE_MAX, &s.text.len);
	if (receipt_rules_new(&t, &rules, &fault) != 0) {
		assert(fault.key != NULL && fault.text[0] != '\0');
		return 0;
	}
	receipt_read_by(rules, &s, &r);
	assert(memchr(r.id, '\0', sizeof(r.id)) != NULL);
	assert(memchr(r.text, '\0', sizeof(r.text)) != NULL);
	receipt_rules_free(rules);
	return 0;
}
