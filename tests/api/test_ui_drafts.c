/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page on which a campaign is drafted, and what it asks while one types.
 */
#include "native.h"
#include "pages.h"

#define TWO                                                                 \
	"name=T&variant_name=A&weight=70&text=Hi&variant_name=B&weight=30&" \
	"text=Hello%0D%0Ayou&step_text=%0AAnd%3F&step_delay=24h&"           \
	"step_text=&step_delay=&step_text=&step_delay=2h&live=1"

static void signed_in(void)
{
	assert_int_equal(sign_in("otto", OTTO), 303);
}

/* How many times it is on the page. */
static unsigned times(const char *markup)
{
	const char *at = rig_got();
	unsigned n = 0;

	while ((at = strstr(at, markup)) != NULL) {
		at += strlen(markup);
		n++;
	}
	return n;
}

static void numbers_are_parted_as_people_write_them(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/campaigns",
			     "text=Hi&numbers=917+555+0301+%0D%0A"
			     "19175550302+19175550303,(917)+555-0304;"
			     "%2B1+917+555+0305+%2B19175550306%0D%0A12+x"),
	    303);
	rig_disconnect();
	get("/v1/campaigns/CP00000001");
	assert_at("audience/numbers", "[8]");
	assert_at("audience/numbers/0", "917 555 0301");
	assert_at("audience/numbers/2", "19175550303");
	assert_at("audience/numbers/3", "(917) 555-0304");
	assert_at("audience/numbers/4", "+1 917 555 0305");
	assert_at("audience/numbers/6", "12");
	assert_at("warnings/0/count", "2");
}

static void a_button_of_a_draft_s_texts_saves_nothing(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/campaigns", "text=Hi+<b>&do=variant%2B"),
	    200);
	assert_true(shows("<h1>New campaign</h1>"));
	assert_true(shows("\nHi &lt;b&gt;</textarea>"));
	assert_true(shows("value=\"A\""));
	assert_true(shows("id=\"weight-2\""));
	assert_true(shows("data-count=\"segments-2\" autofocus"));
	assert_int_equal(times("data-testid=\"variant\""), 2);
	assert_int_equal(press("/ui/campaigns", TWO "&do=variant0"), 200);
	assert_int_equal(times("name=\"text\""), 1);
	assert_int_equal(times("name=\"weight\""), 0);
	assert_true(shows("\nHello\r\nyou</textarea>"));
	assert_true(shows("name=\"live\" value=\"1\" checked"));
	assert_int_equal(press("/ui/campaigns", TWO "&do=step%2B"), 200);
	assert_int_equal(times("name=\"step_text\""), 4);
	assert_false(shows("Add another follow-up"));
	assert_int_equal(press("/ui/campaigns", TWO "&do=step9"), 200);
	assert_int_equal(times("name=\"step_text\""), 3);
	assert_int_equal(browse("/ui/history"), 200);
	assert_true(shows("No campaign"));
}

static void a_draft_of_several_texts_is_saved_as_it_was_filled_in(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/campaigns", TWO), 303);
	rig_disconnect();
	get("/v1/campaigns/CP00000001");
	assert_string_equal(column("variants", "name"), "A B ");
	assert_string_equal(column("variants", "weight"), "70 30 ");
	assert_at("variants/1/text", "Hello\nyou");
	/* What has no text yet is kept; what has nothing is none. */
	assert_string_equal(column("steps", "delay"), "24h 2h ");
	assert_at("steps/0/text", "\nAnd?");
	assert_at("steps/1/text", "null");
	assert_at("audience/live", "true");
	assert_int_equal(browse("/ui/campaigns/CP00000001/edit"), 200);
	assert_true(shows("\n\nAnd?</textarea>"));
	assert_int_equal(press("/ui/campaigns/CP00000001/edit",
			     "variant_name=A&weight=0&text=Hi&variant_name=B&"
			     "weight=30&text=&step_text=&step_delay="),
	    200);
	assert_true(shows("id=\"wrong\""));
	assert_true(shows("value=\"0\""));
	assert_int_equal(press("/ui/campaigns/CP00000001/edit",
			     "text=Hi&step_text=&step_delay="),
	    303);
	rig_disconnect();
	get("/v1/campaigns/CP00000001");
	assert_at("text", "Hi");
	assert_at("variants", "null");
	assert_at("steps", "[0]");
}

static void a_draft_that_lacks_something_says_so(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/campaigns", "name=Half&text=Hi"), 303);
	assert_int_equal(browse("/ui/campaigns/CP00000001"), 200);
	assert_true(shows("there is no sender, no audience"));
	assert_false(shows("Send now"));
	assert_int_equal(press("/ui/campaigns/CP00000001/edit",
			     "text=Hi&step_text=&step_delay=24h"),
	    303);
	assert_int_equal(browse("/ui/campaigns/CP00000001"), 200);
	assert_true(shows("there is no text in one of its texts or "
			  "follow-ups, no sender, no audience"));
	assert_int_equal(
	    press("/ui/campaigns/CP00000001/edit",
		"name=Half&text=Hi&from=%2B12125550100"
		"&step_text=&numbers=%2B1+(917)+555-0301+%2B19175550302"),
	    303);
	assert_int_equal(browse("/ui/campaigns/CP00000001"), 200);
	assert_false(shows("data-testid=\"missing\""));
	assert_true(shows("2 numbers"));
	assert_true(shows("Send now"));
}

static void a_test_says_to_which_numbers_it_did_not_go(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/campaigns", "text=Hi&from=%2B12125550100"
						"&numbers=%2B19175550301"),
	    303);
	assert_int_equal(press("/ui/campaigns/CP00000001/test-send",
			     "to=12ab,+%2B19175550399"),
	    200);
	assert_true(shows("<b>12ab</b>: <span class=\"reason\">not sent"));
	assert_true(shows("<b>+19175550399</b>: <a"));
	assert_int_equal(
	    press("/ui/campaigns/CP00000001/test-send", "to=%2B19175550399"),
	    303);
}

static void the_count_of_segments_tells_what_is_wrong(void **state)
{
	char text[5100] = "text=", long_body[5300];

	(void)state;
	signed_in();
	assert_int_equal(press("/ui/segments", "text=Hi+{{name}}"), 200);
	assert_true(shows("1 segment, "));
	assert_true(shows("counted as they stand"));
	assert_int_equal(press("/ui/segments", "text=Hi+{{a}}+{{name"), 200);
	assert_true(shows("a field is not closed"));
	/* It is no page, so nothing in it is escaped. */
	memset(text + strlen(text), 'x', 5000);
	snprintf(long_body, sizeof(long_body), "csrf=%s&%s", browser.csrf,
	    text);
	assert_int_equal(browse_with("POST", "/ui/segments", long_body, ""),
	    200);
	assert_true(shows("'text'"));
}

#define RIG(test) cmocka_unit_test_setup_teardown(test, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG(numbers_are_parted_as_people_write_them),
		RIG(a_button_of_a_draft_s_texts_saves_nothing),
		RIG(a_draft_of_several_texts_is_saved_as_it_was_filled_in),
		RIG(a_draft_that_lacks_something_says_so),
		RIG(a_test_says_to_which_numbers_it_did_not_go),
		RIG(the_count_of_segments_tells_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
