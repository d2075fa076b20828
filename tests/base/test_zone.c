/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/zone_rule.h"

#define AN_HOUR 3600

/* North, south, half hours, an island that skipped a day, summer time that is
 * negative, rules of Saturdays, none at all. */
static const char *const places[] = { "Europe/Berlin", "America/New_York",
	"Europe/Dublin", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Gaza",
	"Pacific/Apia", "America/Santiago", "Africa/Casablanca",
	"America/St_Johns", "Asia/Kathmandu", "America/Nuuk", "Etc/GMT+5" };

static struct zone *zone_of(const char *name)
{
	struct zone *z;
	int rc = zone_load(name, &z);

	if (rc == RC_NOT_FOUND)
		skip(); /* a system without time zones */
	assert_int_equal(rc, 0);
	return z;
}

static int64_t utc_of(int year, int month, int day, int second)
{
	return (zone_year_days(year) + zone_month_days(year, month) + day - 1) *
		   ZONE_DAY +
	       second;
}

static void agree_with_libc(const struct zone *z, const char *name, int64_t utc)
{
	time_t at = (time_t)utc;
	struct zone_time t;
	struct tm tm;

	localtime_r(&at, &tm);
	if (tm.tm_gmtoff != zone_offset(z, utc))
		fail_msg("%s at %lld: libc has %ld, we %d", name,
		    (long long)utc, tm.tm_gmtoff, zone_offset(z, utc));
	zone_local(z, utc, &t);
	assert_int_equal(t.year, tm.tm_year + 1900);
	assert_int_equal(t.month, tm.tm_mon + 1);
	assert_int_equal(t.day, tm.tm_mday);
	assert_int_equal(t.hour, tm.tm_hour);
	assert_int_equal(t.minute, tm.tm_min);
	assert_int_equal(t.second, tm.tm_sec);
	assert_int_equal(t.weekday, (tm.tm_wday + 6) % 7);
}

/* From 1850 to 2490, about each third day. */
static void the_c_library_shows_the_same(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct zone *z = zone_of(places[i]);

		setenv("TZ", places[i], 1);
		tzset();
		for (int64_t utc = -3786825600; utc < 16409692800;
		     utc += 3 * ZONE_DAY + 12345)
			agree_with_libc(z, places[i], utc);
		zone_free(z);
	}
}

/* A line is "Zone  Sun Mar 31 01:00:00 1996 UT = ... gmtoff=7200". */
static bool check_line(const struct zone *z, const char *line)
{
	const char *at = strstr(line, "  "), *told = strstr(line, "gmtoff=");
	struct tm tm = { 0 };

	if (at == NULL || told == NULL ||
	    strptime(at, " %a %b %d %H:%M:%S %Y", &tm) == NULL)
		return false;
	assert_int_equal(zone_offset(z, timegm(&tm)), atoi(told + 7));
	return true;
}

static void zdump_tells_the_same_second_of_each_change(void **state)
{
	char command[100], line[256];
	size_t lines = 0;
	FILE *f;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct zone *z = zone_of(places[i]);

		snprintf(command, sizeof(command),
		    "PATH=$PATH:/usr/sbin zdump -v -c 1850,2200 %s "
		    "2>/dev/null",
		    places[i]);
		f = popen(command, "r");
		assert_non_null(f);
		while (fgets(line, sizeof(line), f) != NULL)
			lines += check_line(z, line);
		pclose(f);
		zone_free(z);
	}
	if (lines == 0)
		skip(); /* a system without zdump */
	assert_in_range(lines, 1000, SIZE_MAX);
}

static void an_hour_left_out_is_reached_when_the_clocks_go_forward(void **state)
{
	struct zone *z = zone_of("Europe/Berlin");
	int64_t change = utc_of(2026, 3, 29, AN_HOUR);

	(void)state;
	assert_int_equal(zone_utc(z, utc_of(2026, 3, 29, 2 * AN_HOUR)), change);
	assert_int_equal(zone_utc(z, utc_of(2026, 3, 29, 2 * AN_HOUR + 1800)),
	    change);
	assert_int_equal(zone_utc(z, utc_of(2026, 3, 29, 3 * AN_HOUR)), change);
	assert_int_equal(zone_utc(z, utc_of(2026, 3, 29, 3 * AN_HOUR + 1)),
	    change + 1);
	assert_int_equal(zone_utc(z, utc_of(2026, 3, 29, 2 * AN_HOUR - 1)),
	    change - 1);
	zone_free(z);
}

static void of_an_hour_that_comes_twice_the_first_is_meant(void **state)
{
	struct zone *z = zone_of("America/New_York");
	int64_t twice = utc_of(2050, 11, 6, AN_HOUR + 1800);
	int64_t utc = zone_utc(z, twice);

	(void)state;
	assert_int_equal(utc, twice + 4 * AN_HOUR);
	assert_int_equal(zone_offset(z, utc), -4 * AN_HOUR);
	assert_int_equal(zone_offset(z, utc + AN_HOUR), -5 * AN_HOUR);
	assert_int_equal(zone_utc(z, utc_of(2050, 11, 6, 2 * AN_HOUR)),
	    utc_of(2050, 11, 6, 7 * AN_HOUR));
	zone_free(z);
}

/* 30 December 2011 was no day there. */
static void a_day_left_out_is_reached_when_the_next_begins(void **state)
{
	struct zone *z = zone_of("Pacific/Apia");
	struct zone_time t;
	int64_t utc = zone_utc(z, utc_of(2011, 12, 30, 12 * AN_HOUR));

	(void)state;
	zone_local(z, utc, &t);
	assert_int_equal(t.day, 31);
	assert_int_equal(t.hour, 0);
	zone_local(z, utc - 1, &t);
	assert_int_equal(t.day, 29);
	assert_int_equal(t.second, 59);
	zone_free(z);
}

static void an_instant_is_found_again_by_what_its_clocks_show(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct zone *z = zone_of(places[i]);

		for (int64_t utc = utc_of(1900, 1, 1, 0);
		     utc < utc_of(2200, 1, 1, 0); utc += 6 * ZONE_DAY + 4321) {
			int64_t local = utc + zone_offset(z, utc);
			int64_t found = zone_utc(z, local);

			assert_true(found <= utc);
			assert_int_equal(found + zone_offset(z, found), local);
		}
		zone_free(z);
	}
}

static void an_offset_and_utc_need_no_file(void **state)
{
	static const struct {
		const char *name;
		int32_t offset;
	} good[] = { { "UTC", 0 }, { "+00:00", 0 }, { "+02:00", 7200 },
		{ "-05:30", -19800 }, { "+14:00", 50400 } };
	struct zone_time t;
	struct zone *z;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		assert_int_equal(zone_load(good[i].name, &z), 0);
		assert_int_equal(zone_offset(z, 1000000000), good[i].offset);
		assert_int_equal(zone_utc(z, 1000000000),
		    1000000000 - good[i].offset);
		zone_free(z);
	}
	assert_int_equal(zone_load("-05:30", &z), 0);
	zone_local(z, utc_of(2026, 3, 1, AN_HOUR), &t);
	assert_int_equal(t.month, 2);
	assert_int_equal(t.day, 28);
	assert_int_equal(t.hour, 19);
	assert_int_equal(t.minute, 30);
	assert_int_equal(t.weekday, 5);
	zone_free(z);
}

static void a_name_leads_nowhere_but_to_the_zones(void **state)
{
	static const char *const bad[] = { "", "/etc/passwd",
		"../../etc/passwd", "Europe/../../../../etc/passwd",
		"Europe//Berlin", "Europe/", "Europe/Ber lin", "europe/berlin",
		"right/Europe/Berlin", "posixrules", "Europe/Berlin\n", "+2:00",
		"+02:60", "+25:00", "-24:01", "+02:00 ", "+0200", "+-2:00" };
	char name[ZONE_NAME_MAX + 2] = "";
	struct zone *z;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(zone_load(bad[i], &z), RC_BAD);
		assert_null(z);
	}
	memset(name, 'A', ZONE_NAME_MAX);
	assert_int_equal(zone_load(name, &z), RC_NOT_FOUND);
	name[ZONE_NAME_MAX] = 'A';
	assert_int_equal(zone_load(name, &z), RC_BAD);
	assert_int_equal(zone_load("Europe/Atlantis", &z), RC_NOT_FOUND);
	assert_int_equal(zone_load("Europe", &z), RC_NOT_FOUND);
	assert_int_equal(zone_load("Europe/Berlin/Mitte", &z), RC_NOT_FOUND);
}

static size_t slurp(const char *path, uint8_t *data, size_t room)
{
	FILE *f = fopen(path, "rb");
	size_t len;

	if (f == NULL)
		skip(); /* a system without time zones */
	len = fread(data, 1, room, f);
	fclose(f);
	return len;
}

static void a_damaged_file_is_refused_and_harms_nothing(void **state)
{
	uint8_t data[8192], bent[8192];
	size_t len =
	    slurp("/usr/share/zoneinfo/Europe/Berlin", data, sizeof(data));
	struct zone *z;

	(void)state;
	assert_int_equal(zone_read(data, len, &z), 0);
	zone_free(z);
	for (size_t n = 0; n < len; n++) {
		assert_int_not_equal(zone_read(data, n, &z), 0);
		assert_null(z);
	}
	for (size_t n = 0; n < len; n++) {
		memcpy(bent, data, len);
		bent[n] ^= 0xff;
		if (zone_read(bent, len, &z) != 0)
			continue;
		zone_utc(z, zone_offset(z, 4000000000));
		zone_free(z);
	}
	memcpy(bent, data, len);
	bent[4] = 0;
	assert_int_equal(zone_read(bent, len, &z), RC_UNSUPPORTED);
}

static int32_t rule_offset(const char *text, int64_t utc)
{
	struct zone_rule r;
	int64_t next;

	assert_int_equal(zone_rule_parse(text, &r), 0);
	return zone_rule_at(&r, utc, &next);
}

static void each_way_to_write_a_rule_is_understood(void **state)
{
	int64_t leap_february = utc_of(2028, 2, 29, 12 * AN_HOUR);
	int64_t march = utc_of(2028, 3, 1, 12 * AN_HOUR);

	(void)state;
	assert_int_equal(rule_offset("<-0330>3:30:15", 0), -12615);
	assert_int_equal(rule_offset("AAA0BBB,J60/0,J300", leap_february), 0);
	assert_int_equal(rule_offset("AAA0BBB,J60/0,J300", march), AN_HOUR);
	assert_int_equal(rule_offset("AAA0BBB,59/0,300", leap_february),
	    AN_HOUR);
	assert_int_equal(rule_offset("AAA0BBB-2,M2.5.2/0,M10.1.0", march),
	    2 * AN_HOUR);
	/* Summer that never ends (RFC 8536, 3.3.1). */
	for (int day = 0; day < 800; day++)
		assert_int_equal(rule_offset("XXX3EDT4,0/0,J365/23",
				     utc_of(2026, 1, 1, 4 * AN_HOUR) +
					 day * (int64_t)ZONE_DAY),
		    -4 * AN_HOUR);
	/* A change that is days off its day. */
	assert_int_equal(
	    rule_offset("AAA0BBB,M1.1.0/-167,M6.1.0", utc_of(2025, 12, 31, 0)),
	    AN_HOUR);
}

static void a_malformed_rule_is_refused(void **state)
{
	static const char *const bad[] = { "", "AB0", "AAA", "AAA25", "AAA0BBB",
		"AAA0BBB,", "AAA0BBB,M3.5.0", "AAA0BBB,M13.5.0,M10.5.0",
		"AAA0BBB,M3.0.0,M10.5.0", "AAA0BBB,M3.6.0,M10.5.0",
		"AAA0BBB,M3.5.7,M10.5.0", "AAA0BBB,J0,J1", "AAA0BBB,366,1",
		"AAA0BBB,1/168,2", "AAA0BBB,1,2 ", "<AAA0", "<A>0", "AAA0:60",
		"AAA99999999999999999999" };
	struct zone_rule r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(zone_rule_parse(bad[i], &r), RC_BAD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_c_library_shows_the_same),
		cmocka_unit_test(zdump_tells_the_same_second_of_each_change),
		cmocka_unit_test(
		    an_hour_left_out_is_reached_when_the_clocks_go_forward),
		cmocka_unit_test(
		    of_an_hour_that_comes_twice_the_first_is_meant),
		cmocka_unit_test(
		    a_day_left_out_is_reached_when_the_next_begins),
		cmocka_unit_test(
		    an_instant_is_found_again_by_what_its_clocks_show),
		cmocka_unit_test(an_offset_and_utc_need_no_file),
		cmocka_unit_test(a_name_leads_nowhere_but_to_the_zones),
		cmocka_unit_test(a_damaged_file_is_refused_and_harms_nothing),
		cmocka_unit_test(each_way_to_write_a_rule_is_understood),
		cmocka_unit_test(a_malformed_rule_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
