/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A delivery receipt from a carrier: esm_class, data_coding, which TLVs it
 * has and how long their values are; then the values; then the text.
 */
#include "fuzz.h"

#include "model/errmap.h"
#include "model/receipt.h"

#define IS_SHORT(s) assert(memchr((s), '\0', sizeof(s)) != NULL)

static struct receipt_octets tlv(struct fuzz_in *in, bool there, size_t max)
{
	struct receipt_octets o = { 0 };

	if (there)
		o.data = fuzz_bytes(in, max, &o.len);
	return o;
}

static void check(const struct receipt *r)
{
	enum receipt_state state;

	IS_SHORT(r->id);
	IS_SHORT(r->id_text);
	IS_SHORT(r->stat);
	IS_SHORT(r->stat_raw);
	IS_SHORT(r->err);
	IS_SHORT(r->sub);
	IS_SHORT(r->dlvrd);
	IS_SHORT(r->submit_date);
	IS_SHORT(r->done_date);
	IS_SHORT(r->submit_iso);
	IS_SHORT(r->done_iso);
	IS_SHORT(r->text);
	assert(r->state < RECEIPT_STATE_COUNT);
	assert(r->network_code <= UINT16_MAX);
	assert(receipt_state_name(r->state) != NULL);
	assert(receipt_twilio_name(r) != NULL);
	if (receipt_is_failure(r))
		assert(r->final);
	if (r->stat[0] != '\0' && !r->unlisted)
		assert(receipt_state_parse(r->stat, &state) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	struct receipt_source s = { 0 };
	struct errmap_answer answer;
	struct receipt r;
	uint8_t has;

	s.esm_class = fuzz_byte(&in);
	s.data_coding = fuzz_byte(&in);
	has = fuzz_byte(&in);
	s.id_tlv = tlv(&in, has & 1, has >> 3);
	s.state_tlv = tlv(&in, has & 2, 1);
	s.network_tlv = tlv(&in, has & 4, 3);
	s.text.data = fuzz_bytes(&in, SIZE_MAX, &s.text.len);
	receipt_read(&s, &r);
	if (!r.is_receipt)
		return 0;
	check(&r);
	errmap_receipt(NULL, &r, &answer);
	assert(answer.reason != 0);
	return 0;
}
