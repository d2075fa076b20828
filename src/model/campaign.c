/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The tables of campaign states and of what forbids to send, the guards of
 * statuses.md 5.3, and the one function that moves.
 */
#include "model/campaign.h"

#include <assert.h>
#include <string.h>

struct state {
	const char *word;
	bool final;
	unsigned to; /* a bit for each state */
};

static const struct state states[] = {
#define TO(id)  (1u << CAMPAIGN_##id)
#define NOWHERE 0
#define CAMPAIGN(id, number, word, final, to) \
	[CAMPAIGN_##id] = { word, final, to },
#include "model/campaign.def"
#undef CAMPAIGN
#undef NOWHERE
#undef TO
};

static const char *const causes[] = {
	[CAUSE_NONE] = "none",
	[CAUSE_USER] = "user",
	[CAUSE_DUE] = "due",
	[CAUSE_CHECKED] = "checked",
	[CAUSE_EVIDENCE] = "evidence",
	[CAUSE_CONFIRMED] = "confirmed",
	[CAUSE_WINDOW] = "window",
	[CAUSE_PREFLIGHT] = "preflight",
};

static const struct {
	const char *code, *text;
} preflights[] = {
#define PREFLIGHT(id, bit, code, text) [bit] = { code, text },
#include "model/preflight.def"
#undef PREFLIGHT
};

const char *campaign_status_name(enum campaign_status s)
{
	return s < CAMPAIGN_STATES ? states[s].word : "?";
}

const char *campaign_cause_name(enum campaign_cause c)
{
	return c < CAUSES ? causes[c] : "?";
}

int campaign_status_parse(const char *word, enum campaign_status *s)
{
	for (unsigned i = 0; i < CAMPAIGN_STATES; i++) {
		if (strcmp(states[i].word, word) != 0)
			continue;
		*s = (enum campaign_status)i;
		return 0;
	}
	return RC_NOT_FOUND;
}

const char *preflight_code(unsigned bit)
{
	return bit < ARRAY_LEN(preflights) ? preflights[bit].code : NULL;
}

const char *preflight_text(unsigned bit)
{
	return bit < ARRAY_LEN(preflights) ? preflights[bit].text : NULL;
}

bool campaign_is_final(enum campaign_status s)
{
	return s < CAMPAIGN_STATES && states[s].final;
}

bool campaign_may(enum campaign_status from, enum campaign_status to)
{
	return from < CAMPAIGN_STATES && to < CAMPAIGN_STATES &&
	       (states[from].to & 1u << to) != 0;
}

void campaign_move(uint8_t *status, enum campaign_status to)
{
	assert(campaign_may((enum campaign_status) * status, to));
	*status = (uint8_t)to;
}

/* A23: skipped, canceled, deleted and refused ones are in neither number. */
bool campaign_is_sent(const struct campaign_facts *f)
{
	return f->pending == 0 &&
	       f->evidence * 100 >= f->forwarded * f->threshold;
}

bool campaign_is_confirmed(const struct campaign_facts *f)
{
	return f->in_queue == 0 && f->outbox == 0;
}

bool campaign_is_over(const struct campaign_facts *f)
{
	return f->in_queue == 0 && f->last_forwarded != 0 &&
	       f->now >= f->last_forwarded + f->close_window;
}

static enum campaign_status after_checks(const struct campaign_facts *f,
    enum campaign_cause *why)
{
	if (f->filling || f->unchecked != 0)
		return CAMPAIGN_PROCESSING;
	if (campaign_is_sent(f)) {
		*why = CAUSE_EVIDENCE; /* T10 */
		return CAMPAIGN_SENT;
	}
	*why = CAUSE_CHECKED; /* T9 */
	return CAMPAIGN_SENDING;
}

static enum campaign_status when_over(enum campaign_status s,
    const struct campaign_facts *f, enum campaign_cause *why)
{
	if (!campaign_is_over(f))
		return s;
	*why = CAUSE_WINDOW; /* T13 */
	return CAMPAIGN_DONE;
}

enum campaign_status campaign_next(enum campaign_status s,
    const struct campaign_facts *f, enum campaign_cause *why)
{
	*why = CAUSE_NONE;
	switch (s) {
	case CAMPAIGN_PROCESSING: return after_checks(f, why);
	case CAMPAIGN_SENDING:
		if (!campaign_is_sent(f))
			return when_over(s, f, why);
		*why = CAUSE_EVIDENCE; /* T11 */
		return CAMPAIGN_SENT;
	case CAMPAIGN_SENT:
		if (!campaign_is_confirmed(f))
			return when_over(s, f, why);
		*why = CAUSE_CONFIRMED; /* T12 */
		return CAMPAIGN_DONE;
	default: return s;
	}
}
