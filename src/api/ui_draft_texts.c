/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_draft_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_draft.h"
#include "api/ui_pick.h"

#define WEIGHT     "50" /* of a text that is added to one that had no share */
#define BUTTON     "do"
#define ADD        '+'
#define OF_VARIANT "variant"
#define OF_STEP    "step"

/* ---- what is there ----------------------------------------------------- */

static void read_variants(struct draft_texts *t, const struct json_value *c)
{
	const struct json_value *list = pick(c, "variants");
	struct json_iter i = { 0 };

	t->shares = json_count(list) != 0;
	while (t->variants < DEFINITION_VARIANTS && json_next(list, &i)) {
		struct draft_variant *v = &t->variant[t->variants++];

		v->name = pick_text(i.value, "name");
		v->text = pick_text(i.value, "text");
		snprintf(v->room, sizeof(v->room), "%lld",
		    (long long)pick_int(i.value, "weight"));
		v->weight = v->room;
	}
	if (t->shares)
		return;
	t->variants = 1;
	t->variant[0] = (struct draft_variant){ .name = "",
		.text = pick_text(c, "text"),
		.weight = "" };
}

static void read_steps(struct draft_texts *t, const struct json_value *c)
{
	struct json_iter i = { 0 };

	while (t->steps < DEFINITION_STEPS && json_next(pick(c, "steps"), &i))
		t->step[t->steps++] =
		    (struct draft_step){ .text = pick_text(i.value, "text"),
			    .delay = pick_text(i.value, "delay") };
}

/* The value, and the next of its name in its place. */
static const char *take(const struct form *f, const struct form_pair **at)
{
	const char *value = *at != NULL ? (*at)->value : "";

	if (*at != NULL)
		*at = form_find_next(f, *at);
	return value;
}

static void read_form(struct draft_texts *t, const struct form *f)
{
	const struct form_pair *text = form_find(f, "text"),
			       *name = form_find(f, "variant_name"),
			       *weight = form_find(f, "weight"),
			       *more = form_find(f, "step_text"),
			       *delay = form_find(f, "step_delay");

	t->shares = name != NULL;
	do {
		t->variant[t->variants++] =
		    (struct draft_variant){ .name = take(f, &name),
			    .text = take(f, &text),
			    .weight = take(f, &weight) };
	} while (text != NULL && t->variants < DEFINITION_VARIANTS);
	t->shares |= t->variants > 1;
	while (more != NULL && t->steps < DEFINITION_STEPS)
		t->step[t->steps++] =
		    (struct draft_step){ .text = take(f, &more),
			    .delay = take(f, &delay) };
}

/* ---- buttons ----------------------------------------------------------- */

/* "A", "B", ...: the first that is nobody's. */
static const char *free_name(const struct draft_texts *t)
{
	static const char *const names[] = { "A", "B", "C", "D", "E" };
	size_t n = 0;

	for (size_t i = 0; i < t->variants; i++) {
		if (strcmp(t->variant[i].name, names[n]) == 0) {
			n++;
			i = SIZE_MAX; /* from the first again */
		}
	}
	return names[n];
}

static void add_variant(struct draft_texts *t)
{
	struct draft_variant *first = &t->variant[0], *v;

	if (t->variants == DEFINITION_VARIANTS)
		return;
	if (!t->shares) {
		first->name = free_name(t);
		first->weight = WEIGHT;
	}
	t->shares = true;
	v = &t->variant[t->variants];
	*v = (struct draft_variant){ .name = free_name(t),
		.text = "",
		.weight = first->weight };
	t->new_variant = (int)t->variants++;
}

/* What is left alone shares with nobody. */
static void drop_variant(struct draft_texts *t, size_t n)
{
	if (n >= t->variants || t->variants == 1)
		return;
	memmove(&t->variant[n], &t->variant[n + 1],
	    (t->variants - n - 1) * sizeof(t->variant[0]));
	t->variants--;
	t->shares = t->variants > 1;
}

static void add_step(struct draft_texts *t)
{
	if (t->steps == 0) /* one is shown in any case */
		t->step[t->steps++] = (struct draft_step){ "", "" };
	if (t->steps == DEFINITION_STEPS)
		return;
	t->step[t->steps] = (struct draft_step){ "", "" };
	t->new_step = (int)t->steps++;
}

static void drop_step(struct draft_texts *t, size_t n)
{
	if (n >= t->steps)
		return;
	memmove(&t->step[n], &t->step[n + 1],
	    (t->steps - n - 1) * sizeof(t->step[0]));
	t->steps--;
}

/* What stands behind the kind in the button's value, "variant+", "step2"; NULL:
 * it is of another kind. */
static const char *button_of(const char *pressed, const char *kind)
{
	size_t len = strlen(kind);

	return strncmp(pressed, kind, len) == 0 ? pressed + len : NULL;
}

static void press(struct draft_texts *t, const char *pressed)
{
	const char *variant = button_of(pressed, OF_VARIANT);
	const char *step = button_of(pressed, OF_STEP);

	if (variant != NULL && variant[0] == ADD)
		add_variant(t);
	else if (variant != NULL)
		drop_variant(t, strtoul(variant, NULL, 10));
	else if (step != NULL && step[0] == ADD)
		add_step(t);
	else if (step != NULL)
		drop_step(t, strtoul(step, NULL, 10));
}

bool draft_texts_pressed(const struct ui_page *p)
{
	return ui_field(p, BUTTON)[0] != '\0';
}

void draft_texts_read(struct draft_texts *t, const struct ui_page *p,
    const struct json_value *campaign)
{
	*t = (struct draft_texts){ .new_variant = -1, .new_step = -1 };
	if (campaign != NULL) {
		read_variants(t, campaign);
		read_steps(t, campaign);
		return;
	}
	read_form(t, &p->form);
	press(t, ui_field(p, BUTTON));
}

/* ---- as JSON ----------------------------------------------------------- */

static void variants_json(struct json_out *o, const struct draft_texts *t)
{
	if (!t->shares) {
		draft_text(o, "text", t->variant[0].text);
		return;
	}
	json_open_array(o, "variants");
	for (size_t i = 0; i < t->variants; i++) {
		json_open_object(o, NULL);
		json_word(o, "name", t->variant[i].name);
		draft_text(o, "text", t->variant[i].text);
		draft_number(o, "weight", t->variant[i].weight);
		json_close_object(o);
	}
	json_close_array(o);
}

/* One that was left empty is none. */
static void steps_json(struct json_out *o, const struct draft_texts *t)
{
	json_open_array(o, "steps");
	for (size_t i = 0; i < t->steps; i++) {
		const struct draft_step *s = &t->step[i];

		if (s->text[0] == '\0' && s->delay[0] == '\0')
			continue;
		json_open_object(o, NULL);
		draft_text(o, "text", s->text);
		if (s->delay[0] != '\0')
			json_text(o, "delay", s->delay);
		json_close_object(o);
	}
	json_close_array(o);
}

void draft_texts_json(const struct ui_page *p, struct json_out *o)
{
	struct draft_texts t;

	draft_texts_read(&t, p, NULL);
	if (form_find(&p->form, "text") != NULL)
		variants_json(o, &t);
	if (form_find(&p->form, "step_text") != NULL)
		steps_json(o, &t);
}

/* ---- as fields --------------------------------------------------------- */

void draft_put_fault(struct buf *to, const struct draft_fault *f,
    const char *field)
{
	if (strcmp(f->field, field) == 0)
		cell_wrong(to, f->wrong);
}

/* Of the n-th of a kind: "text", "text-2". */
static const char *id_of(const char *kind, size_t n, char room[24])
{
	if (n == 0)
		return kind;
	snprintf(room, 24, "%s-%zu", kind, n + 1);
	return room;
}

/* A parser of HTML leaves out a line end at the beginning of a text area. */
static void put_area(struct buf *to, const char *kind, size_t n,
    const char *text, bool is_new)
{
	bool follows = strcmp(kind, "step_text") == 0;
	char id_room[24], count_room[24];
	const char *id = id_of(kind, n, id_room);
	const char *count =
	    id_of(follows ? "step_segments" : "segments", n, count_room);

	html(to,
	    "<label for=\"%s\">Text</label><textarea id=\"%s\" name=\"%s\" "
	    "rows=\"%u\" maxlength=\"1600\" dir=\"auto\" "
	    "aria-describedby=\"%s\" data-count=\"%s\"",
	    id, id, kind, follows ? 3u : 4u, count, count);
	html(to, is_new ? " autofocus>" : ">");
	html(to,
	    "\n%s</textarea>\n<p class=\"hint\" id=\"%s\" "
	    "data-testid=\"%s\" aria-live=\"polite\">%s</p>\n",
	    text, count, count,
	    follows ? ""
		    : "Fields of a contact stand in double braces: "
		      "{{name|there}}.");
}

static void put_button(struct buf *to, const char *kind, const char *value,
    const char *label)
{
	html(to,
	    "<button class=\"plain\" name=\"" BUTTON
	    "\" value=\"%s%s\" formnovalidate>%s</button>\n",
	    kind, value, label);
}

static void put_drop(struct buf *to, const char *kind, size_t n,
    const char *what)
{
	char value[24], label[40];

	snprintf(value, sizeof(value), "%zu", n);
	snprintf(label, sizeof(label), "Remove %s %zu", what, n + 1);
	html(to, "<div class=\"actions\">");
	put_button(to, kind, value, label);
	html(to, "</div>");
}

static void put_share(struct buf *to, const struct draft_variant *v, size_t n)
{
	char room[24];
	const char *id = id_of("variant_name", n, room);

	html(to,
	    "<div class=\"row\"><div><label for=\"%s\">Name</label>"
	    "<input id=\"%s\" name=\"variant_name\" value=\"%s\"></div>\n",
	    id, id, v->name);
	id = id_of("weight", n, room);
	html(to,
	    "<div><label for=\"%s\">Share</label>"
	    "<input id=\"%s\" name=\"weight\" type=\"number\" min=\"1\" "
	    "max=\"%d\" value=\"%s\"></div></div>\n",
	    id, id, DEFINITION_WEIGHT_MAX, v->weight);
}

static void put_variant(struct buf *to, const struct draft_texts *t, size_t n)
{
	const struct draft_variant *v = &t->variant[n];

	html(to,
	    "<fieldset data-testid=\"variant\"><legend>Text %zu</legend>\n",
	    n + 1);
	put_share(to, v, n);
	put_area(to, "text", n, v->text, t->new_variant == (int)n);
	if (t->variants > 1)
		put_drop(to, OF_VARIANT, n, "text");
	html(to, "</fieldset>\n");
}

void draft_put_variants(struct buf *to, const struct draft_texts *t,
    const struct draft_fault *f)
{
	if (!t->shares)
		put_area(to, "text", 0, t->variant[0].text, false);
	for (size_t i = 0; t->shares && i < t->variants; i++)
		put_variant(to, t, i);
	if (t->shares)
		html(to, "<p class=\"hint\">Each recipient gets one of the "
			 "texts, in these shares: 50 and 50 are a half "
			 "each.</p>\n");
	draft_put_fault(to, f, "text");
	draft_put_fault(to, f, "variants");
	if (t->variants == DEFINITION_VARIANTS)
		return;
	html(to, "<div class=\"actions\">");
	put_button(to, OF_VARIANT, "+",
	    t->shares ? "Add another text" : "Compare with another text");
	html(to, "</div>\n");
}

static void put_step(struct buf *to, const struct draft_texts *t, size_t n)
{
	const struct draft_step *s =
	    n < t->steps ? &t->step[n] : &(struct draft_step){ "", "" };
	char room[24];
	const char *id = id_of("step_delay", n, room);

	html(to, "<fieldset data-testid=\"step\"><legend>Follow-up");
	if (t->steps > 1)
		html(to, " %zu", n + 1);
	html(to, "</legend>\n");
	put_area(to, "step_text", n, s->text, t->new_step == (int)n);
	html(to,
	    "<label for=\"%s\">After</label><input id=\"%s\" "
	    "name=\"step_delay\" value=\"%s\" placeholder=\"24h\">"
	    "<p class=\"hint\">Counted from when the text before it went to "
	    "the carrier: 90min, 24h, 3d.%s</p>\n",
	    id, id, s->delay, t->steps == 0 ? " Empty: no follow-up." : "");
	if (n < t->steps)
		put_drop(to, OF_STEP, n, "follow-up");
	html(to, "</fieldset>\n");
}

void draft_put_steps(struct buf *to, const struct draft_texts *t,
    const struct draft_fault *f)
{
	for (size_t i = 0; i == 0 || i < t->steps; i++)
		put_step(to, t, i);
	draft_put_fault(to, f, "steps");
	if (t->steps == DEFINITION_STEPS)
		return;
	html(to, "<div class=\"actions\">");
	put_button(to, OF_STEP, "+", "Add another follow-up");
	html(to, "</div>\n");
}
