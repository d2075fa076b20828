/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every endpoint with every role, of its own account and of a foreign one:
 * made from the table, so a new endpoint is tested as soon as it is there
 * (reliability.md W12, W15, W17).
 */
#include "rig.h"
#include "table.h"

#include "http/auth.h"
#include "net/stream_impl.h"

static const struct role {
	const char *name, *token;
	enum endpoint_who is;
} roles[] = {
	{ "vera", "viewerviewerview", WHO_VIEWER },
	{ "otto", "operatoroperator", WHO_OPERATOR },
	{ "adam", "adminadminadmin1", WHO_ADMIN },
	{ "one", TOKEN, WHO_ADMIN },
};

#define TWO_TOKEN "fedcba9876543210"

/* What only messages of the other account say. */
#define CANARY      "canary-text"
#define CANARY_TO   "2125550177"
#define CANARY_REF  "canary-ref"
#define CANARY_FROM "Canary"

/* ---- asking ------------------------------------------------------------ */

static const char *bearer(const char *token)
{
	static char header[200];

	snprintf(header, sizeof(header), "Bearer %s", token);
	return header;
}

/* "Basic " and the pair in base64. */
static const char *basic(const char *user, const char *secret)
{
	static char header[512];
	char pair[300];

	snprintf(pair, sizeof(pair), "%s:%s", user, secret);
	strcpy(header, "Basic ");
	base64_format(pair, strlen(pair), header + strlen(header));
	return header;
}

static int ask(const struct row *r, const char *path, const char *auth)
{
	bool has_body = strcmp(r->method, "GET") != 0;

	rig_disconnect();
	rig_send(&(struct rig_request){ .method = r->method,
	    .path = path,
	    .auth = auth,
	    .more = r->face == FACE_TWILIO ? FORM_TYPE : JSON_TYPE,
	    .body = !has_body                ? NULL
		    : r->face == FACE_TWILIO ? "To=%2B12125550199"
					     : "{}" });
	return rig_status();
}

static int get(const char *path, const char *auth)
{
	rig_disconnect();
	rig_send(&(
	    struct rig_request){ .method = "GET", .path = path, .auth = auth });
	return rig_status();
}

/* Post a message natively. Its id, or "". */
static const char *post(const char *token, const char *body)
{
	static char id[64];
	struct json *j;

	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages",
	    .auth = bearer(token),
	    .more = JSON_TYPE,
	    .body = body });
	if (rig_status() != 201)
		return "";
	j = rig_json();
	snprintf(id, sizeof(id), "%s", rig_text(j, "id"));
	json_free(j);
	return id;
}

static const char *post_canary(void)
{
	const char *id = post(TWO_TOKEN,
	    "{\"to\":\"+1" CANARY_TO "\",\"from\":\"" CANARY_FROM
	    "\",\"text\":\"" CANARY "\",\"ref\":\"" CANARY_REF "\"}");

	assert_string_not_equal(id, "");
	return id;
}

static const char *post_own(void)
{
	return post(TOKEN, "{\"to\":\"+12125550199\",\"from\":\"esmed\","
			   "\"text\":\"hello\"}");
}

static void fail_row(const struct row *r, const char *who, const char *why)
{
	fail_msg("%s %s as %s: %s:\n%s", r->method, r->path, who, why,
	    rig_got());
}

/* ---- roles ------------------------------------------------------------- */

static bool is_forbidden(const struct row *r)
{
	if (rig_status() != 403)
		return false;
	if (strstr(rig_body(),
		r->face == FACE_TWILIO ? "20003" : "\"forbidden\"") == NULL)
		fail_row(r, "anybody", "403 in another form");
	return true;
}

static void try_role(const struct row *r, const struct role *role,
    const char *id)
{
	int status = ask(r, path_of(r, SID, id, id), bearer(role->token));

	if (role->is < r->who) {
		if (!is_forbidden(r))
			fail_row(r, role->name, "not forbidden");
		return;
	}
	if (status == 0 || status == 401 || status == 403)
		fail_row(r, role->name, "not let in");
}

static void each_endpoint_takes_the_roles_that_its_row_says(void **state)
{
	char id[64];

	(void)state;
	snprintf(id, sizeof(id), "%s", post_own());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t j = 0; j < ARRAY_LEN(roles); j++) {
			if (rows[i].who != WHO_ANYBODY &&
			    rows[i].face != FACE_UI)
				try_role(&rows[i], &roles[j], id);
		}
	}
}

/* It asks, or sets what only he sees himself. */
static bool is_harmless(const struct row *r)
{
	static const char *const all[] = { "/v1/explain/", "/estimate",
		"/v1/me/" };

	if (strcmp(r->method, "GET") == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (strstr(r->path, all[i]) != NULL)
			return true;
	}
	return false;
}

/* What pages do they ask of these endpoints, with the same rights. */
static void a_viewer_may_nothing_but_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];

		if (r->who == WHO_VIEWER && r->face != FACE_UI &&
		    !is_harmless(r))
			fail_msg("%s %s changes something", r->method, r->path);
	}
}

static void no_endpoint_is_open_to_who_has_no_token(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char wrong[64];

		if (rows[i].who == WHO_ANYBODY || rows[i].face == FACE_UI)
			continue;
		snprintf(wrong, sizeof(wrong), "%zu-is-wrong", 1000000 + i);
		if (ask(&rows[i], path_of(&rows[i], SID, "x", "x"), NULL) !=
		    401)
			fail_row(&rows[i], "nobody", "not refused");
		if (ask(&rows[i], path_of(&rows[i], SID, "x", "x"),
			bearer(wrong)) != 401)
			fail_row(&rows[i], "a stranger", "not refused");
	}
}

/* ---- foreign accounts -------------------------------------------------- */

static bool shows_canary(void)
{
	static const char *const marks[] = { CANARY, CANARY_TO, CANARY_REF,
		CANARY_FROM };

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		if (strstr(rig_got(), marks[i]) != NULL)
			return true;
	}
	return false;
}

static bool has(const char *path, const char *what)
{
	return strstr(path, what) != NULL;
}

/* A foreign message is one that does not exist. */
static void try_message(const struct row *r, const struct role *role,
    const char *id)
{
	int status = ask(r, path_of(r, SID, id, id), bearer(role->token));

	if (shows_canary())
		fail_row(r, role->name, "shows a foreign message");
	if (has(r->path, "essages/{id}") && status != 404 && status != 403)
		fail_row(r, role->name, "a foreign message is there");
}

static void try_account(const struct row *r, const struct role *role,
    const char *id)
{
	int status;

	if (!has(r->path, "{account}"))
		return;
	status = ask(r, path_of(r, OTHER, id, id), bearer(role->token));
	if (shows_canary())
		fail_row(r, role->name, "shows a foreign message");
	if (status != 404 && !(status == 403 && role->is < r->who))
		fail_row(r, role->name, "a foreign account is there");
}

static void nothing_of_a_foreign_account_is_seen_or_changed(void **state)
{
	char id[64], path[128], before[4096];

	(void)state;
	snprintf(id, sizeof(id), "%s", post_canary());
	snprintf(path, sizeof(path), "/v1/messages/%s", id);
	assert_int_equal(get(path, bearer(TWO_TOKEN)), 200);
	assert_true(shows_canary());
	snprintf(before, sizeof(before), "%s", rig_body());
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		for (size_t j = 0; j < ARRAY_LEN(roles); j++) {
			if (rows[i].who == WHO_ANYBODY)
				continue;
			try_message(&rows[i], &roles[j], id);
			try_account(&rows[i], &roles[j], id);
		}
	}
	assert_int_equal(get(path, bearer(TWO_TOKEN)), 200);
	assert_string_equal(rig_body(), before);
}

static void a_number_of_two_accounts_lists_only_ones_own(void **state)
{
	struct json *j;

	(void)state;
	assert_string_not_equal(post_own(), "");
	assert_string_not_equal(
	    post(TWO_TOKEN, "{\"to\":\"+12125550199\",\"from\":\"" CANARY_FROM
			    "\",\"text\":\"" CANARY "\"}"),
	    "");
	assert_int_equal(
	    get("/v1/messages?to=%2B12125550199", bearer(roles[0].token)), 200);
	assert_false(shows_canary());
	j = rig_json();
	rig_assert_text(j, "messages", "[1]");
	json_free(j);
}

/* ---- users ------------------------------------------------------------- */

static void a_user_comes_with_the_token_alone_or_with_the_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		assert_int_equal(get("/v1/messages", bearer(roles[i].token)),
		    200);
		assert_int_equal(
		    get("/v1/messages", basic(roles[i].name, roles[i].token)),
		    200);
	}
	assert_int_equal(get("/v1/messages", basic("vera", TOKEN)), 401);
	assert_int_equal(get("/v1/messages", basic("otto", roles[0].token)),
	    401);
	/* The sid goes with the account's own token only. */
	assert_int_equal(get("/v1/messages", basic(SID, roles[2].token)), 401);
}

static void two_of_one_name_are_told_apart_by_their_tokens(void **state)
{
	char path[128];

	(void)state;
	snprintf(path, sizeof(path), "/v1/messages/%s", post_canary());
	assert_int_equal(get(path, basic("vera", "anotherverasword")), 200);
	assert_int_equal(get(path, basic("vera", "viewerviewerview")), 404);
}

static void a_token_given_as_its_sum_takes_the_secret_and_not_the_sum(
    void **state)
{
	(void)state;
	assert_int_equal(get("/v1/messages", bearer("threethreethree3")), 200);
	assert_int_equal(
	    get("/v1/messages", basic("three", "threethreethree3")), 200);
	assert_int_equal(
	    get("/v1/messages", bearer(rig.conf->account[2].token + 7)), 401);
	assert_int_equal(
	    get("/v1/messages", basic("three", rig.conf->account[2].token)),
	    401);
}

/* ---- addresses --------------------------------------------------------- */

static int get_from(const char *peer, const char *auth)
{
	struct stream *server;

	rig_disconnect();
	rig_settle();
	buf_clear(&rig.got);
	stream_pair(rig.loop, &rig.client, &server);
	snprintf(server->peer, sizeof(server->peer), "%s", peer);
	stream_set_events(rig.client, &rig_client_events, NULL);
	api_accept(rig.api, server);
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/messages",
	    .auth = auth });
	return rig_status();
}

static void allow(const char *net)
{
	struct conf_list *l = &rig.conf->account[0].allow;

	l->v = mem_resize(l->v, l->n + 1, sizeof(l->v[0]));
	l->v[l->n++] = mem_strdup(net);
	api_reconfigure(rig.api, rig.conf);
}

static void an_account_is_used_from_its_addresses_only(void **state)
{
	(void)state;
	assert_int_equal(get_from("198.51.100.9:1", bearer(TOKEN)), 200);
	allow("192.0.2.0/24");
	allow("2001:db8::/32");
	assert_int_equal(get_from("192.0.2.77:1", bearer(TOKEN)), 200);
	assert_int_equal(get_from("[2001:db8::7]:1", bearer(TOKEN)), 200);
	assert_int_equal(get_from("[::ffff:192.0.2.7]:1", bearer(TOKEN)), 200);
	assert_int_equal(get_from("192.0.3.1:1", bearer(TOKEN)), 403);
	assert_non_null(strstr(rig_body(), "address_not_allowed"));
	assert_int_equal(get_from("[2001:db9::7]:1", bearer(TOKEN)), 403);
	assert_int_equal(get_from("192.0.3.1:1", bearer(roles[0].token)), 403);
	assert_int_equal(get_from("memory", bearer(TOKEN)), 403);
	/* Others are used from anywhere; who has no token learns nothing. */
	assert_int_equal(get_from("192.0.3.1:1", bearer(TWO_TOKEN)), 200);
	assert_int_equal(get_from("192.0.3.1:1", bearer("wrong")), 401);
}

/* ---- limits ------------------------------------------------------------ */

#define MESSAGE "{\"to\":\"+12125550199\",\"from\":\"esmed\",\"text\":\"x\"}"

static void beyond_a_limit_both_faces_say_429_and_when(void **state)
{
	struct json *j;

	(void)state;
	rig.conf->account[0].rate = 0.1;
	assert_string_not_equal(post(TOKEN, MESSAGE), "");
	assert_string_equal(post(TOKEN, MESSAGE), "");
	assert_int_equal(rig_status(), 429);
	assert_string_equal(rig_header("Retry-After"), "10");
	j = rig_json();
	rig_assert_text(j, "error/code", "rate_limited");
	json_free(j);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/2010-04-01/Accounts/" SID "/Messages.json",
	    .auth = BASIC,
	    .more = FORM_TYPE,
	    .body = "To=%2B12125550199&From=esmed&Body=x" });
	assert_int_equal(rig_status(), 429);
	assert_string_equal(rig_header("Retry-After"), "10");
	j = rig_json();
	rig_assert_text(j, "code", "20429");
	json_free(j);
}

static void each_line_of_a_batch_is_counted(void **state)
{
	(void)state;
	rig.conf->account[0].daily = 2;
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/messages:batch",
	    .auth = BEARER,
	    .more = JSON_TYPE,
	    .body = MESSAGE "\n" MESSAGE "\n" MESSAGE "\n" });
	assert_int_equal(rig_status(), 200);
	assert_non_null(strstr(rig_got(), "{\"line\":2,\"id\":"));
	assert_non_null(strstr(rig_got(), "{\"line\":3,\"error\":{"));
	assert_non_null(strstr(rig_got(), "\"daily_limit\""));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_endpoint_takes_the_roles_that_its_row_says),
		TEST(a_viewer_may_nothing_but_read),
		TEST(no_endpoint_is_open_to_who_has_no_token),
		TEST(nothing_of_a_foreign_account_is_seen_or_changed),
		TEST(a_number_of_two_accounts_lists_only_ones_own),
		TEST(a_user_comes_with_the_token_alone_or_with_the_name),
		TEST(two_of_one_name_are_told_apart_by_their_tokens),
		TEST(a_token_given_as_its_sum_takes_the_secret_and_not_the_sum),
		TEST(an_account_is_used_from_its_addresses_only),
		TEST(beyond_a_limit_both_faces_say_429_and_when),
		TEST(each_line_of_a_batch_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
