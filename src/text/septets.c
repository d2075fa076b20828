/* SPDX-License-Identifier: BSD-2-Clause */
#include "text/septets.h"

#include <string.h>

#define CR 0x0D

/* Bits between the header and the first septet. */
static size_t fill_bits(size_t head)
{
	return (7 - head * 8 % 7) % 7;
}

size_t septets_packed(size_t septets, size_t head)
{
	return septets == 0 ? 0 : (fill_bits(head) + septets * 7 + 7) / 8;
}

size_t septets_in(size_t len, size_t head)
{
	size_t bits = (len - head) * 8, fill = fill_bits(head);

	return bits < fill ? 0 : (bits - fill) / 7;
}

static void put_septet(uint8_t *to, size_t bit, uint8_t septet)
{
	unsigned wide = (unsigned)(septet & 0x7F) << bit % 8;

	to[bit / 8] |= (uint8_t)wide;
	if (wide > 0xFF)
		to[bit / 8 + 1] |= (uint8_t)(wide >> 8);
}

size_t septets_pack(const uint8_t *septets, size_t count, size_t head,
    uint8_t *to)
{
	size_t fill = fill_bits(head), len = septets_packed(count, head);

	memset(to, 0, len);
	for (size_t i = 0; i < count; i++)
		put_septet(to, fill + i * 7, septets[i]);
	if (count != 0 && len * 8 - fill - count * 7 == 7)
		put_septet(to, fill + count * 7, CR);
	return len;
}

size_t septets_unpack(const uint8_t *octets, size_t len, size_t head,
    uint8_t *to)
{
	size_t fill = fill_bits(head), count = septets_in(len, head);

	for (size_t i = 0; i < count; i++) {
		size_t bit = fill + i * 7;
		const uint8_t *at = octets + head + bit / 8;
		unsigned wide = at[0];

		if (bit % 8 > 1)
			wide |= (unsigned)at[1] << 8;
		to[i] = (uint8_t)(wide >> bit % 8 & 0x7F);
	}
	if (count > 0 && to[count - 1] == CR &&
	    fill + count * 7 == (len - head) * 8)
		count--;
	return count;
}
