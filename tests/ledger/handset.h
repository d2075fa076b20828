/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * handset - texts from handsets as a test lays them on the desk, and how their
 * parts are joined: "one|two|?" with a question mark for what is missing.
 *
 * The raw bytes of a text are "raw:" and the text.
 */
#ifndef TESTS_LEDGER_HANDSET_H
#define TESTS_LEDGER_HANDSET_H

#include "facts.h"

#include "ledger/body.h"
#include "ledger/mo.h"
#include "ledger/optout.h"
#include "ledger/verify.h"

#define HANDSET  491711234567u
#define TEXT_AT  4
#define OUR_HASH 0x1122334455667788u

static inline void join_text(struct buf *out, const struct mo_piece *piece,
    size_t n)
{
	buf_add_str(out, "raw:");
	for (size_t i = 0; i < n; i++) {
		const char *raw = piece[i].raw;

		buf_add_str(out, i == 0 ? "" : "|");
		if (raw == NULL)
			buf_add_str(out, "?");
		else
			buf_add(out, raw + piece[i].text_at, piece[i].text_len);
	}
}

/* What is 0 in `m` is as usual. Returns the fact, to be changed at will. */
static inline struct inbound_fact *desk_text(struct desk *d, const char *text,
    struct inbound_fact m)
{
	char raw[6000];
	size_t len = (size_t)snprintf(raw, sizeof(raw), "raw:%s", text);
	struct fact *f = batch_add(&d->batch, FACT_INBOUND, raw, len);

	if (m.smsc == 0)
		m.smsc = ACME;
	if (m.account == 0)
		m.account = 1;
	if (m.from == 0)
		m.from = HANDSET;
	if (m.to_hash == 0)
		m.to_hash = OUR_HASH;
	m.raw_len = len;
	m.text_at = TEXT_AT;
	m.text_len = (uint32_t)len - TEXT_AT;
	f->u.inbound = m;
	return &f->u.inbound;
}

static inline struct inbound_fact *desk_piece(struct desk *d, const char *text,
    uint8_t part, uint8_t parts)
{
	return desk_text(d, text,
	    (struct inbound_fact){ .concat = true,
		.ref = 77,
		.part = part,
		.parts = parts });
}

static inline const struct received_text *desk_received(const struct desk *d,
    size_t n)
{
	return &desk_outcome(d, OUTCOME_RECEIVED, n)->u.received;
}

/* The n-th received text of the last commit has this body. */
static inline void desk_expect_text(const struct desk *d, size_t n,
    const char *text)
{
	const struct outcome *o = desk_outcome(d, OUTCOME_RECEIVED, n);
	const struct buf *from = o->data_out ? &d->done.out : &d->done.in;
	char body[6000];

	assert_true(o->u.received.body_len < sizeof(body));
	memcpy(body, buf_bytes(from) + o->data, o->u.received.body_len);
	body[o->u.received.body_len] = '\0';
	assert_memory_equal(body, "raw:", TEXT_AT);
	assert_string_equal(body + TEXT_AT, text);
}

/* The message of this key has this body in the store. */
static inline void desk_expect_body(struct desk *d, uint64_t key,
    const char *text)
{
	struct record r = desk_look(d, key);
	struct buf body = { 0 };
	struct store_txn t;

	assert_int_equal(store_begin_read(d->book.store, &t), 0);
	assert_int_equal(body_read(&t, NULL, r.body, &body), 0);
	store_end_read(&t);
	assert_string_equal(buf_cstr(&body) + TEXT_AT, text);
	buf_free(&body);
}

static inline void desk_optout(struct desk *d, uint64_t number, uint32_t scope,
    bool set)
{
	batch_add(&d->batch, FACT_OPTOUT, NULL, 0)->u.optout =
	    (struct optout_fact){ .token = number,
		    .account = 1,
		    .scope = scope,
		    .number = number,
		    .set = set,
		    .source = OPTOUT_API };
}

/* A map of 2 MiB: a batch that desk_overfill() adds to fails. */
static inline int desk_setup_small(void **state)
{
	struct desk *d;
	int rc = desk_setup(state);

	d = *state;
	d->map_bytes = 2u << 20;
	d->options.join = join_text;
	log_set_level((enum log_level) - 1);
	desk_open(d);
	return rc;
}

static inline void desk_overfill(struct desk *d)
{
	static uint8_t body[LEDGER_BODY_MAX];

	for (int i = 0; i < 300; i++)
		desk_accept(d, (struct accept){ .to = 4917000000000u,
				   .body = body,
				   .body_len = sizeof(body) });
}

static inline void desk_say_finding(const char *table, const char *key,
    const char *what, void *arg)
{
	size_t len = strlen(arg);

	snprintf((char *)arg + len, 1000 - len, "%s %s: %s\n", table, key,
	    what);
}

/* The store is closed, and verify finds just this: "" for nothing. */
static inline void desk_verify(struct desk *d, const char *finding)
{
	char said[1000] = "";
	const struct verify_options o = { .path = d->path,
		.found = desk_say_finding,
		.arg = said };
	struct verify_counts counts;
	struct ledger_problem why;

	desk_crash(d);
	assert_int_equal(ledger_verify(&o, &counts, &why), 0);
	if (finding[0] == '\0')
		assert_string_equal(said, "");
	else if (strstr(said, finding) == NULL)
		fail_msg("\"%s\" is not in:\n%s", finding, said);
}

#endif
