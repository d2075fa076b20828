/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A header is walked once for its soundness and once for what it says, by the
 * same step, which never leaves it.
 */
#include <esmed/text_udh.h>

#include <string.h>

#include "base/base.h"
#include "text/national.h"

#define IE_SIM_FIRST 0x70 /* 3GPP TS 23.040, 9.2.3.24: SIM toolkit security */
#define IE_SIM_LAST  0x7F

/* The element at `at`. RC_BAD: it is longer than the header. */
static int step(const uint8_t *at, const uint8_t *end, struct text_ie_iter *i)
{
	if (end - at < 2 || end - at - 2 < at[1])
		return RC_BAD;
	i->id = at[0];
	i->len = at[1];
	i->data = at + 2;
	i->at = at + 2 + at[1];
	return 0;
}

bool text_udh_next(const void *octets, struct text_ie_iter *i)
{
	const uint8_t *head = octets, *end = head + 1 + head[0];

	if (i->at == NULL)
		i->at = head + 1;
	return i->at < end && step(i->at, end, i) == 0;
}

static void take_concat(struct text_udh *u, const struct text_ie_iter *i)
{
	bool is_ref16 = i->id == TEXT_IE_CONCAT16;
	const uint8_t *d = i->data;
	uint8_t total, number;

	if (i->len != (is_ref16 ? 4 : 3))
		return;
	total = d[i->len - 2];
	number = d[i->len - 1];
	if (total == 0 || number == 0 || number > total)
		return;
	u->is_concat = true;
	u->is_ref16 = is_ref16;
	u->ref = d[0];
	if (is_ref16)
		u->ref = (uint16_t)(d[0] << 8 | d[1]);
	u->total = total;
	u->number = number;
}

static void take_ports(struct text_udh *u, const struct text_ie_iter *i)
{
	const uint8_t *d = i->data;

	if (i->len != (i->id == TEXT_IE_PORT16 ? 4 : 2))
		return;
	u->has_ports = true;
	if (i->id == TEXT_IE_PORT8) {
		u->to_port = d[0];
		u->from_port = d[1];
		return;
	}
	u->to_port = (uint16_t)(d[0] << 8 | d[1]);
	u->from_port = (uint16_t)(d[2] << 8 | d[3]);
}

/* A table that nobody has is not used: 3GPP TS 23.038, 6.2.1.2.1. */
static void take_table(struct text_udh *u, const struct text_ie_iter *i)
{
	if (i->len != 1)
		return;
	if (i->id == TEXT_IE_SINGLE)
		u->single = national_has_single(i->data[0]) ? i->data[0] : 0;
	else
		u->locking = national_has_locking(i->data[0]) ? i->data[0] : 0;
}

static void take(struct text_udh *u, const struct text_ie_iter *i)
{
	switch (i->id) {
	case TEXT_IE_CONCAT8:
	case TEXT_IE_CONCAT16: take_concat(u, i); break;
	case TEXT_IE_PORT8:
	case TEXT_IE_PORT16: take_ports(u, i); break;
	case TEXT_IE_SINGLE:
	case TEXT_IE_LOCKING: take_table(u, i); break;
	default: u->others++; break;
	}
	if (i->id >= IE_SIM_FIRST && i->id <= IE_SIM_LAST)
		u->has_sim = true;
}

int text_udh_parse(const void *octets, size_t len, struct text_udh *udh)
{
	const uint8_t *head = octets, *at, *end;

	*udh = (struct text_udh){ .len = 0 };
	if (len == 0 || head[0] > len - 1)
		return RC_BAD;
	end = head + 1 + head[0];
	for (at = head + 1; at < end;) {
		struct text_ie_iter i;

		if (step(at, end, &i) != 0)
			return RC_BAD;
		take(udh, &i);
		at = i.at;
	}
	udh->len = 1 + (size_t)head[0];
	return 0;
}
