/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Characters are cut off here and converted one by one, so that what cannot be
 * read costs one character and not the row of those behind it. Escapes are
 * honoured here as well: characters behind them go to the converter as EUC.
 *
 * Invariant: of n octets come at most n characters, and none of them has more
 * than three bytes in UTF-8: no converter of charset.def leaves the BMP.
 */
#include "text/charset.h"

#include <iconv.h>
#include <string.h>

#include "text/utf8.h"

#define ESCAPE     0x1B
#define SHIFT_OUT  0x0E
#define SHIFT_IN   0x0F
#define UNREADABLE 0xFFFD

#define UNIT_MAX 3 /* octets of a character, as converters want them */

/* More than one in so many unread: it is no text. */
#define UNREAD_SHARE 4

enum look { PLAIN, ESCAPED, PAIRED };

enum form { SINGLE, SJIS, EUC, UHC, SHIFTED };

/* What octets of seven bits are to SHIFTED. */
enum pairs {
	NO_PAIRS,
	PAIRS,      /* JIS X 0208, KS C 5601 */
	MORE_PAIRS, /* JIS X 0212 */
	KANA,       /* JIS X 0201, one octet each */
};

static const struct way {
	enum text_alphabet alphabet;
	enum look look;
	const char *converter;
	enum form form;
	enum pairs pairs;
} ways[] = {
#define WAY(alphabet, look, converter, form, pairs) \
	{ TEXT_##alphabet, look, converter, form, pairs },
#include "text/charset.def"
#undef WAY
};

/* ---- characters -------------------------------------------------------- */

struct scan {
	const uint8_t *at, *end;
	enum form form;
	enum pairs pairs;
	enum pairs shifted; /* what SHIFT_OUT chooses */
	uint8_t unit[UNIT_MAX];
	size_t len;
};

/* ISO 2022 by RFC 1468, RFC 2237 and RFC 1557; katakana by CP50221. A Korean
 * escape only says what SHIFT_OUT will mean. */
static const struct escape {
	const char *octets;
	bool chooses;
	enum pairs pairs;
} escapes[] = {
	{ "\x1B(B", true, NO_PAIRS },
	{ "\x1B(J", true, NO_PAIRS },
	{ "\x1B(I", true, KANA },
	{ "\x1B$@", true, PAIRS },
	{ "\x1B$B", true, PAIRS },
	{ "\x1B$(B", true, PAIRS },
	{ "\x1B$(D", true, MORE_PAIRS },
	{ "\x1B$)C", false, NO_PAIRS },
};

static const struct escape *escape_at(const uint8_t *at, const uint8_t *end)
{
	for (size_t i = 0; i < ARRAY_LEN(escapes); i++) {
		size_t len = strlen(escapes[i].octets);

		if ((size_t)(end - at) >= len &&
		    memcmp(at, escapes[i].octets, len) == 0)
			return &escapes[i];
	}
	return NULL;
}

static void skip_escapes(struct scan *s)
{
	while (s->at < s->end) {
		const struct escape *e = escape_at(s->at, s->end);

		if (e != NULL) {
			s->at += strlen(e->octets);
			if (e->chooses)
				s->pairs = e->pairs;
		} else if (*s->at == SHIFT_OUT || *s->at == SHIFT_IN) {
			s->pairs = *s->at == SHIFT_OUT ? s->shifted : NO_PAIRS;
			s->at++;
		} else {
			return;
		}
	}
}

static bool is_half(uint8_t octet)
{
	return octet > 0x20 && octet < 0x7F;
}

/* The next `n` octets, upper bits set, behind what says of which set. */
static void take_upper(struct scan *s, uint8_t set, size_t n)
{
	s->len = 0;
	if (set != 0)
		s->unit[s->len++] = set;
	for (; n > 0; n--)
		s->unit[s->len++] = *s->at++ | 0x80;
}

static void take_octets(struct scan *s, size_t n)
{
	if (n > (size_t)(s->end - s->at))
		n = 1; /* it is cut off */
	memcpy(s->unit, s->at, n);
	s->len = n;
	s->at += n;
}

/* Spaces and line ends stand among pairs as they are. A half that is alone
 * is no character. */
static void take_shifted(struct scan *s)
{
	if (s->pairs == NO_PAIRS || !is_half(s->at[0]))
		take_octets(s, 1);
	else if (s->pairs == KANA)
		take_upper(s, 0x8E, 1);
	else if (s->end - s->at < 2 || !is_half(s->at[1]))
		take_upper(s, 0, 1);
	else
		take_upper(s, s->pairs == MORE_PAIRS ? 0x8F : 0, 2);
}

/* Octets of a character that begins so. */
static size_t octets_of(enum form form, uint8_t lead)
{
	switch (form) {
	case SJIS:
		return (lead > 0x80 && lead < 0xA0) ||
			       (lead > 0xDF && lead < 0xFD)
			   ? 2
			   : 1;
	case EUC: return lead == 0x8F ? 3 : lead == 0x8E || lead > 0xA0 ? 2 : 1;
	case UHC: return lead > 0x80 ? 2 : 1;
	default: return 1;
	}
}

/* False: there are none any more. */
static bool take_next(struct scan *s)
{
	if (s->form == SHIFTED)
		skip_escapes(s);
	if (s->at >= s->end)
		return false;
	if (s->form == SHIFTED)
		take_shifted(s);
	else
		take_octets(s, octets_of(s->form, s->at[0]));
	return true;
}

/* ---- texts ------------------------------------------------------------- */

/* Of control characters texts have few. */
static bool is_usual(uint8_t c)
{
	if (c == '\t' || c == '\n' || c == '\r' || c == '\f')
		return true;
	return c >= 0x20 && (c < 0x7F || c > 0x9F);
}

/* Bytes of UTF-8; 0: it cannot be read. */
static size_t convert(iconv_t by, struct scan *s, char to[UNIT_MAX])
{
	char *in = (char *)s->unit, *out = to;
	size_t in_left = s->len, out_left = UNIT_MAX;

	if (iconv(by, &in, &in_left, &out, &out_left) == (size_t)-1 ||
	    in_left != 0) {
		(void)iconv(by, NULL, NULL, NULL, NULL);
		return 0;
	}
	return UNIT_MAX - out_left;
}

/* An octet of ASCII behind what would have begun a character is itself. */
static void give_back(struct scan *s)
{
	if (s->form != SHIFTED && s->len > 1 && s->unit[1] < 0x80)
		s->at -= s->len - 1;
}

struct reading {
	char *to; /* NULL: only count */
	size_t room, used;
	size_t all, unread; /* characters */
};

static int put(struct reading *r, const char *bytes, size_t n)
{
	if (r->to == NULL)
		return 0;
	if (r->room - r->used < n)
		return RC_TOO_LONG;
	memcpy(r->to + r->used, bytes, n);
	r->used += n;
	return 0;
}

static int read_scan(iconv_t by, struct scan *s, struct reading *r)
{
	int rc = 0;

	while (rc == 0 && take_next(s)) {
		char one[4];
		size_t n = convert(by, s, one);

		r->all++;
		if (n == 0 || (s->len == 1 && !is_usual(s->unit[0])))
			r->unread++;
		if (n == 0) {
			give_back(s);
			n = utf8_put(UNREADABLE, one);
		}
		rc = put(r, one, n);
	}
	return rc;
}

static int read_by(const struct way *w, const uint8_t *octets, size_t len,
    struct reading *r)
{
	struct scan s = { .at = octets,
		.end = octets + len,
		.form = w->form,
		.pairs = w->pairs,
		.shifted = w->alphabet == TEXT_KOREAN ? PAIRS : KANA };
	iconv_t by = iconv_open("UTF-8", w->converter);
	int rc;

	if (by == (iconv_t)-1)
		return RC_UNSUPPORTED;
	rc = read_scan(by, &s, r);
	iconv_close(by);
	return rc;
}

/* ---- looks ------------------------------------------------------------- */

static bool is_shifted(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (octets[i] == SHIFT_OUT ||
		    escape_at(octets + i, octets + len) != NULL)
			return true;
	}
	return false;
}

/* Which rows of a set of pairs are of use to tell it from ASCII. */
struct rows {
	uint8_t kana, kana_last; /* half of a text, and no other's */
	uint8_t last;            /* behind it is what few write */
};

/* Lower-case letters are pairs behind the level 1 of JIS X 0208 and behind the
 * hangul of KS C 5601. */
static struct rows rows_of(enum text_alphabet alphabet)
{
	switch (alphabet) {
	case TEXT_JIS: return (struct rows){ 0x24, 0x25, 0x4F };
	case TEXT_JIS_EXTENDED: return (struct rows){ 0x24, 0x25, 0x6D };
	default: return (struct rows){ 0xFF, 0xFF, 0x48 };
	}
}

struct pair_count {
	size_t all, kana, far;
	bool marks; /* one that words and figures do not have */
};

static void count_pair(const uint8_t pair[2], const struct rows *rows,
    struct pair_count *n)
{
	static const char marks[] = "\"#$%&*;<=>[\\]^_`{|}~";

	n->all++;
	n->kana += pair[0] >= rows->kana && pair[0] <= rows->kana_last;
	n->far += pair[0] > rows->last;
	n->marks = n->marks || memchr(marks, pair[0], sizeof(marks) - 1) ||
		   memchr(marks, pair[1], sizeof(marks) - 1);
}

/* Octets of seven bits may be ASCII, of which half or more would be pairs of
 * rows that few write. A third of kana is Japanese; else what could be words
 * stays words: a STOP must not be taken for two kanji. */
static bool is_paired(const uint8_t *octets, size_t len,
    const struct rows *rows)
{
	struct pair_count n = { 0 };

	for (size_t i = 0; i < len; i++) {
		if (octets[i] >= 0x7F)
			return false;
		if (octets[i] <= 0x20)
			continue;
		if (i + 1 == len || !is_half(octets[i + 1]))
			return false;
		count_pair(octets + i++, rows, &n);
	}
	return n.all > 0 && n.far * 8 <= n.all &&
	       (n.kana * 3 >= n.all || (n.far == 0 && n.marks));
}

static enum look look_of(enum text_alphabet alphabet, const uint8_t *octets,
    size_t len)
{
	const struct rows rows = rows_of(alphabet);

	if (alphabet == TEXT_CYRILLIC || alphabet == TEXT_HEBREW)
		return PLAIN;
	if (is_shifted(octets, len))
		return ESCAPED;
	return is_paired(octets, len, &rows) ? PAIRED : PLAIN;
}

/* ---- ways -------------------------------------------------------------- */

struct choice {
	const struct way *way; /* NULL: none can be tried */
	size_t all, unread;
};

static struct choice choose(enum text_alphabet alphabet, enum look look,
    const uint8_t *octets, size_t len)
{
	struct choice best = { NULL, 0, 0 };

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		struct reading r = { .to = NULL };

		if (ways[i].alphabet != alphabet || ways[i].look != look ||
		    read_by(&ways[i], octets, len, &r) != 0)
			continue;
		if (best.way == NULL || r.unread < best.unread)
			best = (struct choice){ &ways[i], r.all, r.unread };
		if (r.unread == 0)
			break;
	}
	return best;
}

int charset_decode(enum text_alphabet from, const uint8_t *octets, size_t len,
    char *to, size_t *to_len)
{
	struct reading r = { .to = to, .room = *to_len };
	struct choice best;
	size_t said = len;
	enum look look;
	int rc;

	*to_len = 0;
	while (said > 0 && octets[said - 1] == '\0')
		said--; /* C writes a NUL behind: it tells nothing */
	look = look_of(from, octets, said);
	best = choose(from, look, octets, said);
	/* What has no look but that of pairs has to be them, all of it. */
	if (look == PAIRED && (best.way == NULL || best.unread != 0))
		best = choose(from, PLAIN, octets, said);
	if (best.way == NULL || best.unread * UNREAD_SHARE > best.all)
		return RC_UNSUPPORTED;
	rc = read_by(best.way, octets, len, &r);
	if (rc == 0)
		*to_len = r.used;
	return rc;
}

bool text_is_readable(enum text_alphabet alphabet)
{
	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		iconv_t by;

		if (ways[i].alphabet != alphabet)
			continue;
		by = iconv_open("UTF-8", ways[i].converter);
		if (by == (iconv_t)-1)
			return false;
		iconv_close(by);
	}
	return alphabet != TEXT_BINARY;
}
