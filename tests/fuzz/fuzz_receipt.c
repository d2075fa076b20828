/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A delivery receipt from a carrier: esm_class, data_coding, which TLVs it
 * has and how long their values are; then the values; then the text.
 */
#include "fuzz.h"

#include "model/errmap.h"
#include "model/msgid.h"
#include "model/receipt_rules.h"

#define IS_SHORT(s) assert(memchr((s), '\0', sizeof(s)) != NULL)

static struct receipt_octets tlv(struct fuzz_in *in, bool there, size_t max)
{
	struct receipt_octets o = { 0 };

	if (there)
		o.data = fuzz_bytes(in, max, &o.len);
	return o;
}

static void check(const struct receipt *r)
{
	enum receipt_state state;
	char iso[RECEIPT_ISO];

	IS_SHORT(r->id);
	IS_SHORT(r->id_text);
	IS_SHORT(r->stat);
	IS_SHORT(r->stat_raw);
	IS_SHORT(r->err);
	IS_SHORT(r->sub);
	IS_SHORT(r->dlvrd);
	IS_SHORT(r->submit_date);
	IS_SHORT(r->done_date);
	receipt_date_format(r->submit_date, iso);
	receipt_date_format(r->done_date, iso);
	IS_SHORT(r->text);
	assert(r->state < RECEIPT_STATE_COUNT);
	assert(r->network_code <= UINT16_MAX);
	assert(receipt_state_name(r->state) != NULL);
	if (r->stat[0] != '\0' && !r->unlisted)
		assert(receipt_state_parse(r->stat, &state) == 0);
}

/* What one base writes the other reads back. */
static void check_bases(const char *id)
{
	char dec[ID_ROOM], hex[ID_ROOM], fold[ID_ROOM];

	if (id_hex_to_dec(id, dec) != 0)
		return;
	assert(id_dec_to_hex(dec, hex) == 0);
	assert(strcmp(hex, id_fold(id, fold)) == 0);
}

/* An id leads to itself in any mode but those that convert. */
static void check_id(const char *id)
{
	struct msgid_form form[MSGID_FORMS_MAX];
	char key[ID_ROOM];

	for (unsigned m = MSGID_AUTO; m <= MSGID_DEC_HEX; m++) {
		enum msgid_mode mode = (enum msgid_mode)m;
		size_t n = msgid_forms(mode, NULL, id, form);

		assert(n <= MSGID_FORMS_MAX);
		for (size_t i = 0; i < n; i++)
			IS_SHORT(form[i].key);
		msgid_key(mode, id, key);
		IS_SHORT(key);
		if (mode <= MSGID_FOLD && id[0] != '\0')
			assert(n > 0 && strcmp(form[0].key, key) == 0);
	}
	check_bases(id);
}

static void read_with_rules(const struct receipt_source *s)
{
	static const char *const groups[] = { "id=1", "stat=2", "text=3" };
	static const char *const states[] = { "0=DELIVRD", "ok=REJECTD" };
	static const struct receipt_rules_text text = {
		"^([^ ]+) +([a-z0-9]+)(.*)$", groups, 3, states, 2, true, false
	};
	struct receipt_rules_fault fault;
	struct receipt_rules *rules;
	struct receipt r;

	assert(receipt_rules_new(&text, &rules, &fault) == 0);
	receipt_read_by(rules, s, &r);
	if (r.is_receipt)
		assert(r.state != RECEIPT_ACCEPTED);
	receipt_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	struct receipt_source s = { 0 };
	struct errmap_answer answer;
	struct receipt r;
	uint8_t has;

	s.esm_class = fuzz_byte(&in);
	s.data_coding = fuzz_byte(&in);
	has = fuzz_byte(&in);
	s.id_tlv = tlv(&in, has & 1, has >> 3);
	s.state_tlv = tlv(&in, has & 2, 1);
	s.network_tlv = tlv(&in, has & 4, 3);
	s.text.data = fuzz_bytes(&in, SIZE_MAX, &s.text.len);
	read_with_rules(&s);
	receipt_read_by(NULL, &s, &r);
	if (!r.is_receipt)
		return 0;
	check(&r);
	check_id(r.id);
	errmap_receipt(NULL, &r, &answer);
	assert(answer.reason != 0);
	return 0;
}
