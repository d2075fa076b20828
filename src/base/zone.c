/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Row i of the file's table holds from at[i] to at[i + 1]; before the first
 * one holds `first`, from the last on the footer if there is one.
 *
 * Invariant: `at` rises; an offset is less than 26 hours.
 */
#include "base/zone.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/mem.h"
#include "base/zone_rule.h"

#define ZONES    "/usr/share/zoneinfo"
#define FILE_MAX 65536

/* RFC 8536, 3.2: of an offset, in seconds. */
#define OFFSET_LEAST (-89999)
#define OFFSET_MOST  93599

/* Bytes of a type and of a leap second's correction behind its time. */
#define TYPE_BYTES   6
#define LEAP_BYTES   4
#define HEAD_UNUSED  15
#define FOOTER_BYTES 128

struct zone {
	int64_t *at;
	int32_t *offset;
	size_t len;
	int32_t first;
	bool has_rule;
	struct zone_rule rule;
};

void zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	free(z->at);
	free(z->offset);
	free(z);
}

/* ---- asking ------------------------------------------------------------ */

/* How many rows begin at this instant or before it. */
static size_t rows_until(const struct zone *z, int64_t utc)
{
	size_t low = 0, high = z->len;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (z->at[mid] <= utc)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* The offset, and the next instant at which it may be another. */
static int32_t offset_at(const struct zone *z, int64_t utc, int64_t *next)
{
	size_t n = rows_until(z, utc);

	if (n == z->len && z->has_rule)
		return zone_rule_at(&z->rule, utc, next);
	*next = n < z->len ? z->at[n] : INT64_MAX;
	return n == 0 ? z->first : z->offset[n - 1];
}

int32_t zone_offset(const struct zone *z, int64_t utc)
{
	int64_t next;

	return offset_at(z, utc, &next);
}

void zone_local(const struct zone *z, int64_t utc, struct zone_time *t)
{
	int64_t local = utc + zone_offset(z, utc);
	int64_t days = zone_days_of(local), year = zone_year_of(days);
	int day = (int)(days - zone_year_days(year)), month = 1;
	unsigned second = (unsigned)(local - days * ZONE_DAY);

	while (zone_month_days(year, month + 1) <= day)
		month++;
	*t = (struct zone_time){ .year = year,
		.month = (unsigned)month,
		.day = (unsigned)(day - zone_month_days(year, month) + 1),
		.hour = second / 3600,
		.minute = second / 60 % 60,
		.second = second % 60,
		.weekday = (unsigned)(zone_weekday(days) + 6) % 7 };
}

int64_t zone_utc(const struct zone *z, int64_t local)
{
	/* No clock is so far ahead that it shows `local` earlier. */
	int64_t from = local - OFFSET_MOST, next;

	for (;; from = next) {
		int32_t offset = offset_at(z, from, &next);

		if (local <= from + offset)
			return from;
		if (local - offset < next)
			return local - offset;
	}
}

/* ---- reading ----------------------------------------------------------- */

struct head {
	unsigned version;
	size_t isuts, isstds, leaps, times, types, chars;
};

static int read_head(struct cursor *c, struct head *h)
{
	const uint8_t *magic = cursor_take(c, 4);

	if (magic == NULL || memcmp(magic, "TZif", 4) != 0)
		return RC_CORRUPT;
	h->version = (unsigned)cursor_get(c, 1);
	cursor_take(c, HEAD_UNUSED);
	h->isuts = (size_t)cursor_get(c, 4);
	h->isstds = (size_t)cursor_get(c, 4);
	h->leaps = (size_t)cursor_get(c, 4);
	h->times = (size_t)cursor_get(c, 4);
	h->types = (size_t)cursor_get(c, 4);
	h->chars = (size_t)cursor_get(c, 4);
	return c->rc == 0 ? 0 : RC_CORRUPT;
}

/* Pass the first body, whose times have four bytes. */
static void skip_body(struct cursor *c, const struct head *h)
{
	cursor_take(c, h->times * (4 + 1));
	cursor_take(c, h->types * TYPE_BYTES);
	cursor_take(c, h->chars);
	cursor_take(c, h->leaps * (4 + LEAP_BYTES));
	cursor_take(c, h->isstds + h->isuts);
}

static int read_type(const uint8_t *types, size_t n, int32_t *offset)
{
	struct cursor c = cursor_reading(types + n * TYPE_BYTES, TYPE_BYTES);

	*offset = (int32_t)(uint32_t)cursor_get(&c, 4);
	return *offset < OFFSET_LEAST || *offset > OFFSET_MOST ? RC_CORRUPT : 0;
}

static int read_rows(struct cursor *c, const struct head *h, struct zone *z)
{
	struct cursor times = *c;
	const uint8_t *row, *types;
	int rc;

	cursor_take(c, h->times * 8);
	row = cursor_take(c, h->times);
	types = cursor_take(c, h->types * TYPE_BYTES);
	if (types == NULL || read_type(types, 0, &z->first) != 0)
		return RC_CORRUPT;
	z->at = mem_new(h->times + 1, sizeof(*z->at));
	z->offset = mem_new(h->times + 1, sizeof(*z->offset));
	for (; z->len < h->times; z->len++) {
		size_t i = z->len;

		z->at[i] = (int64_t)cursor_get(&times, 8);
		if (row[i] >= h->types || (i > 0 && z->at[i] <= z->at[i - 1]))
			return RC_CORRUPT;
		rc = read_type(types, row[i], &z->offset[i]);
		if (rc != 0)
			return rc;
	}
	return 0;
}

/* Between two line ends; nothing: the last row holds for ever. */
static int read_footer(struct cursor *c, struct zone *z)
{
	char text[FOOTER_BYTES];
	size_t len = cursor_left(c);
	const uint8_t *at = cursor_take(c, len);

	if (len < 2 || len > sizeof(text) || at[0] != '\n' ||
	    at[len - 1] != '\n' || memchr(at, '\0', len) != NULL)
		return RC_CORRUPT;
	memcpy(text, at + 1, len - 2);
	text[len - 2] = '\0';
	z->has_rule = text[0] != '\0';
	if (!z->has_rule)
		return 0;
	return zone_rule_parse(text, &z->rule) == 0 ? 0 : RC_CORRUPT;
}

static int read_body(struct cursor *c, const struct head *h, struct zone *z)
{
	int rc;

	if (h->leaps != 0)
		return RC_UNSUPPORTED;
	if (h->types == 0 || h->types > 256)
		return RC_CORRUPT;
	rc = read_rows(c, h, z);
	if (rc != 0)
		return rc;
	cursor_take(c, h->chars);
	cursor_take(c, h->isstds + h->isuts);
	return c->rc == 0 ? read_footer(c, z) : RC_CORRUPT;
}

int zone_read(const void *data, size_t len, struct zone **out)
{
	struct cursor c = cursor_reading(data, len);
	struct zone *z;
	struct head h;
	int rc = read_head(&c, &h);

	*out = NULL;
	if (rc != 0)
		return rc;
	if (h.version < '2')
		return RC_UNSUPPORTED;
	skip_body(&c, &h);
	rc = read_head(&c, &h);
	if (rc != 0)
		return rc;
	z = mem_new(1, sizeof(*z));
	rc = read_body(&c, &h, z);
	if (rc == 0)
		*out = z;
	else
		zone_free(z);
	return rc;
}

/* ---- loading ----------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "+02:00" */
static int read_offset(const char *text, int32_t *offset)
{
	int minutes;

	if (strlen(text) != 6 || text[3] != ':' || !is_digit(text[1]) ||
	    !is_digit(text[2]) || !is_digit(text[4]) || !is_digit(text[5]))
		return RC_BAD;
	minutes = ((text[1] - '0') * 10 + text[2] - '0') * 60 +
		  (text[4] - '0') * 10 + text[5] - '0';
	if (text[4] > '5' || minutes > 24 * 60)
		return RC_BAD;
	*offset = 60 * (text[0] == '-' ? -minutes : minutes);
	return 0;
}

/* Without a dot no name leads out of the folder; what begins with a small
 * letter there is no zone, or one with leap seconds. */
static bool is_name(const char *name)
{
	size_t len = strlen(name);

	return len <= ZONE_NAME_MAX && name[0] >= 'A' && name[0] <= 'Z' &&
	       strspn(name,
		   "abcdefghijklmnopqrstuvwxyz"
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_+-") == len &&
	       strstr(name, "//") == NULL && name[len - 1] != '/';
}

static int read_whole(int fd, struct zone **out)
{
	uint8_t *data = mem_new(1, FILE_MAX + 1);
	size_t len = 0;
	ssize_t got;
	int rc;

	do {
		got = read(fd, data + len, FILE_MAX + 1 - len);
		len += got > 0 ? (size_t)got : 0;
	} while (got > 0);
	if (got < 0)
		rc = RC_SYSTEM;
	else if (len > FILE_MAX)
		rc = RC_CORRUPT;
	else
		rc = zone_read(data, len, out);
	free(data);
	return rc;
}

static int load_file(const char *name, struct zone **out)
{
	char path[sizeof(ZONES) + 1 + ZONE_NAME_MAX];
	struct stat st;
	int fd, rc = RC_NOT_FOUND;

	snprintf(path, sizeof(path), ZONES "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? RC_NOT_FOUND
							   : RC_SYSTEM;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		rc = read_whole(fd, out);
	close(fd);
	return rc;
}

int zone_load(const char *name, struct zone **out)
{
	bool is_offset = name[0] == '+' || name[0] == '-';
	int32_t offset = 0;

	*out = NULL;
	if (is_offset && read_offset(name, &offset) != 0)
		return RC_BAD;
	if (is_offset || strcmp(name, "UTC") == 0) {
		*out = mem_new(1, sizeof(**out));
		(*out)->first = offset;
		return 0;
	}
	return is_name(name) ? load_file(name, out) : RC_BAD;
}
