/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_message.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"

/* Bytes of a text that a list shows. */
#define SUBJECT_BYTES 120

static const struct state_words {
	const char *state, *substate, *word, *help;
} states[] = {
#define STATE(state, substate, word, help) { state, substate, word, help },
#include "api/ui_state.def"
#undef STATE
};

static const struct state_words *find_words(const char *state,
    const char *substate)
{
	static const struct state_words none = { "", "", NULL, "" };

	for (size_t i = 0; i < ARRAY_LEN(states); i++) {
		const struct state_words *w = &states[i];

		if (strcmp(w->state, state) == 0 &&
		    (w->substate[0] == '\0' ||
			strcmp(w->substate, substate) == 0))
			return w;
	}
	return &none;
}

const char *ui_state_help(const char *state, const char *substate)
{
	return find_words(state, substate)->help;
}

void ui_message_peer(struct buf *to, const struct json_value *m)
{
	bool in = pick_is(m, "direction", "inbound");
	const char *peer = pick_text(m, in ? "from" : "to");

	if (peer[0] == '+')
		html(to, "<a href=\"/ui/contacts/%s\">%s</a>", peer, peer);
	else
		html(to, "%s", peer);
}

void ui_message_subject(struct buf *to, const struct json_value *m)
{
	const char *text = pick_text(m, "text");
	size_t len = cell_cut(text, strlen(text), SUBJECT_BYTES);

	html(to, "<a data-testid=\"message-link\" href=\"/ui/messages/%s\">",
	    pick_text(m, "id"));
	if (text[0] == '\0')
		html(to, "<i>no text</i></a>");
	else
		html(to, "%.*s%s</a>", (int)len, text,
		    text[len] != '\0' ? "…" : "");
}

void ui_message_badge(struct buf *to, const struct json_value *m)
{
	const char *state = pick_text(m, "state");
	const struct state_words *w =
	    find_words(state, pick_text(m, "substate"));

	cell_badge(to, w->word != NULL ? w->word : state, state, w->help);
}
