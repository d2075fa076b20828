/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Webhooks, and those of them that were given up: they are kept for a week and
 * named "LANE:PLACE", eight hexadecimal digits and a number.
 */
#include "api/message_json.h"
#include "base/hex.h"
#include "control/command.h"
#include "flow/webhook.h"
#include "ledger/hook.h"
#include "ledger/ledger.h"

#include <stdio.h>
#include <string.h>

#define LIMIT_PRESET 50
#define LETTER_TEXT  32 /* 8 digits, ":", 20 digits, NUL */
#define LANE_DIGITS  8
#define RESTING_MAX  100

enum deed { DEED_LIST, DEED_REPLAY, DEED_REPLAY_ALL, DEED_DROP };

enum command_end cmd_webhook_status(struct command_call *call)
{
	struct json_out *o = call->out;
	struct webhook_figures f;

	webhook_figures(call->with->webhook, &f);
	json_open_object(o, NULL);
	json_uint(o, "sent", f.sent);
	json_uint(o, "failed", f.failed);
	json_uint(o, "dead", f.dead);
	json_uint(o, "lanes", f.lanes);
	json_uint(o, "resting", f.resting);
	json_uint(o, "paced", f.paced);
	json_uint(o, "unconfirmed", f.unconfirmed);
	json_uint(o, "letters", f.letters);
	json_uint(o, "calls", f.calls);
	json_close_object(o);
	return COMMAND_DONE;
}

enum command_end cmd_webhook_resting(struct command_call *call)
{
	struct webhook_rest rest[RESTING_MAX];
	size_t n = webhook_resting(call->with->webhook, rest, ARRAY_LEN(rest));
	struct json_out *o = call->out;
	char lane[LANE_DIGITS + 1];

	json_open_object(o, NULL);
	json_open_array(o, "resting");
	for (size_t i = 0; i < n; i++) {
		snprintf(lane, sizeof(lane), "%08x", (unsigned)rest[i].lane);
		json_open_object(o, NULL);
		json_text(o, "lane", lane);
		json_text(o, "account", account_name(call, rest[i].account));
		json_uint(o, "failures", rest[i].failures);
		message_json_date(o, "until", rest[i].until);
		json_word(o, "why", rest[i].why);
		json_close_object(o);
	}
	json_close_array(o);
	json_close_object(o);
	return COMMAND_DONE;
}

/* ---- asking ------------------------------------------------------------ */

static enum command_end ask(struct command_call *call, enum deed deed,
    struct hook_query *q)
{
	q->dead = true;
	call->wait.deed = (uint8_t)deed;
	call->wait.account = q->account;
	ledger_hooks(call->with->ledger, call->token, q);
	return COMMAND_WAITS;
}

/* Without an account those of all. */
static int read_account(struct command_call *call, struct hook_query *q)
{
	if (json_get(call->args, "account") == NULL)
		return 0;
	return account_named(call, &q->account);
}

enum command_end cmd_webhook_dead(struct command_call *call)
{
	const struct json_range limits = { 1, HOOKS_LIMIT },
				places = { 0, INT64_MAX };
	struct hook_query q = { .lane = 0 };
	int64_t limit = LIMIT_PRESET, after = 0;

	if (read_account(call, &q) != 0)
		return COMMAND_FAILED;
	if (json_get_int(call->args, "limit", limits, &limit) == RC_BAD)
		return command_fail(call, "\"limit\" is a number up to %d",
		    HOOKS_LIMIT);
	if (json_get_int(call->args, "after", places, &after) == RC_BAD)
		return command_fail(call,
		    "\"after\" is the \"next\" of an earlier list");
	q.limit = (size_t)limit;
	q.after = (uint64_t)after;
	return ask(call, DEED_LIST, &q);
}

static int parse_letter(const char *text, size_t len, struct hook_query *q)
{
	uint8_t lane[LANE_DIGITS / 2];
	uint64_t place;

	if (len < LANE_DIGITS + 2 || text[LANE_DIGITS] != ':' ||
	    hex_parse(text, LANE_DIGITS, lane, sizeof(lane)) != 0 ||
	    number_parse(text + LANE_DIGITS + 1, UINT64_MAX, &place) != 0 ||
	    place == 0)
		return RC_BAD;
	for (size_t i = 0; i < sizeof(lane); i++)
		q->lane = q->lane << 8 | lane[i];
	q->after = place - 1;
	return q->lane != 0 ? 0 : RC_BAD;
}

static enum command_end ask_one(struct command_call *call, enum deed deed)
{
	struct hook_query q = { .limit = 1 };
	const char *text;
	size_t len;

	if (json_get_str(call->args, "letter", &text, &len) != 0 ||
	    parse_letter(text, len, &q) != 0)
		return command_fail(call,
		    "a \"letter\" is wanted as \"webhook dead\" names it, such "
		    "as 0a1b2c3d:4567");
	call->wait.lane = q.lane;
	call->wait.place = q.after + 1;
	return ask(call, deed, &q);
}

enum command_end cmd_webhook_replay(struct command_call *call)
{
	struct hook_query q = { .limit = HOOKS_LIMIT };
	bool all = false;

	if (json_get_bool(call->args, "all", &all) == RC_BAD)
		return command_fail(call, "\"all\" is true or false");
	if (!all)
		return ask_one(call, DEED_REPLAY);
	if (read_account(call, &q) != 0)
		return COMMAND_FAILED;
	return ask(call, DEED_REPLAY_ALL, &q);
}

enum command_end cmd_webhook_drop(struct command_call *call)
{
	return ask_one(call, DEED_DROP);
}

/* ---- what was found ---------------------------------------------------- */

static void write_letter(struct command_call *call, const struct hook *h,
    const struct followed *e)
{
	char letter[LETTER_TEXT], id[MESSAGE_ID_TEXT];
	struct json_out *o = call->out;
	bool is_known = e->place != 0; /* else its event was purged */

	snprintf(letter, sizeof(letter), "%08x:%llu", (unsigned)h->lane,
	    (unsigned long long)h->place);
	json_open_object(o, NULL);
	json_text(o, "letter", letter);
	json_text(o, "account", account_name(call, h->account));
	json_text(o, "message",
	    is_known ? message_id_format(&e->message.id, id) : NULL);
	json_text(o, "state", is_known ? status_name(e->state) : NULL);
	json_uint(o, "attempts", h->attempts);
	message_json_date(o, "first_at", h->first);
	message_json_date(o, "given_up_at", h->next);
	json_word(o, "why", h->why);
	json_close_object(o);
}

static enum command_end show_list(struct command_call *call,
    const struct hook_page *p)
{
	struct json_out *o = call->out;

	json_open_object(o, NULL);
	json_open_array(o, "dead");
	for (size_t i = 0; i < p->n; i++)
		write_letter(call, &p->hook[i], &p->event[i]);
	json_close_array(o);
	if (p->more)
		json_uint(o, "next", p->next);
	else
		json_null(o, "next");
	json_close_object(o);
	return COMMAND_DONE;
}

static enum command_end show_count(struct command_call *call, const char *key,
    size_t n)
{
	json_open_object(call->out, NULL);
	json_uint(call->out, key, n);
	json_close_object(call->out);
	return COMMAND_DONE;
}

static enum command_end replay_all(struct command_call *call,
    const struct hook_page *p)
{
	struct hook_query q = { .account = call->wait.account,
		.after = p->next,
		.limit = HOOKS_LIMIT };

	for (size_t i = 0; i < p->n; i++)
		webhook_replay(call->with->webhook, &p->hook[i]);
	call->wait.done += p->n;
	if (p->more)
		return ask(call, DEED_REPLAY_ALL, &q);
	return show_count(call, "replayed", call->wait.done);
}

/* A page may be longer than its limit, and begin behind what was asked for. */
static const struct hook *letter_in(const struct command_call *call,
    const struct hook_page *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->hook[i].lane == call->wait.lane &&
		    p->hook[i].place == call->wait.place)
			return &p->hook[i];
	return NULL;
}

static enum command_end do_one(struct command_call *call,
    const struct hook_page *p)
{
	const struct hook *h = letter_in(call, p);

	if (h == NULL)
		return command_fail(call,
		    "there is no such dead letter; \"webhook dead\" lists "
		    "them");
	if (call->wait.deed == DEED_REPLAY) {
		webhook_replay(call->with->webhook, h);
		return show_count(call, "replayed", 1);
	}
	ledger_hook_del(call->with->ledger, h->lane, h->place);
	return show_count(call, "dropped", 1);
}

enum command_end cmd_letters_found(struct command_call *call,
    const struct hook_page *p)
{
	if (p->rc != 0)
		return command_fail(call, "the dead letters cannot be read: %s",
		    rc_text(p->rc));
	switch ((enum deed)call->wait.deed) {
	case DEED_LIST: return show_list(call, p);
	case DEED_REPLAY_ALL: return replay_all(call, p);
	case DEED_REPLAY:
	case DEED_DROP: break;
	}
	return do_one(call, p);
}
