/* SPDX-License-Identifier: BSD-2-Clause */
#include <esmed/tlv.h>

#include <string.h>

#include "base/cursor.h"

/* By tag. */
static const struct smpp_tlv_info rows[] = {
#define TLV(tag, name, type, min, max) \
	{ (tag), (min), (max), SMPP_TLV_##type, #name },
#include "smpp/tlv.def"
#undef TLV
};

const struct smpp_tlv_info *smpp_tlv_info(uint16_t tag)
{
	size_t low = 0, high = ARRAY_LEN(rows);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (rows[mid].tag == tag)
			return &rows[mid];
		if (rows[mid].tag < tag)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct smpp_tlv_info *smpp_tlv_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

int smpp_tlv_number(const struct smpp_tlv *t, uint32_t *value)
{
	struct cursor c = cursor_reading(t->value, t->len);

	if (t->len < 1 || t->len > 4)
		return RC_BAD;
	*value = (uint32_t)cursor_get(&c, t->len);
	return 0;
}

int smpp_tlv_text(const struct smpp_tlv *t, char *to, size_t room)
{
	size_t len = 0;

	to[0] = '\0';
	while (len < t->len && t->value[len] != '\0')
		len++;
	if (len >= room)
		return RC_TOO_LONG;
	if (len != 0)
		memcpy(to, t->value, len);
	to[len] = '\0';
	return 0;
}

const struct smpp_tlv *smpp_pdu_tlv(const struct smpp_pdu *p, uint16_t tag)
{
	for (size_t i = 0; i < p->tlv_count; i++) {
		if (p->tlv[i].tag == tag)
			return &p->tlv[i];
	}
	return NULL;
}

int smpp_pdu_add(struct smpp_pdu *p, uint16_t tag, const void *value,
    uint16_t len)
{
	if (p->tlv_count == SMPP_TLVS_MAX)
		return RC_FULL;
	p->tlv[p->tlv_count++] = (struct smpp_tlv){ tag, len, value };
	return 0;
}

int smpp_pdu_add_number(struct smpp_pdu *p, uint16_t tag, uint32_t value,
    uint8_t keep[4])
{
	const struct smpp_tlv_info *row = smpp_tlv_info(tag);
	struct cursor c = cursor_over(keep, 4);

	if (row == NULL || row->type > SMPP_TLV_U32)
		return RC_BAD;
	if (row->max < 4 && value >> (8 * row->max) != 0)
		return RC_BAD;
	cursor_put(&c, row->max, value);
	return smpp_pdu_add(p, tag, keep, row->max);
}
