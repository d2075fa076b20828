/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of an smsc that come from a file of their own.
 */
#include "place.h"

#include <dirent.h>

#include "conf/files.h"

#define USES "smsc acme { profile = acme system_id = i"

static int profiles_make(void **state)
{
	char path[160];

	if (place_make(state) != 0)
		return -1;
	snprintf(path, sizeof(path), "%s/profiles",
	    ((struct place *)*state)->folder);
	return mkdir(path, 0700);
}

/* Exactly one line is said, about that line of the profile. */
static void expect_profile(const struct place *p, const char *text,
    const char *what)
{
	char *said, line[700];

	place_write_in(p, "profiles/acme.conf", text);
	assert_null(place_load(p, USES " }\n" REST, &said));
	snprintf(line, sizeof(line), "%s/profiles/acme.conf:%s\n", p->folder,
	    what);
	assert_string_equal(said, line);
	free(said);
}

static void a_profile_gives_what_the_smsc_does_not(void **state)
{
	struct place *p = *state;
	struct conf *c;

	place_write_in(p, "profiles/acme.conf",
	    "# a comment\nhost = smsc.example // another\nport = 3000\n"
	    "window = 20\nalternative_hosts = { a,\n b }\n"
	    "errors = errors/smpp34.tsv\n");
	c = place_load_good(p,
	    USES " window = 7 }\nsmsc b { host = h system_id = i }\n" REST);
	assert_string_equal(c->smsc[0].profile, "acme");
	assert_string_equal(c->smsc[0].host, "smsc.example");
	assert_int_equal(c->smsc[0].port, 3000);
	assert_int_equal(c->smsc[0].window, 7);
	assert_int_equal(c->smsc[0].binds, 1);
	assert_int_equal(c->smsc[0].alternative_hosts.n, 2);
	assert_non_null(strstr(c->smsc[0].errors, "/errors/smpp34.tsv"));
	assert_int_equal(c->smsc[1].port, 2775);
	conf_free(c);
}

static void an_empty_list_is_given_too(void **state)
{
	struct place *p = *state;
	struct conf *c;

	place_write_in(p, "profiles/acme.conf", "host = h tags = { x }\n");
	c = place_load_good(p,
	    USES " tags = {} }\nsmsc b { system_id = i profile = acme }" REST);
	assert_int_equal(c->smsc[0].tags.n, 0);
	assert_int_equal(c->smsc[1].tags.n, 1);
	conf_free(c);
}

static void a_required_key_may_come_from_the_profile(void **state)
{
	struct place *p = *state;
	struct conf *c;

	place_write_in(p, "profiles/acme.conf", "system_id = x\n");
	c = place_load_good(p, "smsc a { profile = acme host = h }\n"
			       "smsc acme { profile = acme host = h }\n" REST);
	assert_string_equal(c->smsc[0].system_id, "x");
	assert_string_equal(c->smsc[1].system_id, "x");
	conf_free(c);
	place_write_in(p, "profiles/acme.conf", "");
	expect_only(p, "smsc acme { profile = acme host = h }\n" REST,
	    "1: smsc acme.system_id: missing: it has no default");
}

static void a_mistake_in_a_profile_names_its_own_line(void **state)
{
	struct place *p = *state;

	expect_profile(p, "host = h\nwindw = 5\n",
	    "2: smsc acme.windw: unknown key; did you mean \"window\"?");
	expect_profile(p, "host = h\n\nport = 0\n",
	    "3: smsc acme.port: 0 is out of range: it may be 1 to 65535");
	expect_profile(p, "host = h\nport = 1\nport = 2\n",
	    "3: smsc acme.port: given twice, first in line 2: keep one");
	expect_profile(p, "host = h\nsmsc x { }\n",
	    "2: only keys may stand here, no sections");
	expect_profile(p, "host = h\ntags = { a",
	    "2: smsc acme.tags: the list that starts here is not closed: end "
	    "it with }");
	expect_profile(p, "host = h }\n", "1: a key is expected here");
	expect_profile(p, "host = h\nprofile = other\n",
	    "2: smsc acme.profile: a profile cannot name another one: copy its "
	    "keys");
}

static void an_unknown_profile_gets_the_nearest_name(void **state)
{
	struct place *p = *state;
	char *said, want[300];

	place_write_in(p, "profiles/acme.conf", "");
	assert_null(place_load(p, SMSC "profile = acne }\n" REST, &said));
	snprintf(want, sizeof(want),
	    "%s:1: smsc acme.profile: there is no profile \"acne\" in "
	    "%s/profiles or ",
	    p->file, p->folder);
	if (strncmp(said, want, strlen(want)) != 0)
		fail_msg("%s", said);
	assert_non_null(
	    strstr(said, "/esmed/profiles; did you mean \"acme\"?\n"));
	free(said);
	expect_smsc(p, "profile = \"../x\"",
	    "2: smsc acme.profile: \"../x\" is no profile: write its name, as "
	    "infobip, without folder and .conf");
}

static void a_secret_in_a_profile_others_may_read_gets_a_warning(void **state)
{
	struct place *p = *state;
	char path[160], *said;

	place_write_in(p, "profiles/acme.conf", "host = h password = x\n");
	snprintf(path, sizeof(path), "%s/profiles/acme.conf", p->folder);
	conf_free(place_load_good(p, USES " }\n" REST));
	assert_int_equal(chmod(path, 0644), 0);
	conf_free(place_load(p, USES " }\n" REST, &said));
	assert_non_null(strstr(said, "profiles/acme.conf: warning: it holds "
				     "secrets"));
	free(said);
}

/* One of ours, with a host if it has none. */
static void try_profile(const struct place *p, const char *folder,
    const char *file)
{
	char path[300], text[500], name[64];
	struct buf b = { 0 };
	struct conf *c;
	unsigned mode;

	snprintf(path, sizeof(path), "%s/%s", folder, file);
	assert_int_equal(conf_file_read(path, 1u << 16, &b, &mode), 0);
	snprintf(name, sizeof(name), "%.*s", (int)(strlen(file) - 5), file);
	snprintf(text, sizeof(text), "smsc acme { profile = %s %s %s }\n" REST,
	    name, strstr(buf_cstr(&b), "\nhost =") ? "" : "host = h",
	    strstr(buf_cstr(&b), "\nsystem_id =") ? "" : "system_id = i");
	c = place_load_good(p, text);
	assert_non_null(strstr(buf_cstr(&b), "# Known, from "));
	assert_non_null(strstr(buf_cstr(&b), "# Assumed: "));
	conf_free(c);
	buf_free(&b);
}

/* What is shipped in a folder of conf/, in place of one of ours. Returns its
 * path, to be freed. */
static char *borrow(const struct place *p, const char *what)
{
	const char *top = getenv("srcdir");
	char relative[200], own[160], *folder;

	snprintf(relative, sizeof(relative), "%s/conf/%s",
	    top != NULL ? top : ".", what);
	folder = realpath(relative, NULL);
	assert_non_null(folder);
	snprintf(own, sizeof(own), "%s/%s", p->folder, what);
	assert_int_equal(rmdir(own), 0);
	assert_int_equal(symlink(folder, own), 0);
	return folder;
}

static void drop(const struct place *p, const char *what)
{
	char own[160];

	snprintf(own, sizeof(own), "%s/%s", p->folder, what);
	assert_int_equal(unlink(own), 0);
}

static void every_profile_that_comes_with_the_program_is_taken(void **state)
{
	struct place *p = *state;
	char *folder;
	size_t n = 0;
	struct dirent *e;
	DIR *dir;

	drop(p, "errors/ref.tsv");
	drop(p, "errors/smpp34.tsv");
	free(borrow(p, "errors"));
	folder = borrow(p, "profiles");
	dir = opendir(folder);
	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL) {
		if (strstr(e->d_name, ".conf") == NULL)
			continue;
		try_profile(p, folder, e->d_name);
		n++;
	}
	assert_in_range(n, 6, 100);
	closedir(dir);
	free(folder);
	drop(p, "profiles");
	drop(p, "errors");
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, profiles_make, place_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_profile_gives_what_the_smsc_does_not),
		CASE(an_empty_list_is_given_too),
		CASE(a_required_key_may_come_from_the_profile),
		CASE(a_mistake_in_a_profile_names_its_own_line),
		CASE(an_unknown_profile_gets_the_nearest_name),
		CASE(a_secret_in_a_profile_others_may_read_gets_a_warning),
		CASE(every_profile_that_comes_with_the_program_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
