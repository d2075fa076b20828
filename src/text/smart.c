/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text is written anew, character by character, with two questions kept: did
 * all that GSM 03.38 lacks have a look-alike, and what was replaced.
 *
 * Invariant: no look-alike in UTF-8 is longer than twice its character, a
 * space before a fraction included (the tests walk the table).
 */
#include <esmed/text_smart.h>

#include <ctype.h>
#include <string.h>

#include "text/gsm7.h"
#include "text/look.h"
#include "text/utf8.h"

struct writer {
	char *to;
	size_t used, room;
	enum text_smart how;
	struct text_list *done;
	size_t byte, character; /* of the character being read */
	bool all;               /* nothing that GSM 03.38 lacks is left */
	int rc;                 /* the first error */
};

static void put(struct writer *w, const char *bytes, size_t len)
{
	if (w->room - w->used < len) {
		w->rc = RC_TOO_LONG;
		return;
	}
	memcpy(w->to + w->used, bytes, len);
	w->used += len;
}

static void note(const struct writer *w, uint32_t cp, const char *instead)
{
	if (w->done != NULL)
		look_note(w->done,
		    &(struct text_odd){ cp, w->character, w->byte, instead });
}

/* "1/2" behind a digit is another number. */
static bool runs_together(const struct writer *w, const char *like)
{
	return w->used > 0 && isdigit((uint8_t)w->to[w->used - 1]) &&
	       isdigit((uint8_t)like[0]) && like[1] != '\0';
}

static void put_like(struct writer *w, uint32_t cp, const char *like)
{
	if (runs_together(w, like))
		put(w, " ", 1);
	put(w, like, strlen(like));
	note(w, cp, like);
}

/* A mark, if the letter before it is still the last that was written. */
static bool put_composed(struct writer *w, uint32_t mark)
{
	uint32_t whole;
	char utf8[4];
	unsigned len;

	if (w->used == 0)
		return false;
	whole = look_compose((uint8_t)w->to[w->used - 1], mark);
	if (whole == 0)
		return false;
	len = utf8_put(whole, utf8);
	w->used--;
	put(w, utf8, len);
	note(w, mark, "");
	return true;
}

static void put_char(struct writer *w, uint32_t cp, const char *at, size_t len)
{
	const struct look *l;

	if (gsm7_mark(cp) != 0) {
		put(w, at, len);
		return;
	}
	if (put_composed(w, cp))
		return;
	l = look_find(cp);
	if (l != NULL && !(l->is_tie && w->how == TEXT_SMART_ALWAYS)) {
		put_like(w, cp, l->like);
		return;
	}
	put(w, at, len);
	w->all = false;
}

/* RC_BAD: no valid UTF-8; RC_TOO_LONG: no room. */
static int rewrite(const char *utf8, size_t len, struct writer *w)
{
	const char *at = utf8, *end = utf8 + len;

	w->used = w->byte = w->character = 0;
	w->all = true;
	w->rc = 0;
	if (w->done != NULL)
		w->done->count = 0;
	while (at < end && w->rc == 0) {
		uint32_t cp;
		unsigned n = utf8_next(at, end, &cp);

		if (n == 0)
			return RC_BAD;
		w->byte = (size_t)(at - utf8);
		put_char(w, cp, at, n);
		w->character++;
		at += n;
	}
	return w->rc;
}

/* The text as it is. */
static int leave(const char *utf8, size_t len, struct writer *w)
{
	w->used = 0;
	w->rc = 0;
	put(w, utf8, len);
	if (w->done != NULL)
		w->done->count = 0;
	return w->rc;
}

int text_smart_by(enum text_smart how, const char *utf8, size_t len, char *to,
    size_t *to_len, struct text_list *done)
{
	struct writer w = { .to = to,
		.room = *to_len,
		.how = TEXT_SMART_IF_FITS,
		.done = done };
	int rc = rewrite(utf8, len, &w);

	if (rc == 0 && !w.all && how == TEXT_SMART_ALWAYS) {
		w.how = TEXT_SMART_ALWAYS;
		rc = rewrite(utf8, len, &w);
	} else if (rc == 0 && !w.all) {
		rc = leave(utf8, len, &w);
	}
	*to_len = w.used;
	return rc;
}

int text_smart(const char *utf8, size_t len, char *to, size_t *to_len)
{
	return text_smart_by(TEXT_SMART_IF_FITS, utf8, len, to, to_len, NULL);
}
