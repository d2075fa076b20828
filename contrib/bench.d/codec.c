/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * codec - how many PDUs a second libesmed writes and reads on one core, and
 * how long a look at the numbering plans takes.
 *
 * The PDUs are those of the benchmark: a submit_sm of 110 characters and a
 * deliver_sm with a receipt and its two TLVs. One JSON line on stdout.
 */
#include "bench.h"

#include <esmed/frame.h>
#include <esmed/pdu.h>
#include <esmed/tlv.h>

#include "model/numbers.h"

#define ROUNDS 1000000
#define LOOKS  65536 /* numbers; they do not fit the fastest cache */

static void fill(struct smpp_message *m, const char *to, const char *text)
{
	m->source.ton = m->source.npi = 1;
	m->destination.ton = m->destination.npi = 1;
	snprintf(m->destination.digits, sizeof(m->destination.digits), "%s",
	    to);
	snprintf(m->source.digits, sizeof(m->source.digits), "447700900123");
	m->registered_delivery = 1;
	m->short_message = (const uint8_t *)text;
	m->sm_length = (uint8_t)strlen(text);
}

static void make_submit(struct smpp_pdu *p)
{
	smpp_pdu_init(p, SMPP_SUBMIT_SM, 7);
	fill(&p->body.message, "447712345678",
	    "Your code is 123456. It is valid for ten minutes. Do not share it "
	    "with anyone, we never ask for it. Thank you.");
}

static void make_receipt(struct smpp_pdu *p)
{
	static const uint8_t delivered = 2;

	smpp_pdu_init(p, SMPP_DELIVER_SM, 8);
	fill(&p->body.message, "447712345678",
	    "id:00000004d2 sub:001 dlvrd:001 submit date:2611220100 done "
	    "date:2611220100 stat:DELIVRD err:000 text:Your code is 123456");
	p->body.message.esm_class = 4;
	if (smpp_pdu_add(p, SMPP_TLV_RECEIPTED_MESSAGE_ID, "00000004d2", 11) ||
	    smpp_pdu_add(p, SMPP_TLV_MESSAGE_STATE, &delivered, 1))
		exit(1);
}

static double rate(uint64_t begun)
{
	return ROUNDS / ((double)(now_us() - begun) / 1e6);
}

static void measure(const char *name, const struct smpp_pdu *p)
{
	static struct smpp_pdu back;
	uint8_t bytes[1024];
	uint64_t begun = now_us();
	double written;
	size_t len = 0;

	for (long i = 0; i < ROUNDS; i++) {
		if (smpp_encode(p, bytes, sizeof(bytes), &len) != 0)
			exit(1);
	}
	written = rate(begun);
	/* A header that is not this library's would measure nothing. */
	if (memmem(bytes, len, p->body.message.short_message,
		p->body.message.sm_length) == NULL) {
		fprintf(stderr, "codec: what was written lacks the text\n");
		exit(1);
	}
	begun = now_us();
	for (long i = 0; i < ROUNDS; i++) {
		if (smpp_decode(bytes, len, &back) != 0 ||
		    back.sequence != p->sequence)
			exit(1);
	}
	printf("\"%s\":{\"bytes\":%zu,\"encode_per_s\":%.0f,"
	       "\"decode_per_s\":%.0f}",
	    name, len, written, rate(begun));
}

/* Mobiles of four plans, by turns, any digits behind the beginning. */
static void measure_looks(void)
{
	static const uint64_t begin[] = { 12000000000, 447700000000,
		4915100000000, 919000000000 };
	static const uint64_t room[] = { 7999999999, 99999999, 899999999,
		999999999 };
	static uint64_t numbers[LOOKS];
	struct number_facts f;
	uint64_t dice = 1, begun, sum = 0;

	for (size_t i = 0; i < LOOKS; i++) {
		dice = dice * 6364136223846793005 + 1442695040888963407;
		numbers[i] = begin[i % 4] + (dice >> 20) % room[i % 4];
	}
	begun = now_us();
	for (size_t i = 0; i < ROUNDS; i++) {
		if (number_look(numbers[i % LOOKS], &f) != 0)
			exit(1);
		sum += f.type;
	}
	if (sum == 0)
		exit(1);
	printf("\"number\":{\"look_ns\":%.1f}", 1e9 / rate(begun));
}

int main(void)
{
	static struct smpp_pdu p;

	alarm(BENCH_SECONDS);
	printf("{");
	make_submit(&p);
	measure("submit_sm", &p);
	printf(",");
	make_receipt(&p);
	measure("receipt", &p);
	printf(",");
	measure_looks();
	printf("}\n");
	return 0;
}
