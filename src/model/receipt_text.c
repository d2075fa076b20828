/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A key begins a word and ends with a colon. Its value is the next word, but
 * that of `text` is all the rest: what people wrote may look like keys. The
 * one exception is an empty text with a key behind that was not seen before.
 *
 * Vendors write otherwise: `=` for the colon, commas between, other words,
 * tags, quotes. All that is read as well, but noted as not plain: without the
 * bits of esm_class it could be anybody's text.
 */
#include "model/receipt_text.h"

#include <string.h>

#define MARKS_MAX 8 /* between two fields; more are somebody's words */

static const struct field {
	const char *name;
	size_t offset, room;
} fields[] = {
#define FIELD(member, name)                               \
	{                                                 \
		name, offsetof(struct receipt, member),   \
		    sizeof(((struct receipt *)0)->member) \
	}
	[RECEIPT_KEY_ID] = FIELD(id_text, "id"),
	[RECEIPT_KEY_SUB] = FIELD(sub, "sub"),
	[RECEIPT_KEY_DLVRD] = FIELD(dlvrd, "dlvrd"),
	[RECEIPT_KEY_SUBMIT_DATE] = FIELD(submit_date, "submit_date"),
	[RECEIPT_KEY_DONE_DATE] = FIELD(done_date, "done_date"),
	[RECEIPT_KEY_STAT] = FIELD(stat_raw, "stat"),
	[RECEIPT_KEY_ERR] = FIELD(err, "err"),
	[RECEIPT_KEY_TEXT] = FIELD(text, "text"),
	[RECEIPT_KEY_MCCMNC] = FIELD(mccmnc, "mccmnc"),
	[RECEIPT_KEY_MCC] = FIELD(mcc, "mcc"),
	[RECEIPT_KEY_MNC] = FIELD(mnc, "mnc"),
	[RECEIPT_KEY_NETWORK] = FIELD(network, "network"),
#undef FIELD
};

static const struct key {
	enum receipt_key key;
	const char *word, *second;
	bool plain;
} keys[] = {
#define KEY(key, word, second, plain) \
	{ RECEIPT_KEY_##key, word, second, plain },
#include "model/receipt_key.def"
#undef KEY
};

/* A key that was found; its value begins at `value`. */
struct hit {
	enum receipt_key key;
	bool plain;
	bool is_smpp; /* plain but for what stands before it */
	char close;   /* what ends the value: a quote, '<' of a tag, or 0 */
	const char *value;
};

struct scan {
	const char *start, *at, *end;
	char close;           /* of the bracket that fields began with, or 0 */
	unsigned seen, plain; /* a bit for each key */
	bool quotes;          /* a value had quotes around it */
	uint32_t firsts;      /* for each letter that begins one: nearly
			       * nothing that is looked at does */
	struct receipt *r;
};

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

/* What may lie between fields. */
static bool is_separator(char c)
{
	return c == ',' || c == ';' || c == '|' || c == '&';
}

/* The same, or what may lie around all of them. */
static bool is_mark(char c)
{
	switch (c) {
	case '{':
	case '}':
	case '(':
	case ')':
	case '[':
	case ']':
	case '<':
	case '>': return true;
	default: return is_quote(c) || is_separator(c);
	}
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static const char *skip_marks(const char *at, const char *end)
{
	while (at < end && (is_blank(*at) || is_mark(*at)))
		at++;
	return at;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static const char *skip_joints(const char *at, const char *end)
{
	while (at < end && (is_blank(*at) || *at == '_' || *at == '-'))
		at++;
	return at;
}

/* Behind `word`, lower case, when it is there in any case, else NULL. A blank
 * in `word` is any joint, or none. */
static const char *behind(const char *at, const char *end, const char *word)
{
	for (; *word != '\0'; word++) {
		if (*word == ' ') {
			at = skip_joints(at, end);
			continue;
		}
		if (at == end || lower(*at) != *word)
			return NULL;
		at++;
	}
	return at;
}

/* Behind the colon or what stands for it, else NULL. */
static const char *behind_colon(const char *at, const char *end, struct hit *h)
{
	char quote = 0;

	if (at < end && is_quote(*at)) {
		quote = *at++;
		h->plain = false;
	}
	at = skip_blanks(at, end);
	if (at == end)
		return NULL;
	if (*at == '>' && quote == 0) {
		h->close = '<';
		h->plain = false;
		return at + 1;
	}
	if (*at != ':' && *at != '=')
		return NULL;
	h->plain = h->plain && *at == ':';
	return at + 1;
}

static bool match_key(const struct key *k, const char *at, const char *end,
    struct hit *h)
{
	*h = (struct hit){ .key = k->key, .plain = k->plain };
	at = behind(at, end, k->word);
	if (at != NULL && k->second != NULL)
		at = behind(skip_joints(at, end), end, k->second);
	h->value = at == NULL ? NULL : behind_colon(at, end, h);
	return h->value != NULL;
}

static uint32_t bit_of(char letter)
{
	return 1u << (letter - 'a');
}

/* The key that begins at `at`, if any does. */
static bool find_key(const struct scan *s, const char *at, struct hit *h)
{
	char first = at < s->end ? lower(*at) : '\0';

	if (first < 'a' || first > 'z' || (s->firsts & bit_of(first)) == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		if (keys[i].word[0] != first ||
		    !match_key(&keys[i], at, s->end, h))
			continue;
		h->is_smpp = h->plain;
		if (at > s->start && !is_blank(at[-1]))
			h->plain = false;
		return true;
	}
	return false;
}

static bool is_network(enum receipt_key key)
{
	return key >= RECEIPT_KEY_MCCMNC && key <= RECEIPT_KEY_NETWORK;
}

/* Copy what fits, whole characters only and no NUL. */
static void copy(const char *from, const char *end, char *to, size_t room)
{
	size_t len = 0;

	for (; from < end && len + 1 < room; from++)
		if (*from != '\0')
			to[len++] = *from;
	/* A cut before a continuation byte takes its whole character along. */
	if (from < end && ((uint8_t)*from & 0xC0) == 0x80) {
		while (len > 0 && ((uint8_t)to[len - 1] & 0xC0) == 0x80)
			len--;
		len -= len > 0;
	}
	to[len] = '\0';
}

void receipt_text_put(struct receipt *r, enum receipt_key key, const char *at,
    const char *end)
{
	const struct field *f = &fields[key];

	while (at < end && is_blank(*at))
		at++;
	while (end > at && is_blank(end[-1]))
		end--;
	if (key == RECEIPT_KEY_TEXT)
		r->has_text = true;
	if ((key == RECEIPT_KEY_ID || is_network(key)) &&
	    (size_t)(end - at) >= f->room)
		end = at;
	copy(at, end, (char *)r + f->offset, f->room);
}

int receipt_key_parse(const char *name, enum receipt_key *key)
{
	for (unsigned i = 0; i < ARRAY_LEN(fields); i++) {
		if (strcmp(fields[i].name, name) == 0) {
			*key = (enum receipt_key)i;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}

/* The first of a key counts, but a plain one counts more. Behind `text` no
 * network is told: what people wrote does not say whose customer one is. */
static void store(struct scan *s, const struct hit *h, const char *at,
    const char *end)
{
	unsigned bit = 1u << h->key;

	if ((s->seen & bit) != 0 && (!h->plain || (s->plain & bit) != 0))
		return;
	if (is_network(h->key) && (s->seen & 1u << RECEIPT_KEY_TEXT) != 0)
		return;
	s->seen |= bit;
	if (h->plain)
		s->plain |= bit;
	receipt_text_put(s->r, h->key, at, end);
}

/* Where a value ends that has something to close it, else NULL. */
static const char *find_close(struct scan *s, struct hit *h)
{
	const char *at = skip_blanks(h->value, s->end), *close;

	if (h->close == 0 && at < s->end && is_quote(*at)) {
		h->close = *at;
		h->value = at + 1;
	}
	if (h->close == 0)
		return NULL;
	close = memchr(h->value, h->close, (size_t)(s->end - h->value));
	return close == NULL && h->close == '<' ? s->end : close;
}

/* Does a word end here? A mark ends it before a key or at the end of all;
 * elsewhere it belongs to the word. */
static bool ends_word(const struct scan *s, const char *at)
{
	const char *end = s->end;
	struct hit h;

	if (is_blank(*at))
		return true;
	if (!is_separator(*at) && *at != s->close)
		return false;
	if (end - at > MARKS_MAX)
		end = at + MARKS_MAX;
	at = skip_marks(at, end);
	return at == s->end || (at < end && find_key(s, at, &h));
}

static const char *behind_digits(const char *at, const char *end)
{
	while (at < end && *at >= '0' && *at <= '9')
		at++;
	return at;
}

/* Behind "05:06[:07]" that follows a date and a blank, or "0506[07]" where the
 * date has no marks either, else `at`. */
static const char *behind_time(const char *date, const char *at,
    const char *end)
{
	const char *time = skip_blanks(at, end), *to = time;
	bool is_bare =
	    behind_digits(date, at) == at && (at - date == 6 || at - date == 8);

	if (is_bare) {
		to = behind_digits(time, end);
		if ((to - time == 4 || to - time == 6) &&
		    (to == end || is_blank(*to)))
			return to;
	}
	while (to < end && ((*to >= '0' && *to <= '9') || *to == ':'))
		to++;
	return to - time >= 5 && time[2] == ':' ? to : at;
}

static bool is_date(enum receipt_key key)
{
	return key == RECEIPT_KEY_SUBMIT_DATE || key == RECEIPT_KEY_DONE_DATE;
}

/* Behind all words of a name: it ends before a key, also one that we do not
 * know, and at a semicolon or bar. */
static const char *behind_name(const struct scan *s, const char *at)
{
	const char *end = at, *next = at;
	struct hit h;

	while (next < s->end && !find_key(s, next, &h)) {
		for (at = next; at < s->end && !ends_word(s, at); at++) {
			if (*at == ':' || *at == '=')
				return end;
			if (*at == ';' || *at == '|')
				return at;
		}
		end = at;
		next = skip_blanks(at, s->end);
		if (next == at)
			break;
	}
	return end;
}

static bool is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool is_letter_or_digit(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* Does the next field begin here, without a blank? "id" itself ends too many
 * words. */
static bool runs_on(const struct scan *s, const char *at)
{
	struct hit h;

	return is_letter_or_digit(at[-1]) && find_key(s, at, &h) && h.is_smpp &&
	       h.key != RECEIPT_KEY_ID && (s->seen & 1u << h.key) == 0;
}

/* The end of a value up to `end`: "12sub:001" is two fields, and has the colon
 * or at least the last letter of the second one's name. */
static const char *first_of(const struct scan *s, const char *at,
    const char *end)
{
	const char *next = at + 1;

	if (end - at < 2 || (!is_letter(end[-1]) &&
				memchr(at, ':', (size_t)(end - at)) == NULL))
		return end;
	while (next < end && !runs_on(s, next))
		next++;
	return next;
}

static void take_word(struct scan *s, struct hit *h)
{
	const char *close = find_close(s, h), *at;
	struct hit next;

	if (close != NULL) {
		store(s, h, h->value, close);
		s->quotes = s->quotes || is_quote(*close);
		s->at = close;
		return;
	}
	at = skip_blanks(h->value, s->end);
	s->at = at;
	if (find_key(s, skip_marks(at, s->end), &next))
		return; /* the value is empty */
	if (h->key == RECEIPT_KEY_NETWORK) {
		s->at = behind_name(s, at);
		store(s, h, at, s->at);
		return;
	}
	while (s->at < s->end && !ends_word(s, s->at))
		s->at++;
	s->at = first_of(s, at, s->at);
	if (is_date(h->key) && memchr(at, ':', (size_t)(s->at - at)) == NULL)
		s->at = behind_time(at, s->at, s->end);
	store(s, h, at, s->at);
}

/* All the rest, without quotes around it. */
static void take_rest(struct scan *s, const struct hit *h, const char *at)
{
	const char *end = s->end;

	while (end > at && is_blank(end[-1]))
		end--;
	if (end - at >= 2 && is_quote(*at) &&
	    memchr(at + 1, *at, (size_t)(end - at - 1)) == end - 1) {
		at++;
		end--;
	}
	store(s, h, at, end);
	s->at = s->end;
}

/* All the rest, unless a key that was not seen yet follows at once. Where no
 * other value has quotes those of the text are people's, and end nothing. */
static void take_text(struct scan *s, struct hit *h)
{
	const char *close = NULL, *at;
	struct hit next;

	if (!h->is_smpp || s->quotes)
		close = find_close(s, h);
	if (close != NULL) {
		store(s, h, h->value, close);
		s->at = close;
		return;
	}
	at = skip_blanks(h->value, s->end);
	if (find_key(s, at, &next) && next.plain &&
	    next.key != RECEIPT_KEY_TEXT && (s->seen & 1u << next.key) == 0) {
		store(s, h, at, at);
		s->at = at;
		return;
	}
	take_rest(s, h, at);
}

/* A field in brackets: the last one ends with the other bracket. */
static char closing(const char *start, const char *at, char before)
{
	if (at > start && is_quote(at[-1]))
		at--;
	if (at == start)
		return before;
	switch (at[-1]) {
	case '{': return '}';
	case '(': return ')';
	case '[': return ']';
	}
	return before;
}

static const char *skip_word(const char *at, const char *end)
{
	while (at < end && !is_blank(*at) && !is_mark(*at))
		at++;
	return at;
}

void receipt_text_read(const char *utf8, size_t len, struct receipt *r)
{
	const unsigned needed = 1u << RECEIPT_KEY_ID | 1u << RECEIPT_KEY_STAT;
	struct scan s = { .start = utf8,
		.at = utf8,
		.end = utf8 + len,
		.r = r };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		s.firsts |= bit_of(keys[i].word[0]);
	while ((s.at = skip_marks(s.at, s.end)) < s.end) {
		struct hit h;

		s.close = closing(s.start, s.at, s.close);
		if (!find_key(&s, s.at, &h))
			s.at = skip_word(s.at, s.end);
		else if (h.key == RECEIPT_KEY_TEXT &&
			 (s.seen & 1u << RECEIPT_KEY_TEXT) == 0)
			take_text(&s, &h);
		else
			take_word(&s, &h);
	}
	r->loose = (s.seen & needed & ~s.plain) != 0;
}
