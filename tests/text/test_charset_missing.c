/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A C library that came without its converters.
 */
#include <errno.h>
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <esmed/text.h>

#include "base/base.h"

/* In place of the library's. */
iconv_t iconv_open(const char *to, const char *from)
{
	(void)to;
	(void)from;
	errno = EINVAL;
	return (iconv_t)-1;
}

static void what_cannot_be_converted_is_no_text(void **state)
{
	(void)state;
	for (int from = TEXT_CYRILLIC; from <= TEXT_KOREAN; from++) {
		char to[16];
		size_t n = sizeof(to);

		assert_false(text_is_readable((enum text_alphabet)from));
		assert_int_equal(
		    text_decode((enum text_alphabet)from, "ab", 2, to, &n),
		    RC_UNSUPPORTED);
	}
	assert_true(text_is_readable(TEXT_UCS2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_cannot_be_converted_is_no_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
