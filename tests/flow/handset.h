/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * handset - PDUs as a handset's texts come in, and what becomes of them.
 */
#ifndef TESTS_FLOW_HANDSET_H
#define TESTS_FLOW_HANDSET_H

#include "flow/mo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <esmed/pdu.h>
#include <esmed/tlv.h>

#include "base/hex.h"
#include "base/mem.h"
#include "base/random.h"
#include "conf/conf.h"
#include "flow/address.h"
#include "flow/keyword.h"
#include "ledger/mo.h"
#include "text/septets.h"

#define PIECES (MO_PARTS_MAX + 1)

static char none[1];
static struct conf_smsc smsc;
static struct smpp_pdu pdu;
static struct mo mo;
static struct mo_coding coding;
static struct buf bytes, kept[PIECES];
static struct body body;

static inline int begin(void **state)
{
	(void)state;
	smsc = (struct conf_smsc){ .dest_add = none,
		.dest_strip = none,
		.source_add = none,
		.source_strip = none,
		.dcs_gsm7 = CONF_AUTO,
		.dcs_latin1 = CONF_AUTO,
		.dcs_ucs2 = CONF_AUTO };
	smpp_pdu_init(&pdu, SMPP_DELIVER_SM, 0);
	strcpy(pdu.body.message.source.digits, "19175550001");
	strcpy(pdu.body.message.destination.digits, "12125550100");
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	buf_free(&bytes);
	for (size_t i = 0; i < PIECES; i++)
		buf_free(&kept[i]);
	return 0;
}

/* What `bytes` hold. */
static inline void look(void)
{
	assert_int_equal(body_decode(&body, buf_bytes(&bytes), bytes.len), 0);
	mo_coding_read(&body, &coding);
}

/* Exactly those octets, so that one too many is seen. */
static inline void take(const void *octets, size_t len)
{
	uint8_t *exact = mem_new(1, len);
	struct mo_source s = { &smsc, &pdu, exact, len };

	memcpy(exact, octets, len);
	mo_read(&s, &mo, &bytes);
	free(exact);
	look();
	assert_true(bytes.len <= LEDGER_BODY_MAX);
	assert_int_equal(mo.text_len, body.field[BODY_TEXT].len);
	if (mo.text_len != 0)
		assert_ptr_equal(buf_bytes(&bytes) + mo.text_at,
		    body.field[BODY_TEXT].s);
}

static inline void take_as(uint8_t data_coding, uint8_t esm_class,
    const char *octets, size_t len)
{
	pdu.body.message.data_coding = data_coding;
	pdu.body.message.esm_class = esm_class;
	take(octets, len);
}

#define TAKE(data_coding, esm_class, octets) \
	take_as(data_coding, esm_class, octets, sizeof(octets) - 1)

static inline void expect(enum body_field field, const void *octets, size_t len)
{
	const struct body_text *t = &body.field[field];

	assert_int_equal(t->len, len);
	if (len != 0)
		assert_memory_equal(t->s, octets, len);
}

static inline void expect_text(const char *text)
{
	expect(BODY_TEXT, text, strlen(text));
}

static inline void expect_octets(const char *octets, size_t len)
{
	expect(BODY_BINARY, octets, len);
}

#endif
