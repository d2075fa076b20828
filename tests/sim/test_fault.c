/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a rule does on the wire, as a peer sees it that has nothing but bytes.
 */
#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "net/stream.h"
#include "sim/sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BIND                               \
	"00000023000000090000000000000001" \
	"6100"                             \
	"7000"                             \
	"0034000000"
#define BOUND   "0000001980000009000000000000000173696d000210000134"
#define ENQUIRE "00000010000000150000000000000002"
#define ALIVE   "00000010800000150000000000000002"
#define UNBIND  "00000010000000060000000000000001"

struct raw {
	struct stream *stream; /* NULL: it was closed */
	char hex[4096];        /* what came */
	unsigned segments;
};

static struct loop *loop;
static struct sim *sim;

static void on_readable(void *arg, struct buf *in)
{
	struct raw *p = arg;
	size_t at = strlen(p->hex);

	assert_true(at + in->len * 2 < sizeof(p->hex));
	hex_format(buf_bytes(in), in->len, p->hex + at);
	buf_eat(in, in->len);
	p->segments++;
}

static void on_closed(void *arg, int rc, const char *why)
{
	struct raw *p = arg;

	(void)rc;
	(void)why;
	p->stream = NULL;
}

static const struct stream_events events = {
	.readable = on_readable,
	.closed = on_closed,
};

static void settle(void)
{
	uint64_t before;

	for (int quiet = 0; quiet < 3;) {
		before = loop_progress(loop);
		loop_once(loop, false);
		quiet = loop_progress(loop) == before ? quiet + 1 : 0;
	}
}

static void pass(usec by)
{
	clock_advance(by);
	settle();
}

static void rule(const char *spec)
{
	struct rule_error error;

	if (sim_rule(sim, spec, &error) != 0)
		fail_msg("%s: %s", spec, error.text);
}

static void command_has(const char *line, const char *piece)
{
	struct buf to = { 0 };

	assert_true(sim_command(sim, line, strlen(line), &to));
	if (strstr(buf_cstr(&to), piece) == NULL)
		fail_msg("%s answered %s", line, buf_cstr(&to));
	buf_free(&to);
	settle();
}

static void say(struct raw *p, const char *hex)
{
	uint8_t bytes[512];
	size_t len = strlen(hex) / 2;

	assert_int_equal(hex_parse(hex, len * 2, bytes, len), 0);
	/* Nobody counts the bytes of a literal. */
	bytes[3] = (uint8_t)len;
	p->hex[0] = '\0';
	p->segments = 0;
	stream_write(p->stream, bytes, len);
	settle();
}

static void says(struct raw *p, const char *hex, const char *answer)
{
	say(p, hex);
	assert_string_equal(p->hex, answer);
}

static struct raw *join(void)
{
	struct raw *p = calloc(1, sizeof(*p));
	struct stream *theirs;

	assert_non_null(p);
	stream_pair(loop, &theirs, &p->stream);
	stream_set_events(p->stream, &events, p);
	sim_adopt(sim, theirs);
	settle();
	return p;
}

static void leave(struct raw *p)
{
	if (p->stream != NULL)
		stream_kill(p->stream);
	free(p);
}

static void begin_with(struct sim_options opt)
{
	usec start;

	log_set_level(LOG_ERROR);
	assert_int_equal(clock_parse("2026-03-02T12:00:00Z", &start), 0);
	clock_freeze(start);
	loop = loop_new();
	assert_int_equal(sim_new(loop, &opt, &sim), 0);
}

static void begin(void)
{
	begin_with((struct sim_options){ 0 });
}

static void end(void)
{
	sim_free(sim);
	loop_once(loop, false);
	loop_free(loop);
}

static void without_rules_it_is_honest(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	p = join();
	says(p, BIND, BOUND);
	says(p, ENQUIRE, ALIVE);
	assert_int_equal(p->segments, 1);
	leave(p);
	end();
}

static void a_request_can_be_lost_on_its_way_in(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=enquire_link,skip=1,first=2:lose");
	p = join();
	says(p, BIND, BOUND);
	says(p, ENQUIRE, ALIVE);
	says(p, ENQUIRE, "");
	says(p, ENQUIRE, "");
	says(p, ENQUIRE, ALIVE);
	command_has("{\"cmd\":\"totals\"}", "\"faults\":2");
	leave(p);
	end();
}

static void a_bind_answer_can_be_late(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=bind_resp:delay=9s");
	p = join();
	says(p, BIND, "");
	pass(9 * SECOND - 1);
	assert_string_equal(p->hex, "");
	pass(1);
	assert_string_equal(p->hex, BOUND);
	leave(p);
	end();
}

static void bytes_can_go_one_by_one(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=enquire_link_resp:each=1");
	p = join();
	says(p, BIND, BOUND);
	says(p, ENQUIRE, ALIVE);
	assert_int_equal(p->segments, 16);
	leave(p);
	end();
}

static void a_gap_can_lie_between_bytes(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=enquire_link_resp:each=8,gap=3s");
	p = join();
	says(p, BIND, BOUND);
	says(p, ENQUIRE, "0000001080000015");
	pass(3 * SECOND);
	assert_string_equal(p->hex, ALIVE);
	leave(p);
	end();
}

static void several_can_be_sent_as_one(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=enquire_link_resp:gather=2");
	p = join();
	says(p, BIND, BOUND);
	says(p, ENQUIRE, "");
	says(p, ENQUIRE, ALIVE ALIVE);
	assert_int_equal(p->segments, 1);
	leave(p);
	end();
}

static void a_connection_can_end_behind_a_pdu(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=bind_resp:then=close,then-after=3s");
	p = join();
	says(p, BIND, BOUND);
	pass(3 * SECOND - 1);
	assert_non_null(p->stream);
	pass(1);
	assert_null(p->stream);
	command_has("{\"cmd\":\"sessions\"}", "\"sessions\":[]");
	leave(p);
	end();
}

static void a_connection_can_end_before_anything(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	rule("pdu=connect:before=c0ffee,then=close");
	p = join();
	assert_string_equal(p->hex, "c0ffee");
	assert_null(p->stream);
	leave(p);
	end();
}

static void a_muted_one_still_hears(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	p = join();
	says(p, BIND, BOUND);
	rule("pdu=enquire_link_resp:then=mute");
	says(p, ENQUIRE, ALIVE);
	says(p, ENQUIRE, "");
	command_has("{\"cmd\":\"sessions\"}", "\"pdus_in\":3");
	leave(p);
	end();
}

static void all_can_be_told_to_unbind_or_to_end(void **state)
{
	struct raw *p, *other;

	(void)state;
	begin();
	p = join();
	other = join();
	says(p, BIND, BOUND);
	p->hex[0] = '\0';
	command_has("{\"cmd\":\"then\",\"do\":\"unbind\",\"session\":1}",
	    "\"sessions\":1");
	assert_string_equal(p->hex, UNBIND);
	command_has("{\"cmd\":\"then\",\"do\":\"reset\"}", "\"sessions\":2");
	assert_null(p->stream);
	assert_null(other->stream);
	leave(p);
	leave(other);
	end();
}

static void version_3_3_has_no_tlvs_and_no_transceiver(void **state)
{
	struct raw *p, *q;

	(void)state;
	begin_with((struct sim_options){ .binds = { .version = 0x33 } });
	p = join();
	says(p,
	    "00000000"
	    "00000002"
	    "00000000"
	    "00000001"
	    "6100"
	    "7000"
	    "00"
	    "33000000",
	    "00000014800000020000000000000001"
	    "73696d00");
	q = join();
	says(q, BIND, "00000010800000000000000300000001");
	assert_null(q->stream);
	leave(p);
	leave(q);
	end();
}

static void binds_can_be_few_and_of_one_kind(void **state)
{
	struct raw *p, *q, *r;

	(void)state;
	begin_with((struct sim_options){
	    .binds = { .max = 1, .as = SIM_AS_TRANSCEIVER } });
	p = join();
	q = join();
	r = join();
	says(p, BIND, BOUND);
	says(q, BIND, "00000010800000090000000500000001");
	says(r,
	    "00000000"
	    "00000001"
	    "00000000"
	    "00000001"
	    "6100"
	    "7000"
	    "00"
	    "34000000",
	    "00000010800000010000000d00000001");
	command_has("{\"cmd\":\"binds\",\"max\":0,\"as\":\"receiver\"}",
	    "\"ok\":true");
	leave(q);
	q = join();
	says(q, BIND, "00000010800000090000000d00000001");
	leave(p);
	leave(q);
	leave(r);
	end();
}

static struct raw *called;

static void on_called(void *arg, struct stream *st)
{
	(void)arg;
	called = calloc(1, sizeof(*called));
	assert_non_null(called);
	called->stream = st;
	stream_set_events(st, &events, called);
}

static void it_can_call_and_ask_for_a_bind(void **state)
{
	static const struct listener_events listening = { on_called };
	struct listener *ln;

	(void)state;
	begin();
	assert_int_equal(
	    stream_listen(loop, "memory:esme", &listening, NULL, &ln), 0);
	command_has("{\"cmd\":\"outbind\",\"host\":\"memory:esme\","
		    "\"system_id\":\"s\",\"password\":\"p\"}",
	    "\"session\":1");
	assert_non_null(called);
	assert_string_equal(called->hex, "000000140000000b0000000000000001"
					 "73007000");
	says(called, BIND, BOUND);
	leave(called);
	listener_close(ln);
	end();
}

static void octets_can_come_from_a_handset(void **state)
{
	struct raw *p;

	(void)state;
	begin();
	p = join();
	says(p, BIND, BOUND);
	p->hex[0] = '\0';
	command_has("{\"cmd\":\"mo\",\"from\":\"1\",\"to\":\"2\","
		    "\"hex\":\"05ff\",\"esm_class\":64,\"data_coding\":4}",
	    "\"parts\":1");
	assert_string_equal(p->hex, "00000025000000050000000000000001"
				    "00"
				    "00013100"
				    "00013200"
				    "400000"
				    "0000"
				    "0000"
				    "0400"
				    "02"
				    "05ff");
	leave(p);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_rules_it_is_honest),
		cmocka_unit_test(a_request_can_be_lost_on_its_way_in),
		cmocka_unit_test(a_bind_answer_can_be_late),
		cmocka_unit_test(bytes_can_go_one_by_one),
		cmocka_unit_test(a_gap_can_lie_between_bytes),
		cmocka_unit_test(several_can_be_sent_as_one),
		cmocka_unit_test(a_connection_can_end_behind_a_pdu),
		cmocka_unit_test(a_connection_can_end_before_anything),
		cmocka_unit_test(a_muted_one_still_hears),
		cmocka_unit_test(all_can_be_told_to_unbind_or_to_end),
		cmocka_unit_test(version_3_3_has_no_tlvs_and_no_transceiver),
		cmocka_unit_test(binds_can_be_few_and_of_one_kind),
		cmocka_unit_test(it_can_call_and_ask_for_a_bind),
		cmocka_unit_test(octets_can_come_from_a_handset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
