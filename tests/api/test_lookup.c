/* SPDX-License-Identifier: BSD-2-Clause */
#include "rig.h"

#include "route/lookup.h"

static void get(const char *path)
{
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = path,
	    .auth = BEARER });
}

/* What a reload does with a new file of carriers. */
static void use_carriers(const char *csv)
{
	struct route_table *t;
	char path[96];

	rig_write("carriers.csv", csv);
	snprintf(path, sizeof(path), "%s/carriers.csv", rig.folder);
	free(rig.conf->lookup.carriers);
	rig.conf->lookup.carriers = mem_strdup(path);
	assert_int_equal(route_table_new(rig.conf, &t), 0);
	assert_int_equal(flow_reload(rig.flow, rig.conf, t), 0);
	route_table_free(rig.routes);
	rig.routes = t;
}

static void expect(const char *path, const char *answer)
{
	struct json *j;

	get(path);
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "number", "+19175550001");
	rig_assert_text(j, "source", answer);
	json_free(j);
}

static void a_number_is_answered_with_its_carrier_and_its_way(void **state)
{
	struct json *j;

	(void)state;
	use_carriers("1917,Base,US,fixed\n19175550001,Verizon,,mobile\n");
	get("/v1/lookup/+19175550001");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "number", "+19175550001");
	rig_assert_text(j, "country", "US");
	rig_assert_text(j, "carrier", "Verizon");
	rig_assert_text(j, "type", "mobile");
	rig_assert_text(j, "source", "ported");
	rig_assert_text(j, "route", "all");
	rig_assert_text(j, "smscs", "[1]");
	rig_assert_text(j, "smscs/0", "acme");
	rig_assert_text(j, "reason", "route all: smsc acme");
	json_free(j);

	get("/v1/lookup/19175550002");
	j = rig_json();
	rig_assert_text(j, "carrier", "Base");
	rig_assert_text(j, "type", "fixed");
	rig_assert_text(j, "source", "prefix");
	json_free(j);
}

static void what_nobody_told_is_null(void **state)
{
	struct json *j;

	(void)state;
	get("/v1/lookup/+881612345678");
	assert_int_equal(rig_status(), 200);
	j = rig_json();
	rig_assert_text(j, "country", "null");
	rig_assert_text(j, "carrier", "null");
	rig_assert_text(j, "type", "null");
	rig_assert_text(j, "source", "unknown");
	json_free(j);
	assert_int_equal(lookup_learn(route_table_learning(rig.routes),
			     19175550001, "EE", NULL),
	    0);
	expect("/v1/lookup/+19175550001", "learned");
}

static void a_number_may_be_written_in_each_usual_way(void **state)
{
	(void)state;
	expect("/v1/lookup/19175550001", "unknown");
	expect("/v1/lookup/%2B19175550001", "unknown");
	expect("/v1/lookup/+1-917-555-0001", "unknown");
	expect("/v1/lookup/0019175550001", "unknown");
}

static void a_malformed_number_is_refused_by_its_name(void **state)
{
	static const char *const bad[] = { "/v1/lookup/hello",
		"/v1/lookup/+1917", "/v1/lookup/+1917555000123456",
		"/v1/lookup/09175550001", "/v1/lookup/19175550001x",
		"/v1/lookup/11111111111111111111111111111111111111111111111" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct json *j;

		get(bad[i]);
		assert_int_equal(rig_status(), 400);
		j = rig_json();
		rig_assert_text(j, "error/code", "invalid_number");
		rig_assert_text(j, "error/field", "number");
		json_free(j);
	}
}

static void nobody_looks_up_without_credentials(void **state)
{
	(void)state;
	rig_send(&(struct rig_request){ .method = "GET",
	    .path = "/v1/lookup/+19175550001" });
	assert_int_equal(rig_status(), 401);
	get("/v1/lookup/");
	assert_int_equal(rig_status(), 404);
	rig_send(&(struct rig_request){ .method = "POST",
	    .path = "/v1/lookup/+19175550001",
	    .auth = BEARER });
	assert_int_equal(rig_status(), 405);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    a_number_is_answered_with_its_carrier_and_its_way,
		    rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(what_nobody_told_is_null,
		    rig_begin, rig_end),
		cmocka_unit_test_setup_teardown(
		    a_number_may_be_written_in_each_usual_way, rig_begin,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    a_malformed_number_is_refused_by_its_name, rig_begin,
		    rig_end),
		cmocka_unit_test_setup_teardown(
		    nobody_looks_up_without_credentials, rig_begin, rig_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
