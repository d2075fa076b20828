/* SPDX-License-Identifier: BSD-2-Clause */
#include "text/look.h"

#include <stdlib.h>

/* In order of code point. */
static const struct look looks[] = {
#define LOOK(cp, like) { cp, like, false },
#define TIE(cp)        { cp, "", true },
#include "text/look.def"
#undef LOOK
#undef TIE
};

static const struct {
	uint32_t letter, mark, whole;
} composed[] = {
#define COMPOSE(letter, mark, whole) { letter, mark, whole },
#include "text/compose.def"
#undef COMPOSE
};

static int compare(const void *key, const void *row)
{
	const uint32_t *cp = key;
	const struct look *l = row;

	return *cp < l->cp ? -1 : *cp > l->cp;
}

const struct look *look_find(uint32_t cp)
{
	return bsearch(&cp, looks, ARRAY_LEN(looks), sizeof(looks[0]), compare);
}

uint32_t look_compose(uint32_t letter, uint32_t mark)
{
	for (size_t i = 0; i < ARRAY_LEN(composed); i++)
		if (composed[i].mark == mark && composed[i].letter == letter)
			return composed[i].whole;
	return 0;
}

void look_note(struct text_list *list, const struct text_odd *odd)
{
	if (list->count < TEXT_MAX_ODD)
		list->odd[list->count] = *odd;
	list->count++;
}
