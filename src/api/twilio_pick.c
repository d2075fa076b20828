/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which sender of a service a message gets: first by how well it fits the
 * recipient's country, then by a hash of the two. The highest hash wins, so a
 * sender that comes or goes moves only the recipients it gets or had, and
 * nothing need be remembered to stay with one.
 */
#include "api/twilio.h"

#include <string.h>

#include "api/item.h"
#include "base/hash.h"
#include "base/random.h"
#include "flow/intake.h"
#include "model/country.h"

/* The lower the better. */
enum fit {
	FIT_NAME_OF_COUNTRY, /* a name given for this country */
	FIT_COUNTRY,         /* a number of the recipient's country */
	FIT_SHORT,
	FIT_NAME,
	FIT_NUMBER, /* of another country */
	FIT_NOT
};

/* There the carriers take no names as senders. */
static bool takes_names(const char *iso2)
{
	return strcmp(iso2, "US") != 0 && strcmp(iso2, "CA") != 0 &&
	       strcmp(iso2, "PR") != 0;
}

static enum fit fit_of_name(const struct item *it, const char *iso2)
{
	const char *only = item_get(it, ITEM_SENDER_ISO_COUNTRY_CODE);

	if (only == NULL)
		return takes_names(iso2) ? FIT_NAME : FIT_NOT;
	return strcmp(only, iso2) == 0 ? FIT_NAME_OF_COUNTRY : FIT_NOT;
}

static enum fit fit_of(const struct item *it, const char *iso2)
{
	const char *text = sender_shown(it);
	char shown[SENDER_ROOM];
	uint64_t number;

	switch (sender_show(&(struct body_text){ text, strlen(text) }, shown)) {
	case SENDER_SHORT: return FIT_SHORT;
	case SENDER_ALPHA: return fit_of_name(it, iso2);
	case SENDER_LONG: break;
	case SENDER_NONE: return FIT_NOT;
	}
	if (e164_parse(text, strlen(text), 0, &number) != 0)
		return FIT_NOT;
	return country_may_be(iso2, number) ? FIT_COUNTRY : FIT_NUMBER;
}

static uint64_t weight_of(const struct item *service, const struct item *it,
    uint64_t to)
{
	const struct hash_key key = { to, 0 };
	const char *text = sender_shown(it);

	if (!item_is_true(service, ITEM_SERVICE_STICKY_SENDER))
		return random_u64();
	return hash_sip(&key, text, strlen(text));
}

static enum refusal pick(const struct api *a, const struct item *service,
    uint64_t to, char picked[SENDER_ROOM])
{
	const struct item *best = NULL, *it = NULL;
	enum fit best_fit = FIT_NOT;
	uint64_t best_weight = 0;
	char iso2[COUNTRY_TEXT] = "";
	bool any = false;

	(void)!country_of(to, iso2);
	while ((it = sender_next(a, service, it)) != NULL) {
		enum fit fit = fit_of(it, iso2);
		uint64_t weight = weight_of(service, it, to);

		any = true;
		if (fit > best_fit || fit == FIT_NOT ||
		    (fit == best_fit && weight < best_weight))
			continue;
		best = it;
		best_fit = fit;
		best_weight = weight;
	}
	if (best == NULL)
		return any ? REFUSAL_SERVICE_SENDER : REFUSAL_SERVICE_EMPTY;
	strncpy(picked, sender_shown(best), SENDER_ROOM - 1);
	return REFUSAL_COUNT;
}

static enum refusal keep_from(const struct api *a, const struct item *service,
    const struct body_text *from, char picked[SENDER_ROOM])
{
	const struct item *it = NULL;

	if (sender_show(from, picked) == SENDER_NONE)
		return REFUSAL_SERVICE_SENDER;
	while ((it = sender_next(a, service, it)) != NULL) {
		if (strcmp(sender_shown(it), picked) == 0)
			return REFUSAL_COUNT;
	}
	return REFUSAL_SERVICE_SENDER;
}

/* A recipient that is no number is refused later, whoever would send. */
enum refusal sender_pick(const struct api *a, const struct item *service,
    const struct submission *s, char picked[SENDER_ROOM])
{
	uint64_t to = 0;

	memset(picked, 0, SENDER_ROOM);
	if (s->from.len != 0)
		return keep_from(a, service, &s->from, picked);
	(void)!e164_parse(s->to.s, s->to.len, 0, &to);
	return pick(a, service, to, picked);
}
