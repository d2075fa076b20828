/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which sender of a service a message gets: first by how well it fits the
 * recipient's country, then by a hash of the two. The highest hash wins, so a
 * sender that comes or goes moves only the recipients it gets or had, and
 * nothing need be remembered to stay with one. A sender that the account has
 * no more is passed over until it has it again.
 *
 * A short code is of one country only, and which is told nowhere: it is taken
 * for that of the account's numbers.
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
	FIT_NUMBER,    /* of another country */
	FIT_FAR_SHORT, /* the same, and so hardly of use */
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

/* Without numbers the account may be of any country. */
static enum fit fit_of_short(const struct api *a, size_t account,
    const char *iso2)
{
	const char *own;
	uint64_t number;
	size_t n = 0;

	for (; (own = number_nth(a, account, SENDER_LONG, n)) != NULL; n++) {
		if (e164_parse_bare(own, strlen(own), &number) == 0 &&
		    country_may_be(iso2, number))
			return FIT_SHORT;
	}
	return n == 0 ? FIT_SHORT : FIT_FAR_SHORT;
}

static enum fit fit_of(const struct api *a, size_t account,
    const struct item *it, const char *iso2)
{
	const char *text = sender_shown(it);
	char shown[SENDER_ROOM];
	uint64_t number;

	switch (sender_show(&(struct body_text){ text, strlen(text) }, shown)) {
	case SENDER_SHORT: return fit_of_short(a, account, iso2);
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
    const struct submission *s, char picked[SENDER_ROOM])
{
	const struct item *best = NULL, *it = NULL;
	enum fit best_fit = FIT_NOT;
	uint64_t best_weight = 0;
	char iso2[COUNTRY_TEXT] = "";
	bool any = false;
	uint64_t to = 0;

	/* One that is no number is refused later, whoever would send. */
	(void)!e164_parse(s->to.s, s->to.len, 0, &to);
	(void)!country_of(to, iso2);
	while ((it = sender_next(a, service, it)) != NULL) {
		enum fit fit = fit_of(a, s->account, it, iso2);
		uint64_t weight = weight_of(service, it, to);

		any = true;
		if (fit > best_fit || fit == FIT_NOT ||
		    (fit == best_fit && weight < best_weight) ||
		    !sender_is_usable(a, s->account, it))
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

/* An account that owns any sender need not put it into the service. */
static enum refusal keep_from(const struct api *a, const struct item *service,
    const struct submission *s, char picked[SENDER_ROOM])
{
	const struct item *it = NULL;

	if (sender_show(&s->from, picked) == SENDER_NONE)
		return REFUSAL_SERVICE_SENDER;
	if (number_is_any(a, s->account))
		return REFUSAL_COUNT;
	while ((it = sender_next(a, service, it)) != NULL) {
		if (strcmp(sender_shown(it), picked) == 0)
			return REFUSAL_COUNT;
	}
	return REFUSAL_SERVICE_SENDER;
}

enum refusal sender_pick(const struct api *a, const struct item *service,
    const struct submission *s, char picked[SENDER_ROOM])
{
	memset(picked, 0, SENDER_ROOM);
	return s->from.len != 0 ? keep_from(a, service, s, picked)
				: pick(a, service, s, picked);
}
