/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Campaigns: the newest, one with its history, and what an operator wishes of
 * one. Nobody need say whose it is: it is looked up first.
 */
#include "api/campaign_json.h"
#include "campaign/public_id.h"
#include "control/command.h"
#include "ledger/campaign.h"
#include "net/stream.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_PRESET 20
#define LIMIT_MAX    200
#define NAME_ROOM    4096 /* bytes of an entry of /etc/passwd */

/* A wish: + enum campaign_do. */
enum deed { DEED_LIST, DEED_SHOW, DEED_CARRIERS, DEED_WISH };

/* ---- asking ------------------------------------------------------------ */

static int read_status(struct command_call *call, uint32_t *statuses)
{
	enum campaign_status s;
	const char *word;
	size_t len;
	int rc = json_get_str(call->args, "status", &word, &len);

	if (rc == RC_NOT_FOUND)
		return 0;
	if (rc == 0)
		rc = campaign_status_parse(word, &s);
	if (rc != 0) {
		(void)command_fail(call,
		    "\"status\" is draft, scheduled, processing, sending, "
		    "sent, done, canceled or failed");
		return RC_BAD;
	}
	*statuses = 1u << s;
	return 0;
}

/* The id that the request has. */
static int read_id(struct command_call *call, const char *key, uint32_t *id)
{
	const char *text;
	size_t len;
	int rc = json_get_str(call->args, key, &text, &len);

	if (rc == 0 && campaign_id_parse(text, len, id) == 0)
		return 0;
	if (rc == 0)
		(void)command_fail(call,
		    "not an id: \"%.40s\"; the id of a campaign is CP and 8 "
		    "hexadecimal digits, \"campaign list\" tells them",
		    text);
	else
		(void)command_fail(call,
		    "the \"%s\" of a campaign is wanted, such as CP0000000a",
		    key);
	return RC_BAD;
}

enum command_end cmd_campaign_list(struct command_call *call)
{
	const struct json_range limits = { 1, LIMIT_MAX };
	struct campaign_query q = { .account = 0 };
	int64_t n = LIMIT_PRESET;

	if (json_get(call->args, "account") != NULL &&
	    account_named(call, &q.account) != 0)
		return COMMAND_FAILED;
	if (json_get_int(call->args, "limit", limits, &n) == RC_BAD)
		return command_fail(call, "\"limit\" is a number up to %d",
		    LIMIT_MAX);
	if (read_status(call, &q.statuses) != 0 ||
	    (json_get(call->args, "before") != NULL &&
		read_id(call, "before", &q.before) != 0))
		return COMMAND_FAILED;
	q.limit = (size_t)n;
	call->wait.deed = DEED_LIST;
	ledger_campaigns(call->with->ledger, call->token, &q);
	return COMMAND_WAITS;
}

static enum command_end look_up(struct command_call *call, uint8_t deed)
{
	struct campaign_query q = { .only = call->wait.campaign, .limit = 1 };

	call->wait.deed = deed;
	ledger_campaigns(call->with->ledger, call->token, &q);
	return COMMAND_WAITS;
}

enum command_end cmd_campaign_show(struct command_call *call)
{
	if (read_id(call, "id", &call->wait.campaign) != 0)
		return COMMAND_FAILED;
	return look_up(call, DEED_SHOW);
}

enum command_end cmd_campaign_carriers(struct command_call *call)
{
	if (read_id(call, "id", &call->wait.campaign) != 0)
		return COMMAND_FAILED;
	return look_up(call, DEED_CARRIERS);
}

/* "esmectl (anna)": the login name of who asks, or the number. */
static void note_actor(struct command_call *call)
{
	char *to = call->wait.actor, bytes[NAME_ROOM];
	struct passwd entry, *found = NULL;
	uint32_t uid;

	if (stream_user(call->from, &uid) != 0)
		snprintf(to, COMMAND_ACTOR, "esmectl");
	else if (getpwuid_r(uid, &entry, bytes, sizeof(bytes), &found) == 0 &&
		 found != NULL)
		snprintf(to, COMMAND_ACTOR, "esmectl (%.*s)",
		    COMMAND_ACTOR - 12, entry.pw_name);
	else
		snprintf(to, COMMAND_ACTOR, "esmectl (%u)", uid);
}

static enum command_end wish(struct command_call *call, enum campaign_do what)
{
	const char *reason = "";
	size_t len = 0;
	int rc = json_get_str(call->args, "reason", &reason, &len);

	if (rc == RC_BAD || len > COMMAND_REASON_MAX)
		return command_fail(call,
		    "the \"reason\" is a text of up to %d bytes",
		    COMMAND_REASON_MAX);
	if (read_id(call, "id", &call->wait.campaign) != 0)
		return COMMAND_FAILED;
	if (rc == 0)
		strcpy(call->wait.reason, reason);
	note_actor(call);
	return look_up(call, (uint8_t)(DEED_WISH + what));
}

enum command_end cmd_campaign_pause(struct command_call *call)
{
	return wish(call, CAMPAIGN_PAUSE);
}

enum command_end cmd_campaign_resume(struct command_call *call)
{
	return wish(call, CAMPAIGN_RESUME);
}

enum command_end cmd_campaign_cancel(struct command_call *call)
{
	return wish(call, CAMPAIGN_CANCEL);
}

/* ---- what was found ---------------------------------------------------- */

/* The members of an open object. */
static void write_members(struct command_call *call,
    const struct campaign_view *v, enum campaign_depth depth)
{
	const struct message_names names = command_names(call);
	const struct campaign_names all = { .names = &names,
		.campaigns = call->with->campaigns };

	campaign_json(call->out, &all, v, depth);
}

static enum command_end write_list(struct command_call *call,
    const struct campaign_page *p)
{
	char id[PUBLIC_ID_TEXT];

	json_open_object(call->out, NULL);
	json_open_array(call->out, "campaigns");
	for (size_t i = 0; i < p->n; i++) {
		json_open_object(call->out, NULL);
		write_members(call, &p->campaign[i], CAMPAIGN_LISTED);
		json_close_object(call->out);
	}
	json_close_array(call->out);
	json_text(call->out, "next",
	    p->next != 0 ? campaign_id_format(p->next, id) : NULL);
	json_close_object(call->out);
	return COMMAND_DONE;
}

/* The history follows. */
static enum command_end write_one(struct command_call *call,
    const struct campaign_view *v)
{
	json_open_object(call->out, NULL);
	write_members(call, v, CAMPAIGN_FETCHED);
	ledger_campaign_events(call->with->ledger, call->token, v->account,
	    v->id);
	return COMMAND_WAITS;
}

static enum command_end tell_ledger(struct command_call *call,
    const struct campaign_view *v)
{
	const struct campaign_fact f = {
		.token = call->token,
		.account = v->account,
		.id = v->id,
		.what = (enum campaign_do)(call->wait.deed - DEED_WISH),
		.actor = call->wait.actor,
		.reason =
		    call->wait.reason[0] != '\0' ? call->wait.reason : NULL,
	};

	ledger_campaign(call->with->ledger, &f);
	return COMMAND_WAITS;
}

static enum command_end no_such(struct command_call *call, uint32_t id)
{
	char text[PUBLIC_ID_TEXT];

	return command_fail(call,
	    "there is no campaign %s; \"campaign list\" tells the newest",
	    campaign_id_format(id, text));
}

enum command_end cmd_campaigns_found(struct command_call *call,
    const struct campaign_page *p)
{
	if (p->rc != 0 && p->rc != RC_NOT_FOUND)
		return command_fail(call,
		    "the campaigns cannot be read: %s; esmed's log may say "
		    "more",
		    rc_text(p->rc));
	if (call->wait.deed == DEED_LIST)
		return write_list(call, p);
	if (p->n == 0)
		return no_such(call, call->wait.campaign);
	if (call->wait.deed == DEED_SHOW)
		return write_one(call, &p->campaign[0]);
	if (call->wait.deed == DEED_CARRIERS)
		return campaign_carriers(call, &p->campaign[0]);
	return tell_ledger(call, &p->campaign[0]);
}

enum command_end cmd_campaign_told(struct command_call *call,
    const struct campaign_history *h)
{
	if (h->rc == RC_NOT_FOUND) /* deleted meanwhile */
		return no_such(call, call->wait.campaign);
	if (h->rc != 0)
		return command_fail(call,
		    "the campaign's history cannot be read: %s",
		    rc_text(h->rc));
	json_open_array(call->out, "events");
	for (size_t i = 0; i < h->n; i++)
		campaign_event_json(call->out, &h->event[i]);
	json_close_array(call->out);
	json_close_object(call->out);
	return COMMAND_DONE;
}

/* ---- what came of a wish ----------------------------------------------- */

static enum command_end not_canceled(struct command_call *call, const char *id,
    enum campaign_status s)
{
	switch (s) {
	case CAMPAIGN_DRAFT:
		return command_fail(call,
		    "%s is a draft: nothing of it goes, so there is nothing "
		    "to cancel",
		    id);
	case CAMPAIGN_SENT:
		return command_fail(call,
		    "%s is sent: it cannot be canceled any more; follow-ups "
		    "still go to those who do not say STOP",
		    id);
	default:
		return command_fail(call,
		    "%s is %s: it is over, and cannot be canceled any more", id,
		    campaign_status_name(s));
	}
}

static enum command_end refused(struct command_call *call,
    const struct campaigned *d)
{
	bool pause = call->wait.deed == DEED_WISH + CAMPAIGN_PAUSE;
	char id[PUBLIC_ID_TEXT];

	campaign_id_format(d->id, id);
	if (call->wait.deed == DEED_WISH + CAMPAIGN_CANCEL)
		return not_canceled(call, id, d->status);
	if (d->status != CAMPAIGN_PROCESSING && d->status != CAMPAIGN_SENDING)
		return command_fail(call,
		    "%s is %s: only one that is processing or sending can be "
		    "paused and resumed",
		    id, campaign_status_name(d->status));
	return command_fail(call, "%s is %s", id,
	    pause ? "paused already" : "not paused");
}

enum command_end cmd_campaign_done(struct command_call *call,
    const struct campaigned *d)
{
	if (d->rc == RC_NOT_FOUND)
		return no_such(call, call->wait.campaign);
	if (d->rc == RC_DENIED)
		return refused(call, d);
	if (d->rc != 0)
		return command_fail(call, "that could not be done: %s",
		    rc_text(d->rc));
	return look_up(call, DEED_SHOW);
}
