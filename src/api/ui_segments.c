/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many segments a text has, while it is typed: the script asks and shows
 * the line; without it the estimate of the draft tells.
 */
#include "api/ui_draft.h"

#include <string.h>

#include "api/ui_pick.h"
#include "campaign/merge.h"

/* What to say of the fields of a text. */
static const char *fields_of(const char *text)
{
	const struct body_text all = { text, strlen(text) };
	size_t at;

	if (merge_stray(&all, &at))
		return "; a field is not closed or has no name, it is sent as "
		       "it stands";
	return strstr(text, "{{") != NULL ? "; fields are counted as they stand"
					  : "";
}

static void write_segments(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];
	long long segments = pick_int(s->root, "segments");

	if (!ui_is_good(s))
		buf_add_str(&p->out, pick_text(s->root, "error/message"));
	else
		html(&p->out, "%lld segment%s, %lld of %lld units, %s%s",
		    segments, segments == 1 ? "" : "s",
		    (long long)pick_int(s->root, "units"),
		    segments *
			(long long)pick_int(s->root, "units_per_segment"),
		    pick_text(s->root, "encoding"),
		    fields_of(ui_field(p, "text")));
	ui_done(p, 200, HTTP_TYPE_TEXT);
}

void ui_segments(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_segments);
	struct buf body = { 0 };
	struct json_out o = json_writing(&body);

	if (p == NULL)
		return;
	json_open_object(&o, NULL);
	draft_text(&o, "text", ui_field(p, "text"));
	json_close_object(&o);
	ui_send(p, HTTP_METHOD_POST, "/v1/explain/text", &body);
	buf_free(&body);
}
