/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages: what is text stays text, who may see and do what.
 */
#include "pages.h"
#include "table.h"

/* ---- writing ----------------------------------------------------------- */

static const char *written(struct buf *b)
{
	static char text[512];

	snprintf(text, sizeof(text), "%s", buf_cstr(b));
	buf_free(b);
	return text;
}

static void what_fills_markup_is_text(void **state)
{
	struct buf b = { 0 };

	(void)state;
	html(&b, "<p title=\"%s\">%.*s</p>", "a\"b'c&d", 3, "<x>y");
	assert_string_equal(written(&b),
	    "<p title=\"a&quot;b&#39;c&amp;d\">&lt;x&gt;</p>");
	html(&b, "%s%c", "&amp;", '<');
	assert_string_equal(written(&b), "&amp;amp;&lt;");
	html(&b, "%d %u %zu %lld %llu %.1f %%", -1, 2u, (size_t)3,
	    (long long)-4, 5ull, 6.25);
	assert_string_equal(written(&b), "-1 2 3 -4 5 6.2 %");
}

static void control_bytes_are_no_part_of_a_page(void **state)
{
	struct buf b = { 0 };

	(void)state;
	html(&b, "%s",
	    "a\x01"
	    "b\tc\nd\x7f");
	assert_string_equal(written(&b), "a\xef\xbf\xbd"
					 "b\tc\nd\xef\xbf\xbd");
}

static void a_query_is_part_of_an_attribute(void **state)
{
	struct buf b = { 0 };
	bool more = false;

	(void)state;
	html_query(&b, &more, "q", "a b&\"c");
	html_query(&b, &more, "empty", "");
	html_query(&b, &more, "none", NULL);
	html_query(&b, &more, "to", "+1");
	assert_string_equal(written(&b), "?q=a%20b%26%22c&amp;to=%2B1");
}

static void a_value_that_is_not_there_is_nothing(void **state)
{
	static const char text[] = "{\"a\":{\"b\":\"x\",\"n\":3,\"r\":0.5,"
				   "\"t\":true,\"z\":null}}";
	const struct json_value *v;
	struct json_error err;
	struct json *j;

	(void)state;
	assert_int_equal(json_parse(text, strlen(text), &j, &err), 0);
	v = json_root(j);
	assert_string_equal(pick_text(v, "a/b"), "x");
	assert_string_equal(pick_text(v, "a/n"), "");
	assert_string_equal(pick_text(v, "a/b/c"), "");
	assert_string_equal(pick_text(NULL, "a"), "");
	assert_int_equal(pick_int(v, "a/n"), 3);
	assert_int_equal(pick_int(v, "a/b"), 0);
	assert_true(pick_real(v, "a/r") > 0.4);
	assert_true(pick_bool(v, "a/t"));
	assert_true(pick_has(v, "a/t"));
	assert_false(pick_has(v, "a/z"));
	assert_false(pick_has(v, "a/none"));
	json_free(j);
}

/* ---- signing in -------------------------------------------------------- */

static void who_signs_in_is_led_to_the_pages(void **state)
{
	(void)state;
	assert_int_equal(browse("/ui/"), 303);
	assert_string_equal(rig_header("Location"), "/ui/login");
	assert_int_equal(browse("/ui/history"), 303);
	assert_string_equal(rig_header("Location"),
	    "/ui/login?next=%2Fui%2Fhistory");
	assert_int_equal(sign_in("otto", OTTO), 303);
	assert_int_equal(browse("/ui/"), 200);
	assert_true(shows("otto"));
	assert_int_equal(sign_in(SID, TOKEN), 303);
	assert_int_equal(sign_in("one", TOKEN), 303);
}

static void the_cookie_is_kept_from_scripts_and_other_sites(void **state)
{
	const char *cookie;

	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	assert_int_equal(browse("/ui/login"), 200);
	cookie = rig_header("Set-Cookie");
	assert_non_null(strstr(cookie, "; HttpOnly"));
	assert_non_null(strstr(cookie, "; SameSite=Strict"));
	assert_non_null(strstr(cookie, "; Path=/ui"));
	assert_null(strstr(cookie, "Secure"));
	assert_int_equal(strlen(browser.session), UI_WORD_ROOM - 1);
	assert_string_not_equal(browser.session, browser.csrf);
}

static void a_cookie_is_for_tls_only_where_there_is_tls(void **state)
{
	const struct http_request r = { .tls = true, .is_made = true };
	const struct call c = { .request = &r };
	char cookie[UI_COOKIE_ROOM];

	(void)state;
	ui_cookie_format(&c, "n", "v", 0, cookie);
	assert_string_equal(cookie,
	    "n=v; Path=/ui; HttpOnly; SameSite=Strict; Max-Age=0; Secure");
}

static void what_is_wrong_is_counted(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(sign_in("otto", "wrong"), 401);
	assert_true(shows("Sign in"));
	assert_true(shows("role=\"alert\""));
	assert_int_equal(sign_in("otto", "wrong"), 429);
	/* Who knows the token is not kept out. */
	assert_int_equal(sign_in("otto", OTTO), 303);
	assert_int_equal(sign_in("otto", VERA), 429);
	clock_advance(61 * SECOND);
	assert_int_equal(sign_in("otto", VERA), 401);
}

static void a_form_of_another_site_signs_nobody_in(void **state)
{
	char body[256];

	(void)state;
	browser = (struct browser){ .form = "" };
	assert_int_equal(
	    browse_with("POST", "/ui/login", "form=&name=otto&token=" OTTO, ""),
	    403);
	strcpy(browser.form, "0123");
	assert_int_equal(browse_with("POST", "/ui/login",
			     "form=4567&name=otto&token=" OTTO, ""),
	    403);
	snprintf(body, sizeof(body), "form=0123&name=otto&token=%s", OTTO);
	assert_int_equal(browse_with("POST", "/ui/login", body, ""), 303);
}

static void one_is_led_to_pages_of_ours_only(void **state)
{
	static const char *const elsewhere[] = { "//evil.example/",
		"https://evil.example/", "/v1/messages", "/ui/../x?y=1",
		"/ui/logout", "/ui/%5Cevil" };
	char body[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(elsewhere); i++) {
		browser = (struct browser){ .form = "0123" };
		snprintf(body, sizeof(body),
		    "form=0123&name=otto&token=%s&next=%s", OTTO, elsewhere[i]);
		assert_int_equal(browse_with("POST", "/ui/login", body, ""),
		    303);
		assert_string_equal(rig_header("Location"), "/ui/");
	}
	assert_int_equal(browse_with("POST", "/ui/login",
			     "form=0123&name=otto&token=" OTTO
			     "&next=/ui/contacts/%2B19175550001",
			     ""),
	    303);
	assert_string_equal(rig_header("Location"),
	    "/ui/contacts/+19175550001");
}

/* ---- sessions ---------------------------------------------------------- */

static void a_session_ends_when_it_is_not_used(void **state)
{
	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	clock_advance(UI_SESSION_IDLE - SECOND);
	assert_int_equal(browse("/ui/alerts"), 200);
	clock_advance(UI_SESSION_IDLE - SECOND);
	assert_int_equal(browse("/ui/alerts"), 200);
	clock_advance(UI_SESSION_IDLE);
	assert_int_equal(browse("/ui/alerts"), 303);
}

static void a_session_has_a_last_hour(void **state)
{
	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	for (int i = 1; i < 24; i++) {
		clock_advance(UI_SESSION_LIFE / 24);
		assert_int_equal(browse("/ui/alerts"), 200);
	}
	clock_advance(UI_SESSION_LIFE / 24);
	assert_int_equal(browse("/ui/alerts"), 303);
}

static void a_token_that_is_taken_away_ends_its_sessions(void **state)
{
	struct conf_user *otto = &rig.conf->user[1];

	(void)state;
	assert_string_equal(otto->name, "otto");
	assert_int_equal(sign_in("otto", OTTO), 303);
	free(otto->token);
	otto->token = mem_strdup("another-token-of-otto");
	api_reconfigure(rig.api, rig.conf);
	assert_int_equal(browse("/ui/alerts"), 303);
}

static void a_stranger_s_cookie_is_nobody(void **state)
{
	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	browser.session[5] ^= 1;
	assert_int_equal(browse("/ui/alerts"), 303);
	memset(browser.session, 'f', UI_WORD_ROOM - 1);
	assert_int_equal(browse("/ui/alerts"), 303);
}

static void sessions_are_bounded_and_the_longest_unused_goes(void **state)
{
	const struct http_request r = { .is_made = true };
	const struct call c = { .request = &r };
	struct auth auth = { .scheme = AUTH_BASIC, .user = "otto" };
	char cookie[UI_COOKIE_ROOM];
	struct browser first;

	(void)state;
	strcpy(auth.secret, OTTO);
	assert_int_equal(sign_in("otto", OTTO), 303);
	first = browser;
	clock_advance(SECOND);
	assert_int_equal(sign_in("otto", OTTO), 303);
	for (unsigned i = 2; i < UI_SESSIONS; i++)
		ui_session_begin(rig.api, &c, &auth, cookie);
	assert_int_equal(browse("/ui/alerts"), 200);
	ui_session_begin(rig.api, &c, &auth, cookie);
	assert_int_equal(browse("/ui/alerts"), 200);
	browser = first;
	assert_int_equal(browse("/ui/alerts"), 303);
}

/* ---- forms ------------------------------------------------------------- */

static void a_form_without_the_session_s_word_does_nothing(void **state)
{
	char body[128];

	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	assert_int_equal(browse_with("POST", "/ui/logout", "", ""), 403);
	assert_int_equal(browse_with("POST", "/ui/logout", "csrf=x", ""), 403);
	snprintf(body, sizeof(body), "csrf=%s", browser.csrf);
	assert_int_equal(browse_with("POST", "/ui/logout", body,
			     "Sec-Fetch-Site: cross-site\r\n"),
	    403);
	assert_int_equal(browse_with("POST", "/ui/logout", body,
			     "Sec-Fetch-Site: same-site\r\n"),
	    403);
	assert_int_equal(browse("/ui/alerts"), 200);
	assert_int_equal(browse_with("POST", "/ui/logout", body,
			     "Sec-Fetch-Site: same-origin\r\n"),
	    303);
	assert_int_equal(browse("/ui/alerts"), 303);
}

static void the_word_of_another_session_does_nothing(void **state)
{
	struct browser one;

	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	one = browser;
	assert_int_equal(sign_in("otto", OTTO), 303);
	strcpy(browser.csrf, one.csrf);
	assert_int_equal(press("/ui/logout", ""), 403);
}

/* A browser may have credentials of the API in its memory. */
static void basic_credentials_send_no_form(void **state)
{
	(void)state;
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/ui/dashboard",
	    .auth = BASIC,
	    .more = FORM_TYPE,
	    .body = "bulk_sequences=yes" });
	assert_int_equal(rig_status(), 403);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/ui/alerts",
	    .auth = BASIC });
	assert_int_equal(rig_status(), 200);
}

/* ---- roles ------------------------------------------------------------- */

static int ask(const struct row *r, const char *id, const char *auth)
{
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = r->method,
	    .path = path_of(r, SID, id, id),
	    .auth = auth,
	    .more = FORM_TYPE,
	    .body = strcmp(r->method, "GET") == 0 ? NULL : "reason=x" });
	return rig_status();
}

static bool is_page(const struct row *r)
{
	return r->face == FACE_UI && r->who != WHO_ANYBODY;
}

static void every_page_wants_one_to_sign_in(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (!is_page(&rows[i]))
			continue;
		if (ask(&rows[i], "x", NULL) != 303 ||
		    strncmp(rig_header("Location"), "/ui/login", 9) != 0)
			fail_msg("%s %s\n%s", rows[i].method, rows[i].path,
			    rig_got());
		if (ask(&rows[i], "x", "Bearer wrong") < 401)
			fail_msg("%s %s", rows[i].method, rows[i].path);
	}
}

static void every_page_takes_the_roles_of_its_row(void **state)
{
	static const char *const tokens[] = { [WHO_VIEWER] = "Bearer " VERA,
		[WHO_OPERATOR] = "Bearer " OTTO,
		[WHO_ADMIN] = BEARER };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (unsigned w = WHO_VIEWER; w <= WHO_ADMIN; w++) {
			int status;

			if (!is_page(&rows[i]))
				continue;
			status = ask(&rows[i], "x", tokens[w]);
			if ((w < rows[i].who) != (status == 403))
				fail_msg("%s %s as %u: %d", rows[i].method,
				    rows[i].path, w, status);
		}
	}
}

/* ---- pages ------------------------------------------------------------- */

static const char *post(const char *auth, const char *text)
{
	static char id[64];
	char body[512];
	struct json *j;

	snprintf(body, sizeof(body),
	    "{\"to\":\"+12125550199\",\"from\":\"%s\",\"text\":\"%s\"}",
	    strcmp(auth, BEARER) == 0 ? "esmed" : "ACME", text);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = auth,
	    .more = JSON_TYPE,
	    .body = body });
	assert_int_equal(rig_status(), 201);
	j = rig_json();
	snprintf(id, sizeof(id), "%s", rig_text(j, "id"));
	json_free(j);
	return id;
}

static void a_text_of_markup_is_shown_as_it_was_written(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "/ui/messages/%s",
	    post(BEARER, "<script>a()</script>&amp;'"));
	assert_int_equal(sign_in("vera", VERA), 303);
	assert_int_equal(browse("/ui/messages"), 200);
	assert_true(shows("&lt;script&gt;a()&lt;/script&gt;&amp;amp;&#39;"));
	assert_false(shows("<script>a"));
	assert_int_equal(browse(path), 200);
	assert_true(shows("&lt;script&gt;a()&lt;/script&gt;&amp;amp;&#39;"));
	assert_false(shows("<script>a"));
	assert_int_equal(browse("/ui/messages?q=%22%3E%3Cscript%3Eb()"), 200);
	assert_true(shows("value=\"&quot;&gt;&lt;script&gt;b()\""));
	assert_false(shows("<script>b"));
}

static void a_page_takes_nothing_from_elsewhere(void **state)
{
	const char *policy;

	(void)state;
	assert_int_equal(browse("/ui/login"), 200);
	policy = rig_header("Content-Security-Policy");
	assert_non_null(strstr(policy, "default-src 'none'"));
	assert_non_null(strstr(policy, "script-src 'self'"));
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_string_equal(rig_header("Cache-Control"), "no-store");
	assert_null(strstr(rig_body(), "http://"));
	assert_null(strstr(rig_body(), "style="));
}

static void a_foreign_message_has_no_page(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "/ui/messages/%s",
	    post("Bearer fedcba9876543210", "canary"));
	assert_int_equal(sign_in(SID, TOKEN), 303);
	assert_int_equal(browse(path), 404);
	assert_true(shows("<h1>Not found</h1>"));
	assert_false(shows("canary"));
	assert_int_equal(browse("/ui/messages"), 200);
	assert_false(shows("canary"));
}

static void a_viewer_s_pages_have_no_buttons(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "/ui/messages/%s",
	    post(BEARER, "wait for me"));
	assert_int_equal(sign_in("otto", OTTO), 303);
	assert_int_equal(browse(path), 200);
	assert_true(shows("/cancel\""));
	assert_int_equal(sign_in("vera", VERA), 303);
	assert_int_equal(browse(path), 200);
	assert_false(shows("/cancel\""));
	strcat(path, "/cancel");
	assert_int_equal(press(path, ""), 403);
}

static void a_button_does_what_the_native_face_does(void **state)
{
	char path[128], button[160];

	(void)state;
	snprintf(path, sizeof(path), "/ui/messages/%s",
	    post(BEARER, "wait for me"));
	assert_int_equal(sign_in("otto", OTTO), 303);
	snprintf(button, sizeof(button), "%s/cancel", path);
	assert_int_equal(press(button, ""), 303);
	strcat(path, "?done=canceled");
	assert_string_equal(rig_header("Location"), path);
	assert_int_equal(browse(path), 200);
	assert_true(shows("role=\"status\">Canceled."));
	snprintf(button, sizeof(button), "%.47s/resend", path);
	assert_int_equal(press(button, ""), 409);
	assert_true(shows("<h1>That is not possible now</h1>"));
	snprintf(button, sizeof(button), "%.47s/explode", path);
	assert_int_equal(press(button, ""), 404);
}

static void what_is_not_there_is_a_page_of_its_own(void **state)
{
	(void)state;
	assert_int_equal(browse("/ui/nothing"), 404);
	assert_true(shows("<!DOCTYPE html>"));
	assert_int_equal(browse_with("DELETE", "/ui/login", NULL, ""), 405);
	assert_string_equal(rig_header("Allow"), "GET, HEAD, POST");
	assert_int_equal(browse("/"), 303);
	assert_string_equal(rig_header("Location"), "/ui/");
	assert_int_equal(browse("/ui"), 303);
}

static void a_browser_may_go_before_its_page_has_come(void **state)
{
	(void)state;
	assert_int_equal(sign_in("otto", OTTO), 303);
	rig.hold = true;
	for (unsigned i = 0; i < 3; i++)
		browse("/ui/messages");
	rig_disconnect();
	rig.hold = false;
	rig_settle();
	assert_int_equal(browse("/ui/messages"), 200);
}

static void style_and_script_may_be_kept(void **state)
{
	(void)state;
	assert_int_equal(browse("/ui/ui.css?v=1"), 200);
	assert_string_equal(rig_header("Content-Type"),
	    "text/css; charset=utf-8");
	assert_non_null(strstr(rig_header("Cache-Control"), "max-age"));
	assert_true(shows("prefers-color-scheme: dark"));
	assert_int_equal(browse("/ui/ui.js"), 200);
	assert_int_equal(browse("/ui/icon.svg"), 200);
	assert_string_equal(rig_header("Content-Type"), "image/svg+xml");
}

#define RIG(test) cmocka_unit_test_setup_teardown(test, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fills_markup_is_text),
		cmocka_unit_test(control_bytes_are_no_part_of_a_page),
		cmocka_unit_test(a_query_is_part_of_an_attribute),
		cmocka_unit_test(a_value_that_is_not_there_is_nothing),
		cmocka_unit_test(a_cookie_is_for_tls_only_where_there_is_tls),
		RIG(who_signs_in_is_led_to_the_pages),
		RIG(the_cookie_is_kept_from_scripts_and_other_sites),
		RIG(what_is_wrong_is_counted),
		RIG(a_form_of_another_site_signs_nobody_in),
		RIG(one_is_led_to_pages_of_ours_only),
		RIG(a_session_ends_when_it_is_not_used),
		RIG(a_session_has_a_last_hour),
		RIG(a_token_that_is_taken_away_ends_its_sessions),
		RIG(a_stranger_s_cookie_is_nobody),
		RIG(sessions_are_bounded_and_the_longest_unused_goes),
		RIG(a_form_without_the_session_s_word_does_nothing),
		RIG(the_word_of_another_session_does_nothing),
		RIG(basic_credentials_send_no_form),
		RIG(every_page_wants_one_to_sign_in),
		RIG(every_page_takes_the_roles_of_its_row),
		RIG(a_text_of_markup_is_shown_as_it_was_written),
		RIG(a_page_takes_nothing_from_elsewhere),
		RIG(a_foreign_message_has_no_page),
		RIG(a_viewer_s_pages_have_no_buttons),
		RIG(a_button_does_what_the_native_face_does),
		RIG(what_is_not_there_is_a_page_of_its_own),
		RIG(a_browser_may_go_before_its_page_has_come),
		RIG(style_and_script_may_be_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
