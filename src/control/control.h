/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * control - the daemon's commands for esmectl, over a unix socket.
 *
 * A client writes a JSON object on a line, {"command": "message list",
 * "limit": 5}, and gets a JSON object on a line: what it asked for, or
 * {"error": "why"}. Lines of a client are answered in their order, one a turn;
 * while the ledger reads for a client, its further lines wait. The commands
 * are the rows of control/commands.def. A client keeps its end open until it
 * has its answers.
 *
 * Owns:     the socket (mode 0660), its file and its clients.
 * Borrows:  all that is in its options; control_free() needs the loop only.
 * Time:     a client that neither waits nor asks for a minute is dropped.
 * Threads:  that of the loop.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include "base/base.h"

#define CONTROL_LINE_MAX    4096 /* bytes of a request */
#define CONTROL_CLIENTS_MAX 16
#define CONTROL_IDLE        (60 * SECOND)

/* Set in the tokens of control's reads of the ledger, and in no others: what
 * .granted, .fetched, .listed, .parked, .backed_up, .opted, .things, .hooks,
 * .campaigned, .campaigns and .campaign_told bring under such a token is for
 * control. Those of webhooks have this bit and the next one: see WEBHOOK_TOKEN
 * of flow/webhook.h; those of campaign/campaign.h: campaigns_is_token(). */
#define CONTROL_TOKEN (UINT64_C(1) << 63)

struct campaign_history;
struct campaign_page;
struct campaigned;
struct campaigns;
struct conf;
struct contact_page;
struct control;
struct flow;
struct granted;
struct hook_page;
struct ledger;
struct ledger_backup_report;
struct loop;
struct message_page;
struct message_view;
struct parked_page;
struct recipient_page;
struct stream;
struct thing_page;
struct webhook;

struct control_options {
	struct loop *loop;
	struct flow *flow;
	struct ledger *ledger;
	struct webhook *webhook;
	const struct campaigns *campaigns;
	const struct conf *conf;
	const char *version;       /* ESMED_VERSION */
	usec started;              /* clock_mono() of the daemon's start */
	void (*reload)(void *arg); /* control_reloaded() follows */
	void *arg;
};

#define CONTROL_WHY 512

/* Listen on conf->control.socket. RC_BUSY: somebody answers there, or it is
 * no socket. RC_NOT_FOUND: its folder does not exist. RC_DENIED, RC_SYSTEM.
 * `why` is a sentence for the log. */
MUST_CHECK int control_new(struct control **out,
    const struct control_options *o, char why[CONTROL_WHY]);

/* Clients are dropped, the socket's file is removed. NULL is allowed. */
void control_free(struct control *c);

/* The ledger's events for tokens with CONTROL_TOKEN. That client may be gone
 * by then: nothing happens. */
void control_granted(struct control *c, uint64_t token,
    const struct granted *g);
void control_fetched(struct control *c, uint64_t token, int rc,
    const struct message_view *v);
void control_listed(struct control *c, uint64_t token,
    const struct message_page *p);
void control_parked(struct control *c, uint64_t token,
    const struct parked_page *p);
void control_backed_up(struct control *c, uint64_t token,
    const struct ledger_backup_report *r);
void control_opted(struct control *c, uint64_t token, int rc, bool changed);
void control_kept(struct control *c, uint64_t token, int rc);
void control_contacts(struct control *c, uint64_t token,
    const struct contact_page *p);
void control_things(struct control *c, uint64_t token,
    const struct thing_page *p);
void control_hooks(struct control *c, uint64_t token,
    const struct hook_page *p);
void control_campaigned(struct control *c, const struct campaigned *d);
void control_campaigns(struct control *c, uint64_t token,
    const struct campaign_page *p);
void control_campaign_told(struct control *c, uint64_t token,
    const struct campaign_history *h);
void control_recipients(struct control *c, uint64_t token,
    const struct recipient_page *p);

/* Another configuration holds; the socket stays. */
void control_reconfigure(struct control *c, const struct conf *conf);

/* A reload was done, or refused: `report` is text for people. */
void control_reloaded(struct control *c, int rc, const char *report);

/* Serve a stream as if it had connected. */
void control_adopt(struct control *c, struct stream *s);

#endif
