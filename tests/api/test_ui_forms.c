/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages with forms: contacts, lists, settings; and what was filled in when the
 * session had ended.
 */
#include "native.h"
#include "pages.h"

#define ADAM "adminadminadmin1"

#define PART "--edge\r\nContent-Disposition: form-data; name="

static int upload(const char *path, const char *parts)
{
	char more[400], body[4096];

	snprintf(more, sizeof(more),
	    "Cookie: esmed_session=%s\r\n"
	    "Content-Type: multipart/form-data; boundary=edge\r\n",
	    browser.session);
	snprintf(body, sizeof(body),
	    PART "\"csrf\"\r\n\r\n%s\r\n%s--edge--\r\n", browser.csrf, parts);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = path,
	    .more = more,
	    .body = body });
	return rig_status();
}

static void signed_in(void)
{
	assert_int_equal(sign_in("otto", OTTO), 303);
}

/* ---- importing --------------------------------------------------------- */

static void a_file_of_contacts_is_imported_into_a_new_list(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(browse("/ui/contacts/import"), 200);
	assert_true(shows("enctype=\"multipart/form-data\""));
	assert_int_equal(upload("/ui/contacts/import",
			     PART "\"file\"; filename=\"a.csv\"\r\n"
				  "Content-Type: text/csv\r\n\r\n"
				  "\xef\xbb\xbfnumber,name,points\r\n"
				  "+19175550301,Marta <b>,3\r\n"
				  "12,Nobody,\r\n"
				  "+19175550302,\"Okafor, Dr.\",\r\n\r\n" PART
				  "\"rows\"\r\n\r\n\r\n" PART
				  "\"list\"\r\n\r\n\r\n" PART
				  "\"new_list\"\r\n\r\nSpring\r\n"),
	    200);
	assert_true(shows("<h1>Imported</h1>"));
	assert_true(shows("<dt>New contacts</dt><dd>2</dd>"));
	assert_true(shows("<dt>Refused</dt><dd>1</dd>"));
	assert_true(shows("data-label=\"Row\">12,Nobody,</td>"));
	/* What was refused is there again, for the list that is there now. */
	assert_true(shows(">number,name,points\n12,Nobody,\n</textarea>"));
	assert_true(shows("name=\"list\" value=\"LS00000001\""));
	assert_int_equal(browse("/ui/lists/LS00000001"), 200);
	assert_true(shows("<h1>Spring</h1>"));
	assert_true(shows(">Marta &lt;b&gt;</a>"));
	assert_true(shows(">Okafor, Dr.</a>"));
}

static void rows_that_are_pasted_join_a_list(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/lists", "name=Guests"), 303);
	assert_true(leads_to("/ui/lists/LS00000001?done=created"));
	assert_int_equal(press("/ui/contacts/import",
			     "list=LS00000001&rows=%2B19175550301,Ann%0D%0A"
			     "(917)+555-0302%0D%0A"),
	    200);
	assert_true(shows("<dt>New contacts</dt><dd>2</dd>"));
	assert_int_equal(press("/ui/contacts/import",
			     "list=LS00000001&rows=%2B19175550301,Other"),
	    200);
	assert_true(shows("<dt>Known before</dt><dd>1</dd>"));
	assert_int_equal(browse("/ui/lists/LS00000001"), 200);
	assert_true(shows(">Ann</a>"));
	assert_false(shows("Other"));
	assert_true(shows("2 contacts"));
}

/* More than the ledger takes at once, so the rows have to wait. */
static void many_rows_go_through_one_form(void **state)
{
	enum { ROWS = 20000 };
	struct buf body = { 0 };
	char more[400];

	(void)state;
	signed_in();
	buf_printf(&body, "csrf=%s&rows=number%%0A", browser.csrf);
	for (unsigned i = 0; i < ROWS; i++)
		buf_printf(&body, "%%2B1917%07u%%0A", 2000000 + i);
	snprintf(more, sizeof(more), "Cookie: esmed_session=%s\r\n" FORM_TYPE,
	    browser.session);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/ui/contacts/import",
	    .more = more,
	    .body = buf_cstr(&body) });
	buf_free(&body);
	for (unsigned i = 0; i < 50 && strlen(rig_got()) == 0; i++)
		rig_settle();
	assert_int_equal(rig_status(), 200);
	assert_true(shows("<dt>New contacts</dt>"
			  "<dd>20\xe2\x80\xaf"
			  "000</dd>"));
}

static void an_import_that_cannot_be_says_what_to_do(void **state)
{
	static const struct {
		const char *fields, *said;
	} bad[] = {
		{ "rows=", "There is nothing to import" },
		{ "rows=+%0D%0A+", "There is nothing to import" },
		{ "rows=phone,name%0A%2B19175550301,Ann",
		    "none of them is &quot;number&quot;" },
		{ "rows=%2B19175550301&file=%2B19175550302",
		    "Both a file and pasted rows" },
		{ "rows=%2B19175550301&list=LS00000001&new_list=x",
		    "Both a list and a name" },
	};

	(void)state;
	signed_in();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(press("/ui/contacts/import", bad[i].fields),
		    400);
		assert_true(shows(bad[i].said));
	}
	/* What was pasted stays. */
	assert_true(shows(">+19175550301</textarea>"));
	assert_int_equal(press("/ui/contacts/import", "rows=1&list=LS00000009"),
	    400);
	assert_true(shows("No such list"));
	assert_int_equal(browse("/ui/contacts"), 200);
	assert_true(shows("No contact here."));
}

static void an_upload_that_is_none_is_refused(void **state)
{
	static const char *const bad[] = {
		PART "\"file\"\r\n\r\n+1917\xf6",
		PART "\"file\"\r\n\r\nnumber\r\n" PART "\"rows\"",
		PART "\"file\"\r\n",
		"--edge\r\nX-None: 1\r\n\r\nx\r\n",
	};

	(void)state;
	signed_in();
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		assert_int_equal(upload("/ui/contacts/import", bad[i]), 400);
		assert_true(shows("CSV UTF-8"));
	}
	/* The word of the session counts here too. */
	browser.csrf[0] ^= 1;
	assert_int_equal(upload("/ui/contacts/import",
			     PART "\"rows\"\r\n\r\n+19175550301\r\n"),
	    403);
	assert_int_equal(browse("/ui/contacts"), 200);
	assert_true(shows("No contact here."));
}

static void semicolons_and_tabs_may_part_columns(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/contacts/import",
			     "rows=Number;Name%0D%0A"
			     "%2B19175550301;%22Ann;B,C%22%0D%0A"),
	    200);
	assert_int_equal(press("/ui/contacts/import",
			     "rows=number%09name%0A%2B19175550302%09Bob+D"),
	    200);
	assert_int_equal(browse("/ui/contacts"), 200);
	assert_true(shows(">Ann;B,C</a>"));
	assert_true(shows(">Bob D</a>"));
}

/* ---- lists and contacts ------------------------------------------------ */

static void a_list_is_renamed_left_and_deleted(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/lists", "name=Guests"), 303);
	assert_int_equal(press("/ui/contacts/import",
			     "list=LS00000001&rows=%2B19175550301,Ann"),
	    200);
	assert_int_equal(press("/ui/lists/LS00000001/rename", "name=Friends"),
	    303);
	assert_int_equal(press("/ui/lists/LS00000001/rename", "name="), 400);
	assert_true(shows("href=\"/ui/lists/LS00000001\">Back</a>"));
	assert_int_equal(
	    press("/ui/lists/LS00000001/leave", "member=CT0000000000000001"),
	    303);
	assert_int_equal(browse("/ui/lists/LS00000001?done=removed"), 200);
	assert_true(shows("<h1>Friends</h1>"));
	assert_true(shows("The contact stays."));
	assert_false(shows(">Ann</a>"));
	assert_int_equal(press("/ui/lists/LS00000001/delete", ""), 303);
	assert_int_equal(browse("/ui/lists/LS00000001"), 404);
	assert_int_equal(browse("/ui/contacts/CT0000000000000001"), 200);
}

static void a_contact_is_made_edited_and_deleted(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/contacts",
			     "number=917+555+0301&name=Ann&tz=UTC&fields="
			     "points:+3:4%0D%0A%0D%0Atown%3A+K%C3%B6ln"),
	    303);
	assert_true(leads_to("/ui/contacts?done=created&q=9175550301"));
	assert_int_equal(browse("/ui/contacts/CT0000000000000001/edit"), 200);
	assert_true(shows(">points: 3:4\ntown: K\xc3\xb6ln\n</textarea>"));
	/* The same number again changes nobody. */
	assert_int_equal(press("/ui/contacts", "number=%2B19175550301&name=B"),
	    400);
	assert_true(shows("a contact already"));
	assert_true(shows("value=\"B\""));
	assert_int_equal(press("/ui/contacts/CT0000000000000001/edit",
			     "name=Bea&tz=&fields="),
	    303);
	assert_int_equal(browse("/ui/contacts/CT0000000000000001"), 200);
	assert_true(shows("<h1>Bea</h1>"));
	assert_false(shows("K\xc3\xb6ln"));
	assert_int_equal(press("/ui/contacts/CT0000000000000001/delete", ""),
	    303);
	assert_int_equal(browse("/ui/contacts"), 200);
	assert_false(shows("Bea"));
}

/* As files bring them: a colon in the name, lines in the value. */
static void a_field_is_a_line_whatever_is_in_it(void **state)
{
	static const char shown[] = "a\\: b: 1\\nc: 2\npath: C:\\\\new\n";
	struct json *j;

	(void)state;
	signed_in();
	assert_int_equal(press("/ui/contacts/import",
			     "rows=number,%22a:+b%22,path%0A%2B19175550301,"
			     "%221%0Ac:+2%22,C:%5Cnew"),
	    200);
	assert_int_equal(browse("/ui/contacts/CT0000000000000001/edit"), 200);
	assert_true(shows(shown));
	assert_int_equal(press("/ui/contacts/CT0000000000000001/edit",
			     "name=Bea&fields=a%5C:+b:+1%5Cnc:+2%0D%0A"
			     "path:+C:%5C%5Cnew%0D%0Ax:+%5Cy"),
	    303);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/contacts/CT0000000000000001",
	    .auth = "Bearer " TOKEN });
	j = rig_json();
	assert_string_equal(rig_text(j, "fields/a: b"), "1\nc: 2");
	assert_string_equal(rig_text(j, "fields/path"), "C:\\new");
	assert_string_equal(rig_text(j, "fields/x"), "\\y");
	json_free(j);
}

static void a_contact_that_is_refused_comes_back_as_it_was(void **state)
{
	(void)state;
	signed_in();
	assert_int_equal(press("/ui/contacts",
			     "number=555-01x&name=Kept&fields=a:+1%0D%0Ab:+2"),
	    400);
	assert_true(shows("is not a phone number"));
	assert_true(shows("value=\"555-01x\""));
	assert_true(shows("value=\"Kept\""));
	assert_true(shows("a: 1\r\nb: 2</textarea>"));
	assert_int_equal(
	    press("/ui/contacts", "number=%2B19175550301&fields=no+mark"), 400);
	assert_true(shows("a colon, its value"));
	assert_int_equal(
	    press("/ui/contacts", "number=%2B19175550301&tz=Mars/Base"), 400);
	assert_true(shows("is not a time zone"));
}

/* ---- settings ---------------------------------------------------------- */

static void an_admin_changes_only_what_he_changed(void **state)
{
	(void)state;
	assert_int_equal(sign_in("adam", ADAM), 303);
	assert_int_equal(press("/ui/settings",
			     "timezone=Europe/Berlin&was.timezone=UTC"
			     "&quiet_hours/start=21:00&quiet_hours/end=09:00"
			     "&countries=US,+CA&was.countries=US"
			     "&smart_sending_hours=8&was.smart_sending_hours=0"
			     "&support_contact=old&was.support_contact=old"),
	    303);
	assert_true(leads_to("/ui/settings?done=saved"));
	assert_int_equal(browse("/ui/settings"), 200);
	assert_true(shows("name=\"timezone\" type=\"text\" "
			  "value=\"Europe/Berlin\""));
	assert_true(shows("value=\"21:00\""));
	assert_true(shows("value=\"US, CA\""));
	assert_true(shows("name=\"smart_sending_hours\" type=\"number\" "
			  "value=\"8\""));
	assert_false(shows("value=\"old\""));
	assert_int_equal(press("/ui/settings", "was.quiet_hours/start=21:00&"
					       "was.quiet_hours/end=09:00"),
	    303);
	assert_int_equal(browse("/ui/settings"), 200);
	assert_false(shows("value=\"21:00\""));
}

static void a_setting_that_cannot_be_is_told_at_its_place(void **state)
{
	(void)state;
	assert_int_equal(sign_in("adam", ADAM), 303);
	assert_int_equal(press("/ui/settings",
			     "timezone=Mars&was.timezone=UTC"
			     "&support_contact=me&was.support_contact="),
	    400);
	assert_true(shows("Nothing was saved: Time zone"));
	assert_true(shows("id=\"wrong\""));
	assert_true(shows("value=\"Mars\""));
	assert_true(shows("value=\"me\""));
	assert_int_equal(press("/ui/settings", "quiet_hours/start=21:00"), 400);
	assert_true(shows("Give both hours"));
	assert_int_equal(press("/ui/settings", "smart_sending_hours=many"),
	    400);
	signed_in();
	assert_int_equal(browse("/ui/settings"), 200);
	assert_true(shows("<fieldset class=\"bare\" disabled>"));
	assert_int_equal(press("/ui/settings", "timezone=UTC"), 403);
}

/* ---- what was filled in when the session had ended --------------------- */

static int sign_in_again(const char *token, const char *kept)
{
	char body[1024];

	cut_out("esmed_form=", ';', browser.form);
	snprintf(body, sizeof(body), "form=%s&name=otto&token=%s%s",
	    browser.form, token, kept);
	return browse_with("POST", "/ui/login", body, "");
}

static void a_form_is_kept_while_one_signs_in_again(void **state)
{
	static const char kept[] = "&kept=/ui/lists&kept.name=Kept+%3Cb%3E";

	(void)state;
	signed_in();
	clock_advance(UI_SESSION_IDLE);
	assert_int_equal(press("/ui/lists", "name=Kept+%3Cb%3E"), 401);
	assert_true(shows("Your session has ended."));
	assert_true(shows("name=\"kept\" value=\"/ui/lists\""));
	assert_true(shows("name=\"kept.name\" value=\"Kept &lt;b&gt;\""));
	assert_false(shows("kept.csrf"));
	assert_int_equal(sign_in_again("wrong", kept), 401);
	assert_true(shows("name=\"kept.name\" value=\"Kept &lt;b&gt;\""));
	/* Nothing is done before one has looked at it. */
	assert_int_equal(sign_in_again(OTTO, kept), 200);
	assert_true(shows("<h1>Nothing was sent yet</h1>"));
	assert_true(shows("action=\"/ui/lists\""));
	assert_true(shows("name=\"name\" value=\"Kept &lt;b&gt;\""));
	cut_out("esmed_session=", ';', browser.session);
	cut_out("name=\"csrf\" value=\"", '"', browser.csrf);
	assert_int_equal(browse("/ui/lists"), 200);
	assert_true(shows("There is no list yet"));
	assert_int_equal(press("/ui/lists", "name=Kept+%3Cb%3E"), 303);
}

static void what_another_site_sent_is_not_kept(void **state)
{
	(void)state;
	signed_in();
	clock_advance(UI_SESSION_IDLE);
	assert_int_equal(browse_with("POST", "/ui/lists", "name=x",
			     "Sec-Fetch-Site: cross-site\r\n"),
	    303);
	/* Without the cookie of a session nothing says that it was ours. */
	browser.session[0] = '\0';
	assert_int_equal(press("/ui/lists", "name=x"), 303);
	assert_true(leads_to("/ui/login"));
}

static void nothing_is_kept_for_elsewhere(void **state)
{
	static const char *const elsewhere[] = { "//evil.example/",
		"https://evil.example/", "/v1/messages", "/ui/logout" };
	char kept[128];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		assert_int_equal(browse("/ui/login"), 200);
		snprintf(kept, sizeof(kept), "&kept=%s&kept.name=x",
		    elsewhere[i]);
		assert_int_equal(sign_in_again(OTTO, kept), 303);
		assert_true(leads_to("/ui/"));
	}
}

/* In another tab one has signed out, and in again. */
static void a_form_of_an_earlier_session_is_shown_again(void **state)
{
	char old[UI_WORD_ROOM], body[128];

	(void)state;
	signed_in();
	strcpy(old, browser.csrf);
	signed_in();
	snprintf(body, sizeof(body), "csrf=%s&name=Kept", old);
	assert_int_equal(browse_with("POST", "/ui/lists", body,
			     "Sec-Fetch-Site: same-origin\r\n"),
	    403);
	assert_true(shows("<h1>Nothing was sent yet</h1>"));
	assert_true(shows(browser.csrf));
	assert_int_equal(browse_with("POST", "/ui/lists", body, ""), 403);
	assert_false(shows(browser.csrf));
	assert_int_equal(browse("/ui/lists"), 200);
	assert_true(shows("There is no list yet"));
}

/* Pages where one signs in may be open in several tabs. */
static void a_second_page_to_sign_in_ends_none_before_it(void **state)
{
	char first[UI_WORD_ROOM];

	(void)state;
	browser = (struct browser){ .csrf = "" };
	assert_int_equal(browse("/ui/login"), 200);
	cut_out("esmed_form=", ';', browser.form);
	strcpy(first, browser.form);
	assert_int_equal(browse("/ui/login"), 200);
	cut_out("esmed_form=", ';', browser.form);
	assert_string_equal(browser.form, first);
	strcpy(browser.form, "short");
	assert_int_equal(browse("/ui/login"), 200);
	assert_false(shows("short"));
}

#define RIG(test) cmocka_unit_test_setup_teardown(test, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RIG(a_file_of_contacts_is_imported_into_a_new_list),
		RIG(rows_that_are_pasted_join_a_list),
		RIG(many_rows_go_through_one_form),
		RIG(an_import_that_cannot_be_says_what_to_do),
		RIG(an_upload_that_is_none_is_refused),
		RIG(semicolons_and_tabs_may_part_columns),
		RIG(a_list_is_renamed_left_and_deleted),
		RIG(a_contact_is_made_edited_and_deleted),
		RIG(a_field_is_a_line_whatever_is_in_it),
		RIG(a_contact_that_is_refused_comes_back_as_it_was),
		RIG(an_admin_changes_only_what_he_changed),
		RIG(a_setting_that_cannot_be_is_told_at_its_place),
		RIG(a_form_is_kept_while_one_signs_in_again),
		RIG(what_another_site_sent_is_not_kept),
		RIG(nothing_is_kept_for_elsewhere),
		RIG(a_form_of_an_earlier_session_is_shown_again),
		RIG(a_second_page_to_sign_in_ends_none_before_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
