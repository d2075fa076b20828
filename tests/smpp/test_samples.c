/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every PDU of tests/data/smpp_pdus.txt and golden_pdus.txt, whole and damaged
 * in every way that is small. The bytes lie at the end of a piece of memory of
 * their size, so the sanitizer sees a read behind them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/dump.h>
#include <esmed/frame.h>
#include <esmed/pdu.h>
#include <esmed/status.h>
#include <esmed/tlv.h>

#include "base/base.h"
#include "base/hex.h"

#define SAMPLE_MAX 512

struct sample {
	char name[64];
	uint8_t bytes[SAMPLE_MAX];
	size_t len;
};

static struct sample samples[512];
static size_t sample_count;

static void parse_line(const char *line)
{
	struct sample *s = &samples[sample_count];
	const char *hex = strchr(line, ' ');
	size_t digits;

	if (line[0] == '#')
		return;
	assert_non_null(hex);
	assert_true(sample_count < ARRAY_LEN(samples));
	snprintf(s->name, sizeof(s->name), "%.*s", (int)(hex - line), line);
	digits = strcspn(hex + 1, "\n");
	s->len = digits / 2;
	assert_true(s->len <= SAMPLE_MAX);
	assert_int_equal(hex_parse(hex + 1, digits, s->bytes, s->len), 0);
	sample_count++;
}

static void load_file(const char *name)
{
	const char *root = getenv("srcdir");
	char path[4096], line[2048];
	FILE *f;

	snprintf(path, sizeof(path), "%s/tests/data/%s",
	    root != NULL ? root : ".", name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		parse_line(line);
	fclose(f);
}

static int load_samples(void **state)
{
	(void)state;
	load_file("smpp_pdus.txt");
	load_file("golden_pdus.txt");
	return 0;
}

static const struct sample *sample(const char *name)
{
	for (size_t i = 0; i < sample_count; i++) {
		if (strcmp(samples[i].name, name) == 0)
			return &samples[i];
	}
	fail_msg("no sample %s", name);
	return NULL;
}

static void count_field(void *arg, const char *name, const struct smpp_value *v)
{
	size_t *sum = arg;

	assert_non_null(name);
	/* Touch every byte that is given. */
	for (size_t i = 0; i < v->len; i++)
		*sum += v->data[i];
	*sum += 1;
}

/* Decode and dump from memory that ends where the bytes end. A refusal has a
 * status and a reason. */
static int decode_exact(const uint8_t *bytes, size_t len)
{
	uint8_t *exact = malloc(len == 0 ? 1 : len);
	struct smpp_problem problem;
	struct smpp_pdu p;
	size_t sum = 0;
	int rc;

	assert_non_null(exact);
	memcpy(exact, bytes, len);
	rc = smpp_decode(exact, len, &p);
	for (size_t i = 0; i < p.tlv_count; i++) {
		if (p.tlv[i].len != 0)
			sum += p.tlv[i].value[p.tlv[i].len - 1];
	}
	if (rc != 0) {
		assert_non_null(p.problem.text);
		assert_int_not_equal(p.problem.status, 0);
		assert_true(p.problem.at <= len);
	}
	assert_int_equal(smpp_dump(exact, len, count_field, &sum, &problem),
	    rc);
	assert_true(sum != 0 || len == 0);
	free(exact);
	return rc;
}

static void set_length(uint8_t *bytes, size_t len)
{
	bytes[0] = 0;
	bytes[1] = 0;
	bytes[2] = (uint8_t)(len >> 8);
	bytes[3] = (uint8_t)len;
}

static void every_sample_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		if (decode_exact(samples[i].bytes, samples[i].len) != 0)
			fail_msg("%s is refused", samples[i].name);
	}
}

static void what_was_read_is_written_with_the_same_bytes(void **state)
{
	uint8_t again[SAMPLE_MAX];
	struct smpp_pdu p;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		const struct sample *s = &samples[i];
		int rc;

		if (s->name[strlen(s->name) - 1] == '~')
			continue;
		assert_int_equal(smpp_decode(s->bytes, s->len, &p), 0);
		rc = smpp_encode(&p, again, sizeof(again), &len);
		if (rc != 0 || len != s->len || p.odd != 0 ||
		    memcmp(again, s->bytes, len) != 0)
			fail_msg("%s: rc=%d odd=%u", s->name, rc, p.odd);
	}
}

static void every_prefix_has_a_defined_result(void **state)
{
	uint8_t bytes[SAMPLE_MAX];

	(void)state;
	for (size_t i = 0; i < sample_count; i++) {
		const struct sample *s = &samples[i];

		memcpy(bytes, s->bytes, s->len);
		for (size_t len = 0; len < s->len; len++) {
			/* cut, and cut with the length put right */
			memcpy(bytes, s->bytes, 4);
			assert_int_not_equal(decode_exact(bytes, len), 0);
			if (len < SMPP_HEADER_BYTES)
				continue;
			set_length(bytes, len);
			(void)decode_exact(bytes, len);
		}
	}
}

static void a_prefix_of_a_known_answer_is_never_refused(void **state)
{
	const struct sample *s = sample("query_sm_resp");
	uint8_t bytes[SAMPLE_MAX];

	(void)state;
	memcpy(bytes, s->bytes, s->len);
	for (size_t len = SMPP_HEADER_BYTES; len <= s->len; len++) {
		set_length(bytes, len);
		assert_int_equal(decode_exact(bytes, len), 0);
	}
}

static void a_request_cut_in_its_fields_is_refused_as_too_short(void **state)
{
	const struct sample *s = sample("submit_sm");
	size_t fields = s->len - strlen("hello") - 6; /* a TLV of 6 */
	uint8_t bytes[SAMPLE_MAX];
	struct smpp_pdu p;

	(void)state;
	memcpy(bytes, s->bytes, s->len);
	for (size_t len = SMPP_HEADER_BYTES; len < fields; len++) {
		set_length(bytes, len);
		assert_int_equal(smpp_decode(bytes, len, &p), RC_BAD);
		assert_int_equal(p.problem.status, SMPP_RINVCMDLEN);
		assert_int_equal(p.sequence, 3);
	}
	for (size_t len = fields; len < fields + 5; len++) {
		set_length(bytes, len);
		assert_int_equal(smpp_decode(bytes, len, &p), RC_BAD);
		assert_int_equal(p.problem.status, SMPP_RINVMSGLEN);
		assert_int_equal(p.problem.at, fields - 1);
	}
}

static void every_change_of_one_byte_has_a_defined_result(void **state)
{
	static const char *const names[] = { "submit_sm", "P021", "P022~",
		"bind_transceiver_resp", "query_sm_resp", "submit_sm_payload",
		"node_submit_multi_tlvs", "node_submit_multi_resp_tlvs",
		"node_broadcast_sm_tlvs", "smpp34_replace_sm",
		"perl_alert_notification" };
	uint8_t bytes[SAMPLE_MAX];

	(void)state;
	for (size_t n = 0; n < ARRAY_LEN(names); n++) {
		const struct sample *s = sample(names[n]);

		memcpy(bytes, s->bytes, s->len);
		for (size_t i = 0; i < s->len; i++) {
			for (int add = 1; add < 256; add++) {
				bytes[i] = (uint8_t)(s->bytes[i] + add);
				(void)decode_exact(bytes, s->len);
			}
			bytes[i] = s->bytes[i];
		}
	}
}

/* Take the PDUs out of the stream as it comes in three pieces. */
static void read_in_pieces(const uint8_t *stream, const size_t *cut,
    size_t *seen, size_t *count)
{
	size_t begin = 0, pdu_len;

	*count = 0;
	for (size_t i = 0; i < 3; i++) {
		while (smpp_frame(stream + begin, cut[i] - begin,
			   SMPP_LIMIT_BOUND, &pdu_len) == SMPP_FRAME_PDU) {
			assert_true(*count < 3);
			seen[(*count)++] = begin;
			begin += pdu_len;
		}
	}
	assert_int_equal(begin, cut[2]);
}

static void any_split_of_a_stream_gives_the_same_pdus(void **state)
{
	static const char *const names[] = { "submit_sm", "enquire_link",
		"submit_sm_resp" };
	uint8_t stream[3 * SAMPLE_MAX];
	size_t at[3], seen[3], cut[3], len = 0, count;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct sample *s = sample(names[i]);

		at[i] = len;
		memcpy(stream + len, s->bytes, s->len);
		len += s->len;
	}
	cut[2] = len;
	for (cut[0] = 0; cut[0] <= len; cut[0]++) {
		for (cut[1] = cut[0]; cut[1] <= len; cut[1]++) {
			read_in_pieces(stream, cut, seen, &count);
			assert_int_equal(count, 3);
			assert_memory_equal(seen, at, sizeof(at));
		}
	}
}

static void a_receipt_with_a_damaged_tlv_is_kept(void **state)
{
	const struct sample *s = sample("P022~");
	struct smpp_pdu p;
	uint32_t value;

	(void)state;
	assert_int_equal(smpp_decode(s->bytes, s->len, &p), 0);
	assert_int_equal(p.odd, SMPP_ODD_TLV);
	assert_string_equal(p.problem.where, "receipted_message_id");
	assert_int_equal(p.problem.status, 0);
	assert_int_equal(p.tlv_count, 1);
	assert_int_equal(p.tlv[0].tag, SMPP_TLV_MESSAGE_STATE);
	assert_int_equal(smpp_tlv_number(&p.tlv[0], &value), 0);
	assert_int_equal(value, 2);
	assert_int_equal(p.body.message.sm_length, 99);
	assert_memory_equal(p.body.message.short_message, "id:0000003005", 13);
}

static void the_bind_of_the_specification_is_understood(void **state)
{
	const struct sample *s = sample("spec_bind_transmitter");
	struct smpp_pdu p;

	(void)state;
	assert_int_equal(smpp_decode(s->bytes, s->len, &p), 0);
	assert_int_equal(p.id, SMPP_BIND_TRANSMITTER);
	assert_int_equal(p.sequence, 1);
	assert_string_equal(p.body.bind.system_id, "SMPP3TEST");
	assert_string_equal(p.body.bind.password, "secret08");
	assert_string_equal(p.body.bind.system_type, "SUBMIT1");
	assert_int_equal(p.body.bind.addr_ton, 1);
	assert_int_equal(p.body.bind.addr_npi, 1);
	assert_string_equal(p.body.bind.address_range, "");
}

static void a_receipt_of_cloudhopper_is_understood(void **state)
{
	const struct sample *s = sample("P027");
	const struct smpp_tlv *t;
	struct smpp_pdu p;
	char id[65];

	(void)state;
	assert_int_equal(smpp_decode(s->bytes, s->len, &p), 0);
	assert_int_equal(p.id, SMPP_DELIVER_SM);
	assert_int_equal(p.body.message.esm_class, 4);
	assert_int_equal(p.body.message.data_coding, 3);
	assert_string_equal(p.body.message.source.digits, "44555010012");
	assert_string_equal(p.body.message.destination.digits, "40404");
	assert_int_equal(p.body.message.sm_length, 0x90);
	t = smpp_pdu_tlv(&p, SMPP_TLV_RECEIPTED_MESSAGE_ID);
	assert_non_null(t);
	assert_int_equal(smpp_tlv_text(t, id, sizeof(id)), 0);
	assert_string_equal(id, "126e85a6edeac1a02020099312479564");
	assert_int_equal(smpp_tlv_text(t, id, 32), RC_TOO_LONG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_sample_is_read),
		cmocka_unit_test(what_was_read_is_written_with_the_same_bytes),
		cmocka_unit_test(every_prefix_has_a_defined_result),
		cmocka_unit_test(a_prefix_of_a_known_answer_is_never_refused),
		cmocka_unit_test(
		    a_request_cut_in_its_fields_is_refused_as_too_short),
		cmocka_unit_test(every_change_of_one_byte_has_a_defined_result),
		cmocka_unit_test(any_split_of_a_stream_gives_the_same_pdus),
		cmocka_unit_test(a_receipt_with_a_damaged_tlv_is_kept),
		cmocka_unit_test(the_bind_of_the_specification_is_understood),
		cmocka_unit_test(a_receipt_of_cloudhopper_is_understood),
	};

	return cmocka_run_group_tests(tests, load_samples, NULL);
}
