/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * look - what stands in for a character that GSM 03.38 lacks (text/look.def).
 */
#ifndef TEXT_LOOK_H
#define TEXT_LOOK_H

#include <esmed/text_smart.h>

#include "base/base.h"

struct look {
	uint32_t cp;
	const char *like; /* "" drops it */
	bool is_tie;      /* joins or selects what stands beside it */
};

/* NULL: nothing does. */
const struct look *look_find(uint32_t cp);

/* The character of GSM 03.38 that is a letter and the mark behind it; 0: there
 * is none. */
uint32_t look_compose(uint32_t letter, uint32_t mark);

/* Put another character on the list, while there is room. */
void look_note(struct text_list *list, const struct text_odd *odd);

#endif
