/* SPDX-License-Identifier: BSD-2-Clause */
#include "campaign/local_time.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "base/mem.h"

struct known {
	char name[ZONE_NAME_MAX + 1];
	struct zone *zone; /* NULL: there is none of that name */
};

struct zones {
	struct known *known; /* by name */
	size_t n;
};

struct zones *zones_new(void)
{
	return mem_new(1, sizeof(struct zones));
}

void zones_free(struct zones *z)
{
	if (z == NULL)
		return;
	for (size_t i = 0; i < z->n; i++)
		zone_free(z->known[i].zone);
	free(z->known);
	free(z);
}

/* Where it is, or would be. */
static size_t place_of(const struct zones *z, const char *name, bool *found)
{
	size_t low = 0, high = z->n;

	*found = false;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(name, z->known[mid].name);

		if (order == 0) {
			*found = true;
			return mid;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

static const struct zone *learn(struct zones *z, const char *name, size_t at)
{
	struct known *k;

	if (z->n == ZONES_MAX)
		return NULL;
	z->known = mem_resize(z->known, z->n + 1, sizeof(*k));
	k = &z->known[at];
	memmove(k + 1, k, (z->n - at) * sizeof(*k));
	z->n++;
	snprintf(k->name, sizeof(k->name), "%s", name);
	k->zone = NULL;
	switch (zone_load(name, &k->zone)) {
	case 0: break;
	case RC_BAD:
	case RC_NOT_FOUND: k->zone = NULL; break;
	default:
		k->zone = NULL;
		log_error("campaign", "time zone %s cannot be read", name);
		break;
	}
	return k->zone;
}

const struct zone *zones_find(struct zones *z, const char *name, size_t len)
{
	char text[ZONE_NAME_MAX + 1];
	bool found;
	size_t at;

	if (len == 0 || len > ZONE_NAME_MAX || memchr(name, '\0', len) != NULL)
		return NULL;
	memcpy(text, name, len);
	text[len] = '\0';
	at = place_of(z, text, &found);
	return found ? z->known[at].zone : learn(z, text, at);
}

int local_parse(const char *text, size_t len, int64_t *local)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ss";
	char utc[sizeof(shape) + 1];
	struct date d;

	if (len != sizeof(shape) - 1 && len != strlen("dddd-dd-ddTdd:dd"))
		return RC_BAD;
	for (size_t i = 0; i < len; i++) {
		bool is_digit = text[i] >= '0' && text[i] <= '9';

		if (shape[i] == 'd' || shape[i] == 's' ? !is_digit
						       : text[i] != shape[i])
			return RC_BAD;
	}
	snprintf(utc, sizeof(utc), "%.*s%sZ", (int)len, text,
	    len == sizeof(shape) - 1 ? "" : ":00");
	if (date_parse(utc, &d) != 0 || memcmp(text, "9999-12-31", 10) == 0)
		return RC_BAD;
	*local = d.begin / SECOND;
	return 0;
}

usec local_instant(const struct zone *z, int64_t local)
{
	return zone_utc(z, local) * SECOND;
}
