/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All the bytes of an SMPP peer. The first byte has our role and whether
 * requests are answered, then come the cuts (wire.h), then the bytes. Once
 * bound we have requests of our own under way; each of their tokens must come
 * back once.
 */
#include "wire.h"

#include "session/session.h"

#define REQUESTS 3

struct talk {
	struct wire wire;
	struct session *s;
	bool mute;
	unsigned sent, ended;
	uint8_t end[REQUESTS + 1]; /* how often each token came back */
};

static void token_ended(struct talk *t, const struct session_token *tok)
{
	assert(tok->msg >= 1 && tok->msg <= REQUESTS);
	assert(t->end[tok->msg]++ == 0);
	t->ended++;
}

static void on_answered(void *arg, const struct session_token *tok,
    const struct session_answer *a)
{
	if (a->late)
		assert(((struct talk *)arg)->end[tok->msg] == 1);
	else
		token_ended(arg, tok);
}

static void on_doubt(void *arg, const struct session_token *tok,
    enum session_reason reason)
{
	(void)reason;
	token_ended(arg, tok);
}

static void on_returned(void *arg, const struct session_token *tok)
{
	token_ended(arg, tok);
}

static void on_request(void *arg, const struct smpp_pdu *pdu)
{
	struct talk *t = arg;

	assert(smpp_command_name(pdu->id) != NULL);
	if (!t->mute)
		session_reply_status(t->s, pdu->sequence, pdu->id, 0);
}

static uint32_t on_bind(void *arg, const struct smpp_pdu *bind)
{
	(void)arg;
	return bind->body.bind.system_id[0] == 'x' ? 0x0D : 0;
}

static const struct session_events events = {
	.answered = on_answered,
	.doubt = on_doubt,
	.returned = on_returned,
	.request = on_request,
	.bind = on_bind,
};

static void submit(struct talk *t)
{
	struct session_token tok = { .msg = t->sent + 1 };
	struct smpp_pdu p;

	smpp_pdu_init(&p,
	    session_bind_command(t->s) != 0 ? SMPP_DELIVER_SM : SMPP_SUBMIT_SM,
	    0);
	memcpy(p.body.message.destination.digits, "200", 4);
	p.body.message.short_message = (const uint8_t *)"hello";
	p.body.message.sm_length = 5;
	if (session_send(t->s, &tok, &p) == 0)
		t->sent++;
}

/* One byte string after the other, so that requests get between them. */
static void say_all(struct talk *t, struct fuzz_in in,
    const uint8_t cuts[WIRE_CUTS])
{
	size_t len, first = in.left < 32 ? in.left : 32;
	const uint8_t *p = fuzz_bytes(&in, first, &len);

	wire_say_cut(&t->wire, (struct fuzz_in){ p, len }, cuts);
	while (t->sent < REQUESTS && session_room(t->s) > 0)
		submit(t);
	wire_settle(&t->wire);
	wire_say_cut(&t->wire, in, cuts);
	while (t->sent < REQUESTS && session_room(t->s) > 0)
		submit(t);
	wire_settle(&t->wire);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct session_options opt = { .name = "fuzz/1",
		.system_id = "esmed",
		.password = "secret",
		.window = REQUESTS,
		.inbound_window = 5 };
	static struct talk t;
	struct fuzz_in in = { data, size };
	uint8_t cuts[WIRE_CUTS], how = fuzz_byte(&in);

	if (t.wire.loop == NULL)
		wire_init(&t.wire);
	t = (struct talk){ .wire = t.wire, .mute = how & 2 };
	for (size_t i = 0; i < WIRE_CUTS; i++)
		cuts[i] = fuzz_byte(&in);
	t.s = session_new(t.wire.loop, how & 1 ? SESSION_SMSC : SESSION_ESME,
	    &opt);
	session_set_events(t.s, &events, &t);
	session_adopt(t.s, wire_open(&t.wire));
	wire_settle(&t.wire);
	say_all(&t, in, cuts);
	if (how & 4)
		session_unbind(t.s);
	else if (how & 8)
		wire_close(&t.wire);
	wire_wait(&t.wire, 700 * SECOND);
	session_free(t.s);
	wire_close(&t.wire);
	assert(t.ended == t.sent);
	return 0;
}
