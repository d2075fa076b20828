/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Contacts, lists and campaigns of another account: every endpoint and every
 * page, made from the table, with the ids of each kind, by each role: nothing
 * is seen, nothing is there, and nothing has changed afterwards.
 */
#include "pages.h"
#include "table.h"

static const struct role {
	const char *name, *token;
} roles[] = {
	{ "vera", VERA },
	{ "otto", OTTO },
	{ "adam", "adminadminadmin1" },
	{ "one", TOKEN },
};

#define TWO "fedcba9876543210" /* the token of the other one */

#define CANARY    "canary-text"
#define CANARY_TO "2125550177"

enum kind { LIST, CONTACT, CAMPAIGN, KINDS };

/* The body is head, the id of the list, tail. */
static const struct {
	const char *path, *head, *tail;
} made[KINDS] = {
	[LIST] = { "/v1/lists", "{\"name\":\"" CANARY, "\"}" },
	[CONTACT] = { "/v1/contacts",
	    "{\"number\":\"+1" CANARY_TO "\",\"name\":\"" CANARY
	    "\",\"lists\":[\"",
	    "\"]}" },
	[CAMPAIGN] = { "/v1/campaigns",
	    "{\"name\":\"" CANARY "\",\"text\":\"" CANARY
	    "\",\"from\":\"+12125550100\",\"audience\":{\"lists\":[\"",
	    "\"]}}" },
};

static char ids[KINDS][40], before[KINDS][4096];

static int call(const char *method, const char *path, const char *token,
    const char *body)
{
	char bearer[100];

	snprintf(bearer, sizeof(bearer), "Bearer %s", token);
	rig_disconnect();
	rig_send(&(struct rig_request){ .method = method,
	    .path = path,
	    .auth = bearer,
	    .more = body != NULL ? JSON_TYPE : "",
	    .body = body });
	rig_settle();
	return rig_status();
}

static const char *own_path(enum kind kind)
{
	static char path[120];

	snprintf(path, sizeof(path), "%s/%s", made[kind].path, ids[kind]);
	return path;
}

/* Ids of contacts begin at 1 in each account: then ours is no other's. */
static void make_others(void)
{
	char body[100];

	for (unsigned i = 0; i < 9; i++) {
		snprintf(body, sizeof(body), "{\"number\":\"+1917555%04u\"}",
		    i);
		assert_int_equal(call("POST", "/v1/contacts", TWO, body), 201);
	}
}

static void make_all(void)
{
	char body[400];
	struct json *j;

	make_others();
	for (enum kind k = 0; k < KINDS; k++) {
		snprintf(body, sizeof(body), "%s%s%s", made[k].head, ids[LIST],
		    made[k].tail);
		if (call("POST", made[k].path, TWO, body) != 201)
			fail_msg("%s: %s", made[k].path, rig_got());
		j = rig_json();
		snprintf(ids[k], sizeof(ids[k]), "%s", rig_text(j, "id"));
		json_free(j);
	}
	for (enum kind k = 0; k < KINDS; k++) {
		assert_int_equal(call("GET", own_path(k), TWO, NULL), 200);
		snprintf(before[k], sizeof(before[k]), "%s", rig_body());
		assert_non_null(strstr(before[k], CANARY));
	}
}

static void assert_unchanged(const struct row *r, const char *who)
{
	for (enum kind k = 0; k < KINDS; k++) {
		if (call("GET", own_path(k), TWO, NULL) != 200 ||
		    strcmp(rig_body(), before[k]) != 0)
			fail_msg("%s %s as %s has changed a foreign thing:\n%s",
			    r->method, r->path, who, rig_body());
	}
}

static bool names_one(const struct row *r)
{
	return strstr(r->path, "{id}") != NULL ||
	       strstr(r->path, "{number}") != NULL;
}

static void assert_unseen(const struct row *r, const char *who, const char *id)
{
	if (strstr(rig_got(), CANARY) != NULL ||
	    strstr(rig_got(), CANARY_TO) != NULL)
		fail_msg("%s %s with %s as %s shows a foreign thing:\n%s",
		    r->method, r->path, id, who, rig_got());
}

/* An account's own settings go by any of the last names; {id} of those is no
 * id of a thing. */
static void try_row(const struct row *r, const struct role *role)
{
	const char *body = strcmp(r->method, "GET") == 0 ? NULL : "{}";
	int status;

	for (enum kind k = 0; k < KINDS; k++) {
		status = call(r->method, path_of(r, SID, ids[k], ids[CONTACT]),
		    role->token, body);
		assert_unseen(r, role->name, ids[k]);
		if (names_one(r) && status != 404 && status != 403 &&
		    status != 400)
			fail_msg("%s %s with %s as %s: %d", r->method, r->path,
			    ids[k], role->name, status);
	}
}

static void nothing_of_another_account_is_there(void **state)
{
	(void)state;
	make_all();
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].who == WHO_ANYBODY || rows[i].face != FACE_NATIVE)
			continue;
		for (size_t j = 0; j < ARRAY_LEN(roles); j++)
			try_row(&rows[i], &roles[j]);
		assert_unchanged(&rows[i], "all");
	}
}

/* Buttons of all kinds. */
static const char *const subs[] = {
#define ACT(where, what, method, path, to, notice, is_made) what,
#include "api/ui_act.def"
#undef ACT
};

static void try_page(const struct row *r, const char *who, const char *sub)
{
	bool asks = strcmp(r->method, "GET") == 0;
	const char *path;

	for (enum kind k = 0; k < KINDS; k++) {
		path = path_of(r, SID, ids[k], sub);
		if (asks)
			browse(path);
		else
			press(path, "number=%2B19175550001&local=2099-01-01T"
				    "00%3A00&name=x&text=x");
		assert_unseen(r, who, ids[k]);
		if (asks && names_one(r) && rig_status() == 200)
			fail_msg("%s as %s is a page", path, who);
	}
}

static void try_pages(const struct role *role)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *r = &rows[i];
		bool has_sub = strstr(r->path, "{sub}") != NULL;

		if (r->face != FACE_UI || r->who == WHO_ANYBODY ||
		    strcmp(r->path, "/ui/logout") == 0)
			continue;
		for (size_t j = 0; j < (has_sub ? ARRAY_LEN(subs) : 1); j++)
			try_page(r, role->name, subs[j]);
		assert_unchanged(r, role->name);
	}
}

static void no_page_shows_or_changes_what_is_anothers(void **state)
{
	(void)state;
	make_all();
	for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
		assert_int_equal(sign_in(roles[i].name, roles[i].token), 303);
		try_pages(&roles[i]);
	}
}

static const enum endpoint_who is[] = { WHO_VIEWER, WHO_OPERATOR, WHO_ADMIN,
	WHO_ADMIN };

/* The page or button of somebody who may less is not opened, nor pressed. */
static void each_page_takes_the_roles_that_its_row_says(void **state)
{
	const struct row *r;

	(void)state;
	for (size_t j = 0; j < ARRAY_LEN(roles); j++) {
		assert_int_equal(sign_in(roles[j].name, roles[j].token), 303);
		for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
			r = &rows[i];
			if (r->face != FACE_UI || r->who <= is[j])
				continue;
			if (strcmp(r->method, "GET") == 0)
				browse(path_of(r, SID, "x", "x"));
			else
				press(path_of(r, SID, "x", "x"), "");
			if (rig_status() != 403)
				fail_msg("%s %s as %s: %d", r->method, r->path,
				    roles[j].name, rig_status());
		}
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(nothing_of_another_account_is_there),
		TEST(no_page_shows_or_changes_what_is_anothers),
		TEST(each_page_takes_the_roles_that_its_row_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
