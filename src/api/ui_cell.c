/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/ui_cell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/ui_pick.h"

/* "2026-03-02T15:20:00.000Z": where its pieces are. */
#define DATE_LEN  24
#define MONTH_AT  5
#define DAY_AT    8
#define TIME_AT   11
#define TIME_LEN  8
#define YEAR_LEN  4
#define MONTH_LEN 3

static const char *month_of(const char *instant)
{
	static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int month = atoi(instant + MONTH_AT);

	return month >= 1 && month <= 12 ? names + MONTH_LEN * (month - 1)
					 : "???";
}

void cell_date(struct buf *to, const char *instant)
{
	if (strlen(instant) < DATE_LEN - 4) {
		html(to, "<span class=\"dim\">–</span>");
		return;
	}
	html(to, "<time datetime=\"%s\">%d %.*s %.*s, %.*s UTC</time>", instant,
	    atoi(instant + DAY_AT), MONTH_LEN, month_of(instant), YEAR_LEN,
	    instant, TIME_LEN, instant + TIME_AT);
}

/* The colour of a state: good, bad, busy, wait or none. */
static const struct {
	const char *state, *tone;
} tones[] = {
	{ "delivered", "good" },
	{ "sent", "good" },
	{ "done", "good" },
	{ "up", "good" },
	{ "bound", "good" },
	{ "failed", "bad" },
	{ "error", "bad" },
	{ "down", "bad" },
	{ "sending", "busy" },
	{ "processing", "busy" },
	{ "submitting", "busy" },
	{ "forwarded", "busy" },
	{ "enroute", "busy" },
	{ "scheduled", "wait" },
	{ "held", "wait" },
	{ "queued", "wait" },
	{ "new", "wait" },
	{ "paused", "wait" },
	{ "delivery_unknown", "wait" },
};

static const char *tone_of(const char *state)
{
	for (size_t i = 0; i < ARRAY_LEN(tones); i++) {
		if (strcmp(tones[i].state, state) == 0)
			return tones[i].tone;
	}
	return "none";
}

void cell_badge(struct buf *to, const char *word, const char *state,
    const char *help)
{
	html(to, "<span class=\"badge %s\"", tone_of(state));
	if (help[0] != '\0')
		html(to, " title=\"%s\" tabindex=\"0\"", help);
	html(to, ">%s</span>", word);
}

void cell_count(struct buf *to, int64_t n)
{
	char digits[24];
	size_t len;

	snprintf(digits, sizeof(digits), "%lld", (long long)n);
	len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0 && digits[i - 1] != '-')
			html(to, "\xe2\x80\xaf");
		html(to, "%c", digits[i]);
	}
}

void cell_number(struct buf *to, const char *label, int64_t n)
{
	html(to, "<td class=\"num\"><span class=\"cap\">%s</span> ", label);
	cell_count(to, n);
	html(to, "</td>");
}

void cell_rate(struct buf *to, const struct json_value *of, const char *key)
{
	if (pick_has(of, key))
		html(to, "%.1f %%", 100 * pick_real(of, key));
	else
		html(to, "–");
}

void cell_bubble(struct buf *to, const char *id, const char *text)
{
	html(to, "<span class=\"bubble\" tabindex=\"0\" role=\"note\"");
	if (id[0] != '\0')
		html(to, " data-testid=\"%s\"", id);
	html(to,
	    " title=\"%s\" data-tip=\"%s\"><span class=\"hidden\">%s</span>"
	    "</span>",
	    text, text, text);
}

void cell_reason(struct buf *to, const struct json_value *message)
{
	if (!pick_has(message, "reason"))
		return;
	html(to, "<span class=\"reason\">%s <span class=\"dim\">%lld",
	    pick_text(message, "reason_text"),
	    (long long)pick_int(message, "reason"));
	if (pick_text(message, "detail")[0] != '\0')
		html(to, " %s", pick_text(message, "detail"));
	html(to, "</span></span>");
}

/* What an account or an operator has set must not become a script. */
void cell_link(struct buf *to, const char *url, const char *text)
{
	if (strncmp(url, "https://", strlen("https://")) == 0 ||
	    strncmp(url, "http://", strlen("http://")) == 0)
		html(to, "<a href=\"%s\" rel=\"noreferrer\">%s</a>", url, text);
}

void cell_span(struct buf *to, int64_t ms)
{
	if (ms < 1000)
		html(to, "%lld ms", (long long)ms);
	else if (ms < 120000)
		html(to, "%.1f s", (double)ms / 1000);
	else if (ms < 7200000)
		html(to, "%lld min", (long long)(ms / 60000));
	else
		html(to, "%.1f h", (double)ms / 3600000);
}

void cell_alert(struct buf *to, const char *text)
{
	html(to, "<p class=\"notice bad\" role=\"alert\">%s</p>\n", text);
}

void cell_wrong(struct buf *to, const char *text)
{
	html(to, "<p class=\"wrong\" id=\"wrong\" role=\"alert\">%s</p>\n",
	    text);
}

void cell_fact_open(struct buf *to, const char *name)
{
	html(to, "<div><dt>%s</dt><dd>", name);
}

void cell_fact_close(struct buf *to)
{
	html(to, "</dd></div>\n");
}

void cell_fact(struct buf *to, const char *name, const char *value)
{
	cell_fact_open(to, name);
	html(to, "%s", value[0] != '\0' ? value : "–");
	cell_fact_close(to);
}

void cell_figure(struct buf *to, const char *name, int64_t n)
{
	cell_fact_open(to, name);
	cell_count(to, n);
	cell_fact_close(to);
}

void cell_fact_date(struct buf *to, const char *name, const char *instant)
{
	if (instant[0] == '\0')
		return;
	cell_fact_open(to, name);
	cell_date(to, instant);
	cell_fact_close(to);
}

size_t cell_cut(const char *text, size_t len, size_t most)
{
	if (len <= most)
		return len;
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}
