/* SPDX-License-Identifier: BSD-2-Clause */
/* Five numbers of a byte, then actor and reason, each with its NUL. */
#include "ledger/campaign_event.h"

#include "base/cursor.h"

static void put_text(struct cursor *c, const char *text)
{
	size_t len = text == NULL ? 0 : strnlen(text, CAMPAIGN_NOTE);

	cursor_put_bytes(c, text, len);
	cursor_put(c, 1, 0);
}

size_t campaign_event_write(const struct campaign_event *e,
    uint8_t to[CAMPAIGN_EVENT_MAX])
{
	struct cursor c = cursor_over(to, CAMPAIGN_EVENT_MAX);

	cursor_put(&c, 1, e->from);
	cursor_put(&c, 1, e->to);
	cursor_put(&c, 1, e->cause);
	cursor_put(&c, 1, e->what);
	cursor_put(&c, 1, e->preflight);
	put_text(&c, e->actor);
	put_text(&c, e->reason);
	return (size_t)(c.at - to);
}

static const char *take_text(struct cursor *c)
{
	const uint8_t *end = memchr(c->at, 0, cursor_left(c));
	const char *text = (const char *)c->at;

	if (end == NULL) {
		c->rc = RC_CORRUPT;
		return "";
	}
	(void)cursor_take(c, (size_t)(end - c->at) + 1);
	return text;
}

int campaign_event_read(struct campaign_event *e, const void *data, size_t len)
{
	struct cursor c = cursor_reading(data, len);

	*e = (struct campaign_event){ 0 };
	e->from = (enum campaign_status)cursor_get(&c, 1);
	e->to = (enum campaign_status)cursor_get(&c, 1);
	e->cause = (enum campaign_cause)cursor_get(&c, 1);
	e->what = (enum campaign_do)cursor_get(&c, 1);
	e->preflight = (uint8_t)cursor_get(&c, 1);
	if (c.rc != 0)
		return RC_CORRUPT;
	e->actor = take_text(&c);
	e->reason = take_text(&c);
	return c.rc == 0 && e->from < CAMPAIGN_STATES &&
		       e->to < CAMPAIGN_STATES && e->cause < CAUSES
		   ? 0
		   : RC_CORRUPT;
}
