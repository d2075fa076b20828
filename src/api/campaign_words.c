/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/campaign_words.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "http/json.h"
#include "ledger/campaign.h"

enum only { ANY, NONE_YET, SOME }; /* messages that were forwarded */

struct word {
	const char *vocabulary, *word;
	uint32_t statuses;
	enum only only;
	const char *text; /* NULL: as the row of this word before */
};

#define S(status) 1u << CAMPAIGN_##status
static const struct word words[] = {
#define CAMPAIGN_WORD(vocabulary, word, statuses, only, text) \
	{ vocabulary, word, statuses, only, text },
#include "api/campaign_words.def"
#undef CAMPAIGN_WORD
};
#undef S

static_assert(ARRAY_LEN(words) <= 32, "a row is a bit of 32");

static bool is_native(const char *vocabulary)
{
	return vocabulary == NULL || strcmp(vocabulary, "native") == 0;
}

bool campaign_words_are_known(const char *vocabulary)
{
	if (is_native(vocabulary))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].vocabulary, vocabulary) == 0)
			return true;
	}
	return false;
}

static bool is_same(const struct body_text *t, const char *word)
{
	return strlen(word) == t->len && strncasecmp(t->s, word, t->len) == 0;
}

static int add_native(struct campaign_words *w, const struct body_text *word)
{
	for (unsigned s = 0; s < CAMPAIGN_STATES; s++) {
		if (!is_same(word,
			campaign_status_name((enum campaign_status)s)))
			continue;
		w->statuses |= 1u << s;
		return 0;
	}
	return RC_NOT_FOUND;
}

static int add_word(struct campaign_words *w, const char *vocabulary,
    const struct body_text *word)
{
	int rc = RC_NOT_FOUND;

	if (is_native(vocabulary))
		return add_native(w, word);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].vocabulary, vocabulary) != 0 ||
		    !is_same(word, words[i].word))
			continue;
		w->rows |= 1u << i;
		w->statuses |= words[i].statuses;
		rc = 0;
	}
	return rc;
}

int campaign_words_add(struct campaign_words *w, const char *vocabulary,
    const char *list)
{
	struct body_text word;
	int rc;

	for (;; list += word.len + 1) {
		word = (struct body_text){ list, strcspn(list, ",") };
		rc = add_word(w, vocabulary, &word);
		if (rc != 0 || list[word.len] == '\0')
			return rc;
	}
}

static bool is_it(const struct word *w, const struct campaign_view *v)
{
	if ((w->statuses & 1u << v->status) == 0)
		return false;
	return w->only == ANY ||
	       (w->only == NONE_YET) == (v->total.forwarded == 0);
}

bool campaign_words_fit(const struct campaign_words *w,
    const struct campaign_view *v)
{
	if (w->statuses != 0 && (w->statuses & 1u << v->status) == 0)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if ((w->rows & 1u << i) != 0 && is_it(&words[i], v))
			return true;
	}
	return w->rows == 0;
}

const char *campaign_word(const char *vocabulary, const struct campaign_view *v)
{
	if (is_native(vocabulary))
		return campaign_status_name(v->status);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].vocabulary, vocabulary) == 0 &&
		    is_it(&words[i], v))
			return words[i].word;
	}
	return NULL;
}

void campaign_words_json(struct json_out *o, const char *key,
    const struct campaign_view *v)
{
	static const char *const all[] = { "flow4", "flow7", "bulk" };

	json_open_object(o, key);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_text(o, all[i], campaign_word(all[i], v));
	json_close_object(o);
}

void campaign_words_help(struct json_out *o, const char *key,
    const char *vocabulary)
{
	json_open_array(o, key);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i].vocabulary, vocabulary) != 0 ||
		    words[i].text == NULL)
			continue;
		json_open_object(o, NULL);
		json_text(o, "word", words[i].word);
		json_text(o, "text", words[i].text);
		json_close_object(o);
	}
	json_close_array(o);
}
