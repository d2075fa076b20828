/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * site - what an account has set (statuses.md 8), over what the configuration
 * says. All of it is for its campaigns; quiet hours and countries are for its
 * other messages as well (flow/terms.h), and so is what forbids to send.
 *
 * JSON, of which all members may be missing: timezone, default_region, active,
 * sms_subscription, subdomain, trial {limit, used}, quiet_hours {start, end} or
 * a list as in the configuration, smart_sending_hours, countries, price,
 * close_window, sent_threshold_pct, support_contact, compliance_link,
 * status_epoch, auto_optout. It is kept as such an object with what is not the
 * default (THING_SITE).
 *
 * Owns:    nothing; it is plain.
 * Borrows: its zone, which lives as long as the module.
 */
#ifndef CAMPAIGN_SITE_H
#define CAMPAIGN_SITE_H

#include "base/zone.h"
#include "conf/hours.h"
#include "model/country.h"

#define SITE_TEXT      256
#define SITE_COUNTRIES 250 /* as in the configuration */
#define SITE_SMART_MAX 168 /* hours */
#define LOCAL_TEXT     20  /* "2026-03-02T10:00:00" and a NUL */

struct campaigns;
struct conf;
struct conf_account;
struct json_out;
struct json_value;
struct zones;

struct site {
	uint32_t own; /* a bit for each that is not the default: site.def */
	char timezone[ZONE_NAME_MAX + 1];
	char default_region[COUNTRY_TEXT];
	unsigned region_code; /* its calling code; 0: it has none */
	bool active, sms_subscription, auto_optout;
	char subdomain[SITE_TEXT]; /* "": none */
	uint64_t trial;            /* messages; 0: no trial */
	uint64_t trial_used;       /* for site_write() only */
	struct conf_hours quiet[CONF_HOURS_MAX];
	size_t quiets;
	unsigned smart_hours;
	char country[SITE_COUNTRIES][COUNTRY_TEXT]; /* none: any */
	size_t countries;
	int64_t price_millionths; /* of a segment; conf/conf.h: money */
	usec close_window;
	unsigned threshold; /* percent */
	char support_contact[SITE_TEXT], compliance_link[SITE_TEXT];
	char status_epoch[LOCAL_TEXT];
	const struct zone *zone; /* of timezone */
};

/* The bits of `own`. */
enum site_member {
#define MEMBER(member, name, kind, min, max) SITE_##member,
#include "campaign/site.def"
#undef MEMBER
	SITE_MEMBERS
};

/* What is wrong with a value that somebody gave. */
struct site_why {
	char field[40];
	char text[200];
};

/* As the configuration has it. */
void site_default(struct site *s, const struct conf *conf, size_t account,
    struct zones *zones);

/* Whose numbers are national ones; a country that is known. Of some it
 * takes milliseconds to find their calling code. */
void site_set_region(struct site *s, const char iso2[COUNTRY_TEXT]);

/* Change what the object names; null: back to the default `base`, and for
 * subdomain, trial and quiet_hours: none. RC_BAD: *why says it, *s is
 * undefined. */
MUST_CHECK int site_read(struct site *s, const struct site *base,
    const struct json_value *object, struct zones *zones, struct site_why *why);

/* All of it as members of an open object; or as it is kept. */
void site_write(const struct site *s, struct json_out *o);
void site_write_own(const struct site *s, struct json_out *o);

/* What a segment to it costs (conf/conf.h: money); `a` is the account's
 * configuration. */
int64_t site_price(const struct site *s, const struct conf_account *a,
    uint64_t number);

/* The same of an account by the ledger's number of it, as it is in effect; 0:
 * nothing, or it is not configured. */
int64_t campaigns_price(const struct campaigns *c, uint16_t account,
    uint64_t number);

/* A number as a person types it, national ones in the default region. RC_BAD:
 * it is none. */
MUST_CHECK int site_number(const struct site *s, const char *text, size_t len,
    uint64_t *number);

/* PREFLIGHT_ bits, but for the trial. */
unsigned site_preflight(const struct site *s);

#endif
