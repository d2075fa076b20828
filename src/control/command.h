/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * command - one request of a client: found in the table, checked, run.
 *
 * Each command is a function in a file of its own, cmd_*.c.
 */
#ifndef CONTROL_COMMAND_H
#define CONTROL_COMMAND_H

#include "api/message_json.h"
#include "control/control.h"
#include "http/json.h"

enum command_end {
	COMMAND_DONE,    /* the answer is in `out` */
	COMMAND_WAITS,   /* the ledger was asked, under `token`; what stands in
			  * `out` stays */
	COMMAND_FAILED,  /* `why` is the answer */
	COMMAND_RELOADS, /* a configuration is being read */
	COMMAND_TRACES,  /* the client gets lines as `trace` says */
};

#define COMMAND_REASON_MAX 200 /* bytes of what somebody gives as one */
#define COMMAND_ACTOR      64  /* bytes of who it was, with the NUL */

struct campaign_view;
struct carrier_tally;
struct contact_page;
struct message_id;
struct recipient_page;
struct stream;

struct command_trace {
	size_t smsc;
	usec time;
	bool with_texts;
};

/* What a command that waits keeps till its answer; each reads what it wrote. */
struct command_wait {
	size_t asked, awaited; /* outcomes: of the ledger, not come yet */
	size_t done, refused, missing;
	int rc;       /* why, of the first that went wrong */
	uint8_t wish; /* enum wish */
	uint8_t deed; /* of cmd_webhook.c, of cmd_campaign.c */
	uint16_t account;
	uint32_t lane, campaign;
	uint64_t place;
	struct carrier_tally *tally; /* freed when it has been answered */
	char reason[COMMAND_REASON_MAX + 1], actor[COMMAND_ACTOR];
};

struct command_call {
	const struct control_options *with;
	const struct json_value *args; /* the request */
	struct json_out *out;          /* gets one object */
	const struct stream *from;     /* who asks; when it goes on: NULL */
	uint64_t token;
	struct command_trace trace;
	struct command_wait wait;
	char why[CONTROL_WHY];
};

struct command {
	const char *name;
	const char *keys; /* that it takes beside "command" */
	const char *help;
	enum command_end (*run)(struct command_call *call);
};

/* The row at place i of the table, or NULL behind the last. */
const struct command *command_at(size_t i);

/* Run the request on a line; call->args is set here and holds meanwhile. */
enum command_end command_run(struct command_call *call, const char *line,
    size_t len);

/* Set `why`. Returns COMMAND_FAILED. */
PRINTF(2, 3)
enum command_end command_fail(struct command_call *call, const char *fmt, ...);

#define COMMAND(function, name, keys, help) \
	enum command_end cmd_##function(struct command_call *call);
#include "control/commands.def"
#undef COMMAND

/* The place in flow of the smsc whose name the request has. Else `why` is set
 * and an error returned. */
MUST_CHECK int smsc_named(struct command_call *call, size_t *i);

/* The id that the request has. Else `why` is set and an error returned. */
MUST_CHECK int message_named(struct command_call *call, struct message_id *id);

/* The telephone number that the request has. Else `why` is set and an error
 * returned. */
MUST_CHECK int number_named(struct command_call *call, uint64_t *number);

/* The ledger's number of the account that the request names, or of the only
 * one there is. Else `why` is set and an error returned. */
MUST_CHECK int account_named(struct command_call *call, uint16_t *id);

/* The name of an account by the ledger's number; its sid if it is configured no
 * longer. */
const char *account_name(const struct command_call *call, uint16_t id);

/* Who knows the names behind the numbers of a view. */
struct message_names command_names(const struct command_call *call);

/* What those waited for that return COMMAND_WAITS. */
enum command_end cmd_message_granted(struct command_call *call,
    const struct granted *g);
enum command_end cmd_message_shown(struct command_call *call, int rc,
    const struct message_view *v);
enum command_end cmd_message_listed(struct command_call *call,
    const struct message_page *p);
enum command_end cmd_receipts_shown(struct command_call *call,
    const struct parked_page *p);
enum command_end cmd_reloaded(struct command_call *call, int rc,
    const char *report);
enum command_end cmd_backed_up(struct command_call *call,
    const struct ledger_backup_report *r);
enum command_end cmd_optout_changed(struct command_call *call, int rc,
    bool changed);
enum command_end cmd_contacts_found(struct command_call *call,
    const struct contact_page *p);
enum command_end cmd_number_forgotten(struct command_call *call, int rc);
enum command_end cmd_optouts_shown(struct command_call *call,
    const struct thing_page *p);
enum command_end cmd_letters_found(struct command_call *call,
    const struct hook_page *p);
enum command_end cmd_campaigns_found(struct command_call *call,
    const struct campaign_page *p);
enum command_end cmd_campaign_told(struct command_call *call,
    const struct campaign_history *h);
enum command_end cmd_campaign_done(struct command_call *call,
    const struct campaigned *d);
enum command_end cmd_recipients_found(struct command_call *call,
    const struct recipient_page *p);

/* Begin to count by carrier; cmd_recipients_found() goes on. */
enum command_end campaign_carriers(struct command_call *call,
    const struct campaign_view *v);

#endif
