/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The dry run: a plan, what made it dear, and what would be cheaper.
 */
#include <esmed/text_smart.h>

#include <string.h>

#include "text/gsm7.h"
#include "text/look.h"
#include "text/utf8.h"

/* Septets of one message, and of each of several: 3GPP TS 23.040, 9.2.3.24.1 */
#define SEPTETS_ALONE    160
#define SEPTETS_TOGETHER 153

/* Septets of what could stand in the place of a character. */
static size_t least_septets(uint32_t cp, const char *instead)
{
	size_t septets = 0;

	if (gsm7_mark(cp) != 0 || instead == NULL)
		return 1;
	for (; *instead != '\0'; instead++)
		septets += ((uint8_t)*instead & 0xC0) != 0x80;
	return septets;
}

static uint32_t segments_of(size_t septets)
{
	if (septets <= SEPTETS_ALONE)
		return 1;
	return (uint32_t)((septets + SEPTETS_TOGETHER - 1) / SEPTETS_TOGETHER);
}

/* What GSM 03.38 lacks or has as a pair; the text is valid UTF-8. */
static void list_costly(struct text_explain *e)
{
	const char *text = e->plan.utf8, *at = text, *end = at + e->plan.len;
	size_t least = 0;

	for (; at < end; e->characters++) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp), mark = gsm7_mark(cp);
		const struct look *l = mark == 0 ? look_find(cp) : NULL;
		struct text_odd odd = { cp, e->characters, (size_t)(at - text),
			l == NULL ? NULL : l->like };

		if (mark == 0)
			look_note(&e->odd, &odd);
		else if (gsm7_width(mark) > 1)
			look_note(&e->wide, &odd);
		least += least_septets(cp, odd.instead);
		at += n;
	}
	e->least = segments_of(least);
	if (e->least > e->plan.segments)
		e->least = e->plan.segments;
}

int text_explain(const struct text_rules *rules, const char *utf8, size_t len,
    char *scratch, struct text_explain *e)
{
	size_t smart_len = TEXT_SMART_ROOM(len);
	int rc, smart_rc;

	memset(e, 0, sizeof(*e));
	rc = text_plan_by(rules, utf8, len, TEXT_MAX_PARTS, &e->plan);
	if (rc == RC_BAD)
		return rc;
	list_costly(e);
	smart_rc = text_smart(utf8, len, scratch, &smart_len);
	if (smart_rc != 0 ||
	    (smart_len == len && memcmp(scratch, utf8, len) == 0))
		return rc;
	e->has_smart = true;
	/* Too long even so is told by smart.problem. */
	smart_rc =
	    text_plan_by(rules, scratch, smart_len, TEXT_MAX_PARTS, &e->smart);
	return smart_rc == RC_BAD ? smart_rc : rc;
}
