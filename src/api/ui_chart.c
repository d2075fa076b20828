/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of arcs: each is the whole circle with a dash as long as its share, of
 * a path that is said to be 100 long, and turned to where the one before ends.
 * Colours stand in the picture itself, which is also served alone.
 */
#include "api/ui_chart.h"

#include <string.h>

#include "api/ui_cell.h"
#include "api/ui_pick.h"

static const struct value {
	const char *key, *word, *tone, *colour;
} values[] = {
	{ "delivered", "Delivered", "good", "#2f9e63" },
	{ "failed", "Failed", "bad", "#c8463b" },
	{ "unknown", "Unknown", "open", "#d9a63a" },
	{ "not_sent", "Not sent", "none", "#9aa6a1" },
};

#define RING                                                   \
	"cx=\"60\" cy=\"60\" r=\"46\" fill=\"none\" "          \
	"stroke-width=\"17\" transform=\"rotate(-90 60 60)\" " \
	"pathLength=\"100\""

struct arc {
	double from, len; /* of 100 */
};

static void put_arc(struct buf *to, const struct value *v, int64_t n,
    struct arc at)
{
	html(to,
	    "<circle data-name=\"%s\" data-value=\"%lld\" stroke=\"%s\" " RING
	    " stroke-dasharray=\"%.1f 100\" stroke-dashoffset=\"%.1f\"/>",
	    v->word, (long long)n, v->colour, at.len, -at.from);
}

static void put_arcs(struct buf *to, const struct json_value *chart,
    int64_t total)
{
	struct arc at = { 0, 0 };

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		int64_t n = pick_int(chart, values[i].key);

		at.len = total != 0 ? 100.0 * (double)n / (double)total : 0;
		put_arc(to, &values[i], n, at);
		at.from += at.len;
	}
}

static void put_words(struct buf *to, const struct json_value *chart)
{
	for (size_t i = 0; i < ARRAY_LEN(values); i++)
		html(to, "%s%s %lld", i != 0 ? ", " : "", values[i].word,
		    (long long)pick_int(chart, values[i].key));
}

void chart_svg(struct buf *to, const struct json_value *chart)
{
	int64_t total = pick_int(chart, "total");

	html(to,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
	    "viewBox=\"0 0 120 120\" role=\"img\" "
	    "data-testid=\"status-chart\" data-delivered=\"%lld\" "
	    "data-failed=\"%lld\" data-unknown=\"%lld\" "
	    "data-not-sent=\"%lld\" aria-labelledby=\"chart-title\">"
	    "<title id=\"chart-title\">",
	    (long long)pick_int(chart, "delivered"),
	    (long long)pick_int(chart, "failed"),
	    (long long)pick_int(chart, "unknown"),
	    (long long)pick_int(chart, "not_sent"));
	put_words(to, chart);
	html(to,
	    "</title><circle stroke=\"#9aa6a1\" stroke-opacity=\"0.25\" " RING
	    "/>");
	put_arcs(to, chart, total);
	html(to,
	    "<text x=\"60\" y=\"63\" text-anchor=\"middle\" font-size=\"20\" "
	    "font-family=\"sans-serif\" fill=\"#73807a\">");
	cell_count(to, total);
	html(to,
	    "</text><text class=\"under\" x=\"60\" y=\"77\" "
	    "text-anchor=\"middle\" font-size=\"9\" "
	    "font-family=\"sans-serif\" fill=\"#73807a\">message%s</text>"
	    "</svg>",
	    total == 1 ? "" : "s");
}

/* ---- words ------------------------------------------------------------- */

const char *chart_help(const struct json_value *words, const char *word)
{
	struct json_iter i = { 0 };

	while (json_next(words, &i)) {
		if (pick_is(i.value, "word", word))
			return pick_text(i.value, "text");
	}
	return "";
}

void chart_legend(struct buf *to, const struct json_value *chart,
    const struct json_value *help)
{
	const struct json_value *words = pick(help, "message/simple");
	int64_t total = pick_int(chart, "total");

	html(to, "<ul class=\"legend\" data-testid=\"status-legend\">\n");
	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		const struct value *v = &values[i];
		int64_t n = pick_int(chart, v->key);

		html(to, "<li><span class=\"key %s\"></span><b>%s</b><span>",
		    v->tone, v->word);
		cell_count(to, n);
		if (total > 0)
			html(to, " <span class=\"dim\">(%.1f %%)</span>",
			    100.0 * (double)n / (double)total);
		html(to, "</span><p>%s</p></li>\n",
		    strcmp(v->key, "not_sent") == 0
			? "Left out by a rule, canceled before it was sent, or "
			  "the recipient was deleted."
			: chart_help(words, v->word));
	}
	html(to, "</ul>\n");
}
