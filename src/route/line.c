/* SPDX-License-Identifier: BSD-2-Clause */
#include "route/line.h"

#include <string.h>

struct line line_over(char *text, size_t size)
{
	text[0] = '\0';
	return (struct line){ text, text + size - 1 };
}

void line_add(struct line *l, const char *text)
{
	size_t room = (size_t)(l->end - l->at), len = strlen(text);

	if (len > room) {
		memcpy(l->at, text, room);
		memcpy(l->end - 3, "...", 3);
		len = room;
	} else {
		memcpy(l->at, text, len);
	}
	l->at += len;
	*l->at = '\0';
}

void line_add_number(struct line *l, uint64_t number)
{
	char digits[21]; /* of 2^64 - 1, and a NUL */
	char *at = digits + sizeof(digits) - 1;

	*at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	line_add(l, at);
}

void line_add_list(struct line *l, char *const *text, size_t n)
{
	for (size_t i = 0; i < n && l->at < l->end; i++) {
		if (i != 0)
			line_add(l, ", ");
		line_add(l, text[i]);
	}
}
