/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * say - what tests tell the world: rules, commands, messages, time.
 */
#ifndef TESTS_SIM_SAY_H
#define TESTS_SIM_SAY_H

#include "world.h"

static inline void rule(struct world *w, const char *spec)
{
	struct rule_error error;

	if (sim_rule(w->sim, spec, &error) != 0)
		fail_msg("%s: %s", spec, error.text);
}

/* The answer to a control command; valid until the next. */
static inline const char *answer_to(struct world *w, const char *line)
{
	static char text[65536];
	struct buf to = { 0 };

	assert_true(sim_command(w->sim, line, strlen(line), &to));
	assert_true(to.len < sizeof(text));
	memcpy(text, buf_cstr(&to), to.len + 1);
	buf_free(&to);
	settle(w);
	return text;
}

/* Run a control command; it must answer with that in it. */
static inline void command_has(struct world *w, const char *line,
    const char *piece)
{
	const char *answer = answer_to(w, line);

	if (strstr(answer, piece) == NULL)
		fail_msg("%s answered %s", line, answer);
}

static inline void command(struct world *w, const char *line)
{
	command_has(w, line, "\"ok\":true");
}

/* Queue a submit_sm that asks for a receipt. */
static inline void submit(struct world *w, const char *to, const char *text)
{
	const struct session_token tok = { 0 };
	struct smpp_pdu pdu;

	smpp_pdu_init(&pdu, SMPP_SUBMIT_SM, 0);
	strcpy(pdu.body.message.source.digits, "12125550100");
	strcpy(pdu.body.message.destination.digits, to);
	pdu.body.message.registered_delivery = 1;
	pdu.body.message.short_message = (const uint8_t *)text;
	pdu.body.message.sm_length = (uint8_t)strlen(text);
	assert_int_equal(session_send(w->esme, &tok, &pdu), 0);
}

static inline void pass(struct world *w, usec by)
{
	clock_advance(by);
	settle(w);
}

#endif
