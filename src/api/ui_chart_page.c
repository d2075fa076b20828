/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GET /v1/campaigns/{id}/chart.svg: the chart alone, for other people's pages;
 * and the escalation export for who has signed in to ours.
 */
#include "api/ui.h"

#include "api/ui_chart.h"

static void write_chart(struct ui_page *p)
{
	const struct ui_said *s = &p->said[0];

	if (ui_is_good(s)) {
		chart_svg(&p->out, s->root);
		ui_done(p, 200, HTTP_TYPE_SVG);
		return;
	}
	reply_fault(p->api, p->id, FACE_NATIVE,
	    refusal_row(s->status == 404 ? REFUSAL_NOT_FOUND : REFUSAL_FAILED));
	ui_leave(p);
}

void camp_chart_svg(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, write_chart);

	if (p != NULL)
		ui_ask(p, "/v1/campaigns/%s/chart", p->arg);
}

/* A file: what the native face says as it is. */
void ui_escalation(struct api *a, const struct call *c)
{
	struct call native = *c;

	native.face = FACE_NATIVE;
	camp_escalation(a, &native);
}
