/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * api - the HTTP interface: the native face, the Twilio-compatible face and
 * the health checks, by the table in api/endpoints.def.
 *
 * A request that needs the ledger waits under a token until the ledger's event
 * of that token comes; a message is answered 201 in api_accepted() and nowhere
 * else. If the client has gone meanwhile, the message is taken all the same.
 *
 * Owns:     the HTTP server with its listeners, the requests that wait.
 * Borrows:  all of its options, which outlive it.
 * Threads:  that of the loop.
 * Note:     tokens given to the ledger from here have bit 63 clear; whoever
 *           else asks the ledger sets it.
 */
#ifndef API_API_H
#define API_API_H

#include "http/server.h"

struct accepted;
struct api;
struct campaign_history;
struct campaign_page;
struct campaigned;
struct campaigns;
struct claim;
struct conf;
struct contact_page;
struct contacted;
struct flow;
struct granted;
struct ledger;
struct message_page;
struct message_view;
struct follow_page;
struct hook_page;
struct recipient_page;
struct suggestion_page;
struct thing_page;
struct usage_day;
struct webhook;

/* A path that somebody else answers, without credentials: exact, before all
 * of the table. `asked` gets the whole body, and answers now or later by
 * api_reply() or api_refuse(). */
struct api_extra {
	enum http_method method;
	const char *path;
	void (*asked)(void *arg, http_id id, const void *body, size_t len);
};

struct api_options {
	const struct conf *conf;
	struct flow *flow;
	struct ledger *ledger;
	struct loop *loop;
	struct campaigns *campaigns;   /* campaign/campaign.h */
	const struct api_extra *extra; /* ended by path NULL; or NULL: none */
	void *extra_arg;
};

struct api *api_new(const struct api_options *o);

/* Kills the connections. The ledger's events may not come here any more. */
void api_free(struct api *a);

/* Can the listeners be as the configuration says: certificates and keys? What
 * is wrong is logged. From any thread. Errors as those of tls_server_new(). */
MUST_CHECK int api_check(const struct conf *conf);

/* Listen where the configuration says. RC_BUSY, RC_DENIED, RC_SYSTEM: as
 * stream_listen(), which has logged the cause. */
MUST_CHECK int api_listen(struct api *a);

/* flow_reload() was done with this configuration: accounts and tokens are its
 * own from now on, certificates are read again. Requests under way go on. */
void api_reconfigure(struct api *a, const struct conf *conf);

/* Who tells customers' servers, once it is there: dead letters go back to
 * it. */
void api_set_webhook(struct api *a, struct webhook *w);

/* A connection made otherwise: tests, passed sockets. */
void api_accept(struct api *a, struct stream *st);

/* No new connections; each existing one ends after its answers. */
void api_drain(struct api *a);

/* Write the lines that batches have to answer, take on with those that had to
 * wait. At the end of each turn, behind flow_turn(). */
void api_turn(struct api *a);

/* The ledger's events for tokens with bit 63 clear. */
void api_accepted(struct api *a, uint64_t token,
    const struct accepted *accepted);
void api_refused(struct api *a, uint64_t token, int rc);
void api_granted(struct api *a, uint64_t token, const struct granted *g);
void api_fetched(struct api *a, uint64_t token, int rc,
    const struct message_view *v);
void api_listed(struct api *a, uint64_t token, const struct message_page *p);
void api_kept(struct api *a, uint64_t token, int rc);
void api_opted(struct api *a, uint64_t token, int rc, bool changed);
void api_things(struct api *a, uint64_t token, const struct thing_page *p);
void api_followed(struct api *a, uint64_t token, const struct follow_page *p);
void api_hooks(struct api *a, uint64_t token, const struct hook_page *p);
void api_campaigned(struct api *a, const struct campaigned *c);
void api_campaigns(struct api *a, uint64_t token,
    const struct campaign_page *p);
void api_campaign_told(struct api *a, uint64_t token,
    const struct campaign_history *h);
void api_contacted(struct api *a, const struct contacted *c);
void api_contacts(struct api *a, uint64_t token, const struct contact_page *p);
void api_recipients(struct api *a, uint64_t token,
    const struct recipient_page *p);
void api_suggestions(struct api *a, uint64_t token,
    const struct suggestion_page *p);
void api_suggested(struct api *a, uint64_t token, int rc);

/* The ledger's .claimed, besides flow_claimed(): how long it waited is counted.
 */
void api_claimed(struct api *a, const struct claim *c);

/* An account used more: it is reported. */
void api_used(struct api *a, const struct usage_day *d);

/* The answer to a path of api_extra: a JSON text, or an error with a text for
 * people. */
void api_reply(struct api *a, http_id id, int status, const struct buf *json);
void api_refuse(struct api *a, http_id id, int status, const char *text);

#endif
