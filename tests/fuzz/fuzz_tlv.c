/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One TLV and all that can be asked of it: two bytes of tag, one of room for
 * the text, then the value.
 */
#include "fuzz.h"

#include <esmed/tlv.h>

static void check_number(const struct smpp_tlv *t)
{
	struct smpp_pdu p;
	uint32_t number;
	uint8_t keep[4];

	if (smpp_tlv_number(t, &number) != 0)
		return;
	assert(t->len >= 1 && t->len <= 4);
	smpp_pdu_init(&p, SMPP_SUBMIT_SM, 1);
	if (smpp_pdu_add_number(&p, t->tag, number, keep) != 0)
		return;
	assert(p.tlv_count == 1);
	assert(smpp_pdu_tlv(&p, t->tag) == &p.tlv[0]);
	assert(smpp_tlv_number(&p.tlv[0], &number) == 0);
}

static void check_text(const struct smpp_tlv *t, size_t room)
{
	char text[256];

	memset(text, 'x', sizeof(text));
	if (smpp_tlv_text(t, text, room) != 0)
		assert(text[0] == '\0');
	assert(memchr(text, '\0', room) != NULL);
	assert(strlen(text) <= t->len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	struct smpp_tlv t = { 0 };
	const struct smpp_tlv_info *info;
	size_t room, len;

	t.tag = (uint16_t)(fuzz_byte(&in) << 8);
	t.tag |= fuzz_byte(&in);
	room = (size_t)fuzz_byte(&in) + 1;
	t.value = fuzz_bytes(&in, UINT16_MAX, &len);
	t.len = (uint16_t)len;
	info = smpp_tlv_info(t.tag);
	if (info != NULL)
		assert(smpp_tlv_named(info->name) == info);
	check_number(&t);
	check_text(&t, room);
	return 0;
}
