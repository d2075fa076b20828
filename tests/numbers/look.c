/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * look - what our table says of the numbers on stdin, one a line: the region,
 * the type and all countries, or "- unknown" where no plan has the number.
 */
#include <inttypes.h>
#include <stdio.h>

#include "model/numbers.h"

static const char *const types[] = { "unknown", "mobile", "landline",
	"landline_or_mobile", "toll_free", "premium", "shared_cost", "voip",
	"personal", "pager", "uan", "voicemail" };

int main(void)
{
	struct number_facts f;
	uint64_t number;

	while (scanf("%" SCNu64, &number) == 1) {
		if (number_look(number, &f) != 0 || f.type == NUMBER_UNKNOWN)
			puts("- unknown");
		else
			printf("%s %s %s\n", f.region, types[f.type],
			    f.countries);
	}
	return 0;
}
