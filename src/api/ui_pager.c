/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_pager.h"

#define PAGE_SIZE "50"

void pager_query(const struct ui_page *p, const char *const *filters,
    struct buf *query)
{
	const char *size = ui_field(p, "page_size");

	for (; filters != NULL && *filters != NULL; filters++)
		ui_filter(query, *filters, ui_field(p, *filters));
	ui_filter(query, "page_size", size[0] != '\0' ? size : PAGE_SIZE);
	ui_filter(query, "cursor", ui_field(p, "cursor"));
}

void pager_ask(struct ui_page *p, const char *path, const char *const *filters)
{
	struct buf query = { 0 };

	pager_query(p, filters, &query);
	ui_ask_with(p, path, &query);
}

static void put_link(struct ui_page *p, const char *path,
    const char *const *filters, const char *cursor)
{
	bool more = false;

	html(&p->out, "<a class=\"button\" href=\"%s", path);
	for (; filters != NULL && *filters != NULL; filters++)
		html_query(&p->out, &more, *filters, ui_field(p, *filters));
	html_query(&p->out, &more, "page_size", ui_field(p, "page_size"));
	html_query(&p->out, &more, "cursor", cursor);
	html(&p->out, "\">");
}

void pager_links(struct ui_page *p, const char *path,
    const char *const *filters, const char *cursor)
{
	bool is_first = ui_field(p, "cursor")[0] == '\0';

	if (cursor[0] == '\0' && is_first)
		return;
	html(&p->out,
	    "<nav class=\"pager\" aria-label=\"Pages of this list\">");
	if (!is_first) {
		put_link(p, path, filters, "");
		html(&p->out, "First page</a>");
	}
	if (cursor[0] != '\0') {
		put_link(p, path, filters, cursor);
		html(&p->out, "Next page</a>");
	}
	html(&p->out, "</nav>\n");
}
