/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random texts by random rules, split, read back from their octets and joined.
 * TEXTS in the environment says how many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <esmed/text_udh.h>

#include "texts.h"

#define TEXTS_USUAL 20000

static struct {
	unsigned long texts, parts, payloads, national, packed, utf16, latin;
	unsigned long too_long, no_alphabet;
} seen;

static struct {
	char text[TEXTS_ROOM], back[2 * TEXTS_ROOM];
	struct text_rules rules;
	struct text_plan plan;
	size_t len, used;
} it;

static bool goes_on(uint32_t cp)
{
	return (cp >= 0x300 && cp <= 0x36F) || cp == 0x200D || cp == 0xFE0F ||
	       cp == 0x20E3 || (cp >= 0x1F3FB && cp <= 0x1F3FF) ||
	       (cp >= 0x93E && cp <= 0x94D);
}

/* No cluster here is longer than a part, so none may be cut. */
static void expect_whole_clusters(unsigned nth)
{
	const char *end = it.text + it.len;
	uint32_t cp;

	if (it.rules.may_cut || nth == 0)
		return;
	utf8_next(it.text + it.plan.start[nth], end, &cp);
	assert_false(goes_on(cp));
}

/* 140 octets go over the air, with what tells parts apart. */
static void expect_air(const struct text_part *p, size_t head)
{
	size_t text = p->len - head;

	if (p->sar)
		head += head == 0 ? 6 : 5;
	if (it.plan.is_septets && !it.plan.is_packed)
		text = ((7 - head * 8 % 7) % 7 + text * 7 + 7) / 8;
	assert_true(head + text <= 140);
}

static void read_back(const uint8_t *octets, size_t len, bool udh,
    struct text_udh *head)
{
	struct text_coded c = { .octets = octets,
		.len = len,
		.data_coding = it.plan.data_coding,
		.has_udh = udh,
		.is_packed = it.plan.is_packed,
		.default_alphabet = it.rules.default_alphabet };
	size_t room = sizeof(it.back) - it.used;

	assert_int_equal(text_read(&c, it.back + it.used, &room, head), 0);
	assert_int_equal(head->locking, it.plan.locking);
	assert_int_equal(head->single, it.plan.single);
	it.used += room;
}

static void read_parts(void)
{
	for (unsigned i = 0; i < it.plan.parts; i++) {
		bool many = it.plan.parts > 1;
		struct text_part p;
		struct text_udh h;

		text_part(&it.plan, i, 0x1234, &p);
		read_back(p.octets, p.len, p.udh, &h);
		expect_air(&p, h.len);
		expect_whole_clusters(i);
		assert_true(p.sar == (many && it.plan.split == TEXT_SPLIT_SAR));
		assert_true(h.is_concat == (many && !p.sar));
		assert_int_equal(p.total, it.plan.parts);
		assert_int_equal(p.number, i + 1);
		if (h.is_concat) {
			assert_int_equal(h.total, p.total);
			assert_int_equal(h.number, p.number);
			assert_int_equal(h.ref, h.is_ref16 ? 0x1234 : 0x34);
		}
		seen.parts++;
	}
}

static void read_payload(void)
{
	uint8_t octets[TEXT_PAYLOAD_ROOM];
	size_t len = sizeof(octets);
	struct text_udh h;
	bool udh;

	assert_int_equal(text_payload(&it.plan, octets, &len, &udh), 0);
	read_back(octets, len, udh, &h);
	assert_int_equal(it.plan.parts, 1);
	seen.payloads++;
}

static void expect_again(void)
{
	struct text_plan again;
	uint32_t choice = text_choice_pack(&it.plan);

	assert_int_not_equal(choice, 0);
	assert_int_equal(text_plan_again(choice, it.text, it.len, &again), 0);
	assert_int_equal(again.units, it.plan.units);
	assert_int_equal(again.parts, it.plan.parts);
	assert_int_equal(again.segments, it.plan.segments);
	for (unsigned i = 1; i < again.parts; i++)
		assert_int_equal(again.start[i], it.plan.start[i]);
}

static void count_kind(void)
{
	seen.national += it.plan.locking != 0 || it.plan.single != 0;
	seen.packed += it.plan.is_packed;
	seen.utf16 += it.plan.alphabet == TEXT_UCS2;
	seen.latin += it.plan.alphabet == TEXT_LATIN1;
}

static void try_one(uint64_t *seed)
{
	int rc;

	it.len = texts_make(seed, it.text);
	it.rules = texts_rules(seed);
	rc = text_plan_by(&it.rules, it.text, it.len, TEXT_MAX_PARTS, &it.plan);
	seen.texts++;
	seen.too_long += rc == RC_TOO_LONG;
	seen.no_alphabet += rc == RC_UNSUPPORTED;
	if (rc != 0)
		return;
	it.used = 0;
	if (text_is_payload(&it.plan))
		read_payload();
	else
		read_parts();
	assert_int_equal(it.used, it.len);
	assert_memory_equal(it.back, it.text, it.len);
	expect_again();
	count_kind();
}

static void every_text_comes_back_whole(void **state)
{
	const char *wanted = getenv("TEXTS");
	unsigned long n = wanted != NULL ? strtoul(wanted, NULL, 10) : 0;
	uint64_t seed = 20230317;

	(void)state;
	if (n == 0)
		n = TEXTS_USUAL;
	while (n-- > 0)
		try_one(&seed);
	assert_int_equal(seen.no_alphabet, 0);
	print_message("%lu texts in %lu parts and %lu payloads: %lu with "
		      "national tables, %lu packed, %lu UCS-2, %lu Latin-1, "
		      "%lu too long\n",
	    seen.texts, seen.parts, seen.payloads, seen.national, seen.packed,
	    seen.utf16, seen.latin, seen.too_long);
	if (wanted == NULL)
		assert_true(seen.national > 1000 && seen.packed > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_text_comes_back_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
