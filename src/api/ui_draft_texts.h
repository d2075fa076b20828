/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_draft_texts - what a draft says, as its form has it: one text, or several
 * that share the audience, and what follows them. Buttons of the form add and
 * take away; nothing is saved by that.
 *
 * A text that shares is three fields, "variant_name", "weight" and "text", a
 * follow-up two, "step_text" and "step_delay"; the n-th of each belong
 * together, as a browser sends them in the order of the page.
 *
 * Borrows: texts point into the campaign or the form that it was read from.
 */
#ifndef API_UI_DRAFT_TEXTS_H
#define API_UI_DRAFT_TEXTS_H

#include "api/ui.h"
#include "campaign/definition.h"
#include "http/json.h"

struct draft_texts {
	struct draft_variant {
		const char *name, *text, *weight;
		char room[12]; /* of a weight that is not from a form */
	} variant[DEFINITION_VARIANTS];
	size_t variants; /* from 1 */
	bool shares;     /* with names and weights, even if it is one */
	struct draft_step {
		const char *text, *delay;
	} step[DEFINITION_STEPS];
	size_t steps;
	int new_variant, new_step; /* this one was added just now; -1: none */
};

/* Of the campaign, or, if it is NULL, of the form; what one of its buttons
 * does has been done then. */
void draft_texts_read(struct draft_texts *t, const struct ui_page *p,
    const struct json_value *campaign);

/* Has one of these buttons sent the form? Then it is not to be saved. */
bool draft_texts_pressed(const struct ui_page *p);

/* As members of an open object; what the form does not have is left out. */
void draft_texts_json(const struct ui_page *p, struct json_out *o);

/* The fields. `wrong` stands behind what it is about, the error's `field`. */
struct draft_fault {
	const char *field, *wrong; /* "": none */
};
void draft_put_variants(struct buf *to, const struct draft_texts *t,
    const struct draft_fault *f);
void draft_put_steps(struct buf *to, const struct draft_texts *t,
    const struct draft_fault *f);

/* What is wrong with this field, if it is that. */
void draft_put_fault(struct buf *to, const struct draft_fault *f,
    const char *field);

#endif
