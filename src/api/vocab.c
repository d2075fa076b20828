/* SPDX-License-Identifier: BSD-2-Clause */
#include "api/vocab.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "http/json.h"
#include "model/reason.h"
#include "model/status.h"

/* Rows of the table lie below it, our own words from it on. */
#define VOCAB_NATIVE 128

enum only {
	ANY,
	NEVER, /* as soon as a message is there, its service has picked */
	NEAR,  /* failed here or at the submit */
	FAR,
	FILTERED,
	NOT_FILTERED,
	IN_DOUBT,
	NOT_IN_DOUBT,
	OPTED_OUT,
	NOT_OPTED_OUT,
	QUIET,
	LOCAL_TIME,
	FOLLOW_UP,
	MOVING, /* there was evidence that it was passed on */
	SILENT
};

struct word {
	const char *vocabulary, *word;
	uint32_t states;
	enum only only;
};

#define S(state) 1u << STATUS_##state
static const struct word words[] = {
#define WORD(vocabulary, word, states, only) { vocabulary, word, states, only },
#include "api/vocab.def"
#undef WORD
};
#undef S

static_assert(ARRAY_LEN(words) <= VOCAB_NATIVE &&
		  VOCAB_NATIVE + STATUS_COUNT <= UINT8_MAX,
    "a row has 8 bits");

bool vocab_is_known(const char *vocabulary)
{
	if (vocabulary == NULL || strcmp(vocabulary, "native") == 0)
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

static int add(struct vocab *v, size_t row, uint32_t states)
{
	if (v->n == VOCAB_WORDS_MAX)
		return RC_FULL;
	v->row[v->n++] = (uint8_t)row;
	v->states |= states;
	return 0;
}

static int add_native(struct vocab *v, const struct body_text *word)
{
	for (unsigned s = 0; s < STATUS_COUNT; s++) {
		if (is_same(word, status_name((enum status)s)))
			return add(v, VOCAB_NATIVE + s, 1u << s);
	}
	return RC_NOT_FOUND;
}

/* A word may have several rows. */
static int add_word(struct vocab *v, const char *vocabulary,
    const struct body_text *word)
{
	int rc = RC_NOT_FOUND;

	if (vocabulary == NULL || strcmp(vocabulary, "native") == 0)
		return add_native(v, word);
	for (size_t i = 0; i < ARRAY_LEN(words) && rc != RC_FULL; i++) {
		if (strcmp(words[i].vocabulary, vocabulary) == 0 &&
		    is_same(word, words[i].word))
			rc = add(v, i, words[i].states);
	}
	return rc;
}

int vocab_add(struct vocab *v, const char *vocabulary, const char *list)
{
	struct body_text word;
	int rc;

	for (;; list += word.len + 1) {
		word = (struct body_text){ list, strcspn(list, ",") };
		rc = add_word(v, vocabulary, &word);
		if (rc != 0 || list[word.len] == '\0')
			return rc;
	}
}

static bool is_only(enum only only, const struct message_view *m)
{
	bool near = m->stage == STAGE_LOCAL || m->stage == STAGE_SUBMIT;
	bool doubt = (m->flags & FLAG_IN_DOUBT) != 0;

	switch (only) {
	case ANY: break;
	case NEVER: return false;
	case NEAR: return near;
	case FAR: return !near;
	case FILTERED: return m->reason == REASON_FILTERED;
	case NOT_FILTERED: return m->reason != REASON_FILTERED;
	case IN_DOUBT: return doubt;
	case NOT_IN_DOUBT: return !doubt;
	case OPTED_OUT: return m->substate == SUBSTATE_OPTED_OUT;
	case NOT_OPTED_OUT: return m->substate != SUBSTATE_OPTED_OUT;
	case QUIET: return m->substate == SUBSTATE_QUIET_HOURS;
	case LOCAL_TIME: return m->substate == SUBSTATE_LOCAL_TIME;
	case FOLLOW_UP: return m->substate == SUBSTATE_FOLLOW_UP;
	case MOVING: return (m->flags & FLAG_EVIDENCE) != 0;
	case SILENT: return (m->flags & FLAG_EVIDENCE) == 0;
	}
	return true;
}

bool vocab_fits(const struct vocab *v, const struct message_view *m)
{
	for (size_t i = 0; i < v->n; i++) {
		const struct word *w;

		if (v->row[i] >= VOCAB_NATIVE) {
			if (v->row[i] - VOCAB_NATIVE == (int)m->state)
				return true;
			continue;
		}
		w = &words[v->row[i]];
		if (w->states & 1u << m->state && is_only(w->only, m))
			return true;
	}
	return v->n == 0;
}

static const char *word_of(const char *vocabulary, const struct message_view *m)
{
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const struct word *w = &words[i];

		if ((w->states & 1u << m->state) != 0 &&
		    strcmp(w->vocabulary, vocabulary) == 0 &&
		    is_only(w->only, m))
			return w->word;
	}
	return NULL;
}

void vocab_words_json(struct json_out *o, const char *key,
    const struct message_view *m)
{
	static const char *const all[] = { "flow4", "flow7", "simple", "crm",
		"bulk", "twilio" };

	json_open_object(o, key);
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		json_text(o, all[i], word_of(all[i], m));
	json_close_object(o);
}

static const struct {
	const char *vocabulary, *word, *text;
} helps[] = {
#define WORD_HELP(vocabulary, word, text) { vocabulary, word, text },
#include "api/word_help.def"
#undef WORD_HELP
};

void vocab_help(struct json_out *o, const char *key, const char *vocabulary)
{
	json_open_array(o, key);
	for (size_t i = 0; i < ARRAY_LEN(helps); i++) {
		if (strcmp(helps[i].vocabulary, vocabulary) != 0)
			continue;
		json_open_object(o, NULL);
		json_text(o, "word", helps[i].word);
		json_text(o, "text", helps[i].text);
		json_close_object(o);
	}
	json_close_array(o);
}
