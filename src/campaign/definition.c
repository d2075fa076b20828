/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/definition.h"

#include <stdlib.h>

#include "base/mem.h"
#include "campaign/policy.h"
#include "http/json.h"
#include "ledger/campaign.h"

_Static_assert(DEFINITION_VARIANTS == CAMPAIGN_VARIANTS &&
		   DEFINITION_STEPS == CAMPAIGN_STEPS - 1 &&
		   DEFINITION_LISTS == CAMPAIGN_LISTS &&
		   DEFINITION_NUMBERS == CAMPAIGN_INLINE &&
		   DEFINITION_BYTES == CAMPAIGN_DEFINITION,
    "the ledger takes what a definition may have");

void definition_init(struct definition *d)
{
	*d = (struct definition){ 0 };
}

int definition_parse(const void *data, size_t len, struct definition **out)
{
	struct definition *d = mem_new(1, sizeof(*d));
	struct definition_why why;
	struct json_error err;

	definition_init(d);
	if (json_parse(data, len, &d->json, &err) == 0) {
		if (definition_read(d, json_root(d->json), true, &why) == 0) {
			*out = d;
			return 0;
		}
		json_free(d->json);
	}
	free(d);
	return RC_CORRUPT;
}

void definition_free(struct definition *d)
{
	if (d == NULL)
		return;
	json_free(d->json);
	free(d);
}

struct body_text definition_text(const struct definition *d, unsigned step,
    unsigned variant)
{
	if (step == 0 && variant < d->variants)
		return d->variant[variant].text;
	if (step != 0 && step <= d->follow_ups)
		return d->follow_up[step - 1].text;
	return (struct body_text){ 0 };
}

static unsigned common(unsigned a, unsigned b)
{
	while (b != 0) {
		unsigned rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* Near the golden section of the whole and without a common part, so that
 * steps of it come by each place once, and never long by the same share. */
static unsigned stride(unsigned whole)
{
	unsigned step = whole * 618 / 1000;

	while (step != 0 && common(whole, step) != 1)
		step--;
	return step != 0 ? step : 1;
}

unsigned definition_choose(const struct definition *d, uint64_t index)
{
	unsigned shared = 0, whole = 0, at;

	if (d->variants < 2)
		return 0;
	for (size_t i = 0; i < d->variants; i++)
		shared = common(d->variant[i].weight, shared);
	for (size_t i = 0; i < d->variants; i++)
		whole += d->variant[i].weight / shared;
	at = (unsigned)(index % whole * stride(whole) % whole);
	for (unsigned i = 0; i < d->variants; i++) {
		unsigned weight = d->variant[i].weight / shared;

		if (at < weight)
			return i;
		at -= weight;
	}
	return 0;
}

bool definition_has_texts(const struct definition *d)
{
	if (d->variants == 0)
		return false;
	for (size_t i = 0; i < d->variants; i++) {
		if (d->variant[i].text.len == 0)
			return false;
	}
	for (size_t i = 0; i < d->follow_ups; i++) {
		if (d->follow_up[i].text.len == 0)
			return false;
	}
	return true;
}

unsigned definition_rules(const struct definition *d)
{
	unsigned rules = 0;

	for (size_t i = 0; i < d->variants; i++)
		rules |= policy_find(&d->variant[i].text);
	for (size_t i = 0; i < d->follow_ups; i++)
		rules |= policy_find(&d->follow_up[i].text);
	return rules;
}
