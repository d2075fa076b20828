/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream cut into PDUs, each of them read, told, written and read again. The
 * first byte says whether the peer is bound.
 */
#include "fuzz.h"

#include <esmed/dump.h>
#include <esmed/frame.h>

struct seen {
	size_t len;   /* of the PDU */
	unsigned sum; /* of the bytes told, so that each is read */
};

static void see_field(void *arg, const char *name, const struct smpp_value *v)
{
	struct seen *seen = arg;

	assert(name != NULL);
	assert(v->at <= seen->len);
	if (v->kind == SMPP_VALUE_NUMBER)
		return;
	assert(v->len <= seen->len);
	for (size_t i = 0; i < v->len; i++)
		seen->sum += v->data[i];
}

/* What was written must be read as the same and written as the same. */
static void check_written(const uint8_t *bytes, size_t len)
{
	static uint8_t again[SMPP_LIMIT_BOUND * 2];
	struct smpp_pdu p;
	size_t n;
	int rc = smpp_decode(bytes, len, &p);

	assert(rc == 0 && p.problem.text == NULL && p.odd == 0);
	rc = smpp_encode(&p, again, sizeof(again), &n);
	assert(rc == 0 && n == len && memcmp(bytes, again, n) == 0);
}

static void check_pdu(const uint8_t *bytes, size_t len)
{
	static uint8_t written[SMPP_LIMIT_BOUND * 2];
	struct smpp_problem problem;
	struct seen seen = { .len = len };
	struct smpp_pdu p;
	size_t n;
	int rc = smpp_decode(bytes, len, &p);

	assert(smpp_dump(bytes, len, see_field, &seen, &problem) == rc);
	assert(rc == 0 || problem.text != NULL);
	if (rc != 0)
		return;
	assert(p.tlv_count <= SMPP_TLVS_MAX);
	if (smpp_encode(&p, written, sizeof(written), &n) != 0)
		return; /* reading is tolerant, writing strict */
	assert(n <= len + 16);
	check_written(written, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	size_t limit =
	    fuzz_byte(&in) & 1 ? SMPP_LIMIT_UNBOUND : SMPP_LIMIT_BOUND;
	size_t len;

	(void)smpp_frame_hint(in.at, in.left);
	while (smpp_frame(in.at, in.left, limit, &len) == SMPP_FRAME_PDU) {
		assert(len >= SMPP_HEADER_BYTES && len <= in.left);
		check_pdu(in.at, len);
		(void)fuzz_bytes(&in, len, &len);
	}
	/* Half a PDU too must do no harm. */
	check_pdu(in.at, in.left);
	return 0;
}
