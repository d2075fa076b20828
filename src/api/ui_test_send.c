/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A test of a campaign: to which numbers it went, and to which not.
 */
#include "api/ui.h"

#include <stdio.h>

#include "api/ui_draft.h"
#include "api/ui_pick.h"

static size_t refused(const struct json_value *list)
{
	struct json_iter i = { 0 };
	size_t n = 0;

	while (json_next(list, &i))
		n += pick_has(i.value, "error");
	return n;
}

static void put_result(struct ui_page *p, const struct json_value *m)
{
	html(&p->out, "<li><b>%s</b>: ", pick_text(m, "to"));
	if (pick_has(m, "error"))
		html(&p->out, "<span class=\"reason\">not sent, %s</span>",
		    pick_text(m, "error/message"));
	else
		html(&p->out, "<a href=\"/ui/messages/%s\">on its way</a>",
		    pick_text(m, "id"));
	html(&p->out, "</li>\n");
}

static void write_results(struct ui_page *p, const struct json_value *list)
{
	struct json_iter i = { 0 };

	ui_open(p, "The test", "Campaigns");
	html(&p->out, "<section class=\"card error\" data-testid=\"tested\">"
		      "<h1>Not all of the test was sent</h1>"
		      "<ul class=\"plain\">\n");
	while (json_next(list, &i))
		put_result(p, i.value);
	html(&p->out,
	    "</ul><div class=\"actions\"><a class=\"button main\" "
	    "href=\"/ui/campaigns/%s\">Back</a></div></section>\n",
	    p->arg);
	ui_close(p);
}

static void on_tested(struct ui_page *p)
{
	const struct json_value *list = pick(p->said[0].root, "messages");
	char path[UI_PATH_ROOM];

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
	} else if (refused(list) != 0) {
		write_results(p, list);
	} else {
		snprintf(path, sizeof(path), "/ui/campaigns/%s?done=tested",
		    p->arg);
		ui_go(p, path);
	}
}

void ui_test_send(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, on_tested);
	struct buf body = { 0 };
	struct json_out o = json_writing(&body);
	char path[UI_PATH_ROOM];

	if (p == NULL)
		return;
	json_open_object(&o, NULL);
	json_open_array(&o, "to");
	draft_words(&o, ui_field(p, "to"));
	json_close_array(&o);
	json_close_object(&o);
	snprintf(path, sizeof(path), "/v1/campaigns/%s/test-send", p->arg);
	ui_send(p, HTTP_METHOD_POST, path, &body);
	buf_free(&body);
}
