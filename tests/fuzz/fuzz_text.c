/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A text as a handset sent it, by any coding and header; then what it says is
 * planned by any choice, and its parts are read back.
 */
#include "fuzz.h"

#include <esmed/text_smart.h>
#include <esmed/text_udh.h>

#define OCTETS_MAX 255

static char text[TEXT_UTF8_ROOM(2 * OCTETS_MAX)];

static size_t read_text(struct fuzz_in *in)
{
	struct text_coded c = { .data_coding = fuzz_byte(in) };
	uint8_t flags = fuzz_byte(in);
	size_t used = sizeof(text), bad_at;
	struct text_udh u;
	int rc;

	c.has_udh = flags & 1;
	c.is_packed = flags & 2;
	c.default_alphabet = (enum text_alphabet)((flags >> 2) % 6);
	c.octets = fuzz_bytes(in, OCTETS_MAX, &c.len);
	rc = text_read(&c, text, &used, &u);
	assert(rc == 0 || rc == RC_BAD || rc == RC_UNSUPPORTED);
	if (rc != 0)
		return 0;
	assert(text_is_utf8(text, used, &bad_at));
	return used;
}

static void expect_parts(const struct text_plan *p)
{
	char back[TEXT_UTF8_ROOM(2 * TEXT_PART_ROOM)];
	struct text_part part;
	struct text_udh u;

	for (unsigned i = 0; i < p->parts; i++) {
		size_t used = sizeof(back);
		struct text_coded c = { .octets = part.octets,
			.data_coding = p->data_coding,
			.is_packed = p->is_packed };
		int rc;

		text_part(p, i, 7, &part);
		c.len = part.len;
		c.has_udh = part.udh;
		rc = text_read(&c, back, &used, &u);
		assert(rc == 0);
		(void)rc;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	uint32_t choice = 0;
	static char smart[TEXT_SMART_ROOM(sizeof(text))];
	size_t len, smart_len = sizeof(smart);
	struct text_plan p;

	for (int i = 0; i < 4; i++)
		choice = choice << 8 | fuzz_byte(&in);
	len = read_text(&in);
	if (text_plan_again(choice, text, len, &p) == 0 && !text_is_payload(&p))
		expect_parts(&p);
	if (text_smart(text, len, smart, &smart_len) != 0)
		assert(false);
	return 0;
}
