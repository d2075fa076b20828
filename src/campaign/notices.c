/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/notices.h"

#include <string.h>

#include "campaign/merge.h"
#include "campaign/site.h"
#include "flow/intake.h"

static void take_number(struct notices *n, const struct body_text *typed)
{
	if (n->numbers < NOTICES_NUMBERS) {
		memcpy(n->number[n->numbers], typed->s, typed->len);
		n->number[n->numbers][typed->len] = '\0';
	}
	n->numbers++;
}

static void take_text(struct notices *n, const struct definition *d,
    size_t step, size_t variant)
{
	struct body_text text =
	    definition_text(d, (unsigned)step, (unsigned)variant);
	size_t at;

	if (!merge_stray(&text, &at))
		return;
	text.len = at;
	n->text[n->texts++] = (struct notice_text){ .step = (uint8_t)step,
		.variant = (uint8_t)variant,
		.character = intake_characters(&text) + 1 };
}

void notices_take(struct notices *n, const struct definition *d,
    const struct site *s)
{
	uint64_t number;

	*n = (struct notices){ .numbers = 0 };
	for (size_t i = 0; i < d->numbers; i++) {
		const struct body_text *typed = &d->number[i];

		if (site_number(s, typed->s, typed->len, &number) != 0)
			take_number(n, typed);
	}
	for (size_t i = 0; i < d->variants; i++)
		take_text(n, d, 0, i);
	for (size_t i = 0; i < d->follow_ups; i++)
		take_text(n, d, i + 1, 0);
}
