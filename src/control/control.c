/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client waits for the ledger under a token of its own; when the answer
 * comes and no client has that token, the client is gone.
 *
 * Invariant: while a client has a token, none of its lines is read.
 */
#include "control/control.h"

#include "api/carrier_tally.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "control/command.h"
#include "control/trace.h"
#include "flow/flow.h"
#include "ledger/campaign.h"
#include "net/stream.h"
#include "net/timer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/stat.h>

#define UNREAD_MAX 1048576 /* answers queued beyond it: no more lines */

struct client {
	struct control *control;
	struct stream *stream;
	struct timer idle;
	uint64_t token; /* 0: waits for nothing */
	struct command_wait wait;
	struct buf text;     /* of the answer that it waits for, so far */
	bool comma;          /* in it */
	bool reloading;      /* waits for a configuration */
	struct trace *trace; /* gets its lines, or NULL */
	TAILQ_ENTRY(client) link;
};

TAILQ_HEAD(client_list, client);

struct control {
	struct control_options with;
	struct listener *listener;
	struct client_list clients;
	size_t n_clients;
	uint64_t last_token;
};

/* An answer in the making. */
struct saying {
	struct buf text;
	struct json_out out;
	struct command_call call;
};

static void client_free(struct client *cl)
{
	timer_stop(&cl->idle);
	trace_free(cl->trace);
	carrier_tally_free(cl->wait.tally);
	buf_free(&cl->text);
	TAILQ_REMOVE(&cl->control->clients, cl, link);
	cl->control->n_clients--;
	free(cl);
}

static void write_error(struct stream *s, const char *why)
{
	struct buf text = { 0 };
	struct json_out out = json_writing(&text);

	json_open_object(&out, NULL);
	json_text(&out, "error", why);
	json_close_object(&out);
	buf_add_str(&text, "\n");
	stream_write(s, buf_bytes(&text), text.len);
	buf_free(&text);
}

static void say_begin(struct saying *a, struct control *c)
{
	*a = (struct saying){ .call = { .with = &c->with } };
	a->out = json_writing(&a->text);
	a->call.out = &a->out;
}

static void say_end(struct saying *a, enum command_end end, struct client *cl)
{
	if (end == COMMAND_FAILED) {
		write_error(cl->stream, a->call.why);
	} else if (end == COMMAND_DONE) {
		buf_add_str(&a->text, "\n");
		stream_write(cl->stream, buf_bytes(&a->text), a->text.len);
	}
	buf_free(&a->text);
	timer_in(&cl->idle, CONTROL_IDLE);
}

/* It goes on when the ledger has answered. */
static void put_off(struct saying *a, struct client *cl)
{
	cl->token = a->call.token;
	cl->wait = a->call.wait;
	cl->text = a->text;
	cl->comma = a->out.comma;
	a->text = (struct buf){ 0 };
}

static bool is_waiting(const struct client *cl)
{
	return cl->token != 0 || cl->reloading || cl->trace != NULL;
}

static void trace_over(void *arg)
{
	struct client *cl = arg;

	trace_finish(cl->trace);
	trace_free(cl->trace);
	cl->trace = NULL;
	timer_in(&cl->idle, CONTROL_IDLE);
	stream_again(cl->stream);
}

static bool is_traced(const struct control *c, size_t smsc)
{
	const struct client *cl;
	size_t i;

	TAILQ_FOREACH(cl, &c->clients, link)
	{
		if (cl->trace != NULL &&
		    flow_smsc_find(c->with.flow, trace_smsc(cl->trace), &i) ==
			0 &&
		    i == smsc)
			return true;
	}
	return false;
}

static enum command_end trace_begin(struct client *cl,
    struct command_call *call)
{
	const struct trace_options o = {
		.loop = call->with->loop,
		.flow = call->with->flow,
		.smsc = call->trace.smsc,
		.time = call->trace.time,
		.with_texts = call->trace.with_texts,
		.to = cl->stream,
		.ended = trace_over,
		.arg = cl,
	};

	if (is_traced(cl->control, o.smsc))
		return command_fail(call, "that smsc is being traced already");
	cl->trace = trace_new(&o);
	return COMMAND_TRACES;
}

static void run_line(struct client *cl, const char *line, size_t len)
{
	struct control *c = cl->control;
	enum command_end end;
	struct saying a;

	say_begin(&a, c);
	a.call.from = cl->stream;
	a.call.token = CONTROL_TOKEN | ++c->last_token;
	end = command_run(&a.call, line, len);
	if (end == COMMAND_TRACES)
		end = trace_begin(cl, &a.call);
	if (end == COMMAND_WAITS)
		put_off(&a, cl);
	cl->reloading = end == COMMAND_RELOADS;
	if (end == COMMAND_WAITS || end == COMMAND_RELOADS)
		stream_pause_reading(cl->stream);
	say_end(&a, end, cl);
}

static void refuse_length(struct client *cl)
{
	write_error(cl->stream, "the line is too long");
	stream_close(cl->stream);
	client_free(cl);
}

static void on_readable(void *arg, struct buf *in)
{
	struct client *cl = arg;
	const char *line, *end;
	size_t len;

	if (cl->trace != NULL && in->len != 0)
		trace_over(cl); /* whatever it says, it wants no more */
	if (is_waiting(cl) || stream_pending(cl->stream) > UNREAD_MAX ||
	    in->len == 0)
		return;
	line = (const char *)buf_bytes(in);
	end = memchr(line, '\n', in->len);
	len = end == NULL ? in->len : (size_t)(end - line);
	if (len > CONTROL_LINE_MAX) {
		refuse_length(cl);
		return;
	}
	if (end == NULL)
		return;
	if (len != 0)
		run_line(cl, line, len);
	buf_eat(in, len + 1);
	if (in->len != 0)
		stream_again(cl->stream);
}

static void on_drained(void *arg)
{
	struct client *cl = arg;

	stream_again(cl->stream);
}

static void on_closed(void *arg, int rc, const char *why)
{
	(void)rc;
	(void)why;
	client_free(arg);
}

static const struct stream_events stream_events = {
	.readable = on_readable,
	.drained = on_drained,
	.closed = on_closed,
};

static void on_idle(void *arg)
{
	struct client *cl = arg;

	if (is_waiting(cl)) { /* a backup takes its time */
		timer_in(&cl->idle, CONTROL_IDLE);
		return;
	}
	stream_close(cl->stream);
	client_free(cl);
}

void control_adopt(struct control *c, struct stream *s)
{
	struct client *cl;

	if (c->n_clients == CONTROL_CLIENTS_MAX) {
		write_error(s, "too many clients");
		stream_close(s);
		return;
	}
	cl = mem_new(1, sizeof(*cl));
	cl->control = c;
	cl->stream = s;
	timer_init(&cl->idle, c->with.loop, on_idle, cl);
	timer_in(&cl->idle, CONTROL_IDLE);
	TAILQ_INSERT_TAIL(&c->clients, cl, link);
	c->n_clients++;
	stream_set_events(s, &stream_events, cl);
}

static void on_accepted(void *arg, struct stream *s)
{
	control_adopt(arg, s);
}

static const struct listener_events listener_events = {
	.accepted = on_accepted,
};

static struct client *client_of(struct control *c, uint64_t token)
{
	struct client *cl;

	TAILQ_FOREACH(cl, &c->clients, link)
	if (cl->token == token)
		return cl;
	return NULL;
}

static void wait_ended(struct client *cl, struct saying *a,
    enum command_end end)
{
	cl->token = 0;
	cl->reloading = false;
	carrier_tally_free(cl->wait.tally);
	cl->wait.tally = NULL;
	say_end(a, end, cl);
	stream_resume_reading(cl->stream);
	stream_again(cl->stream);
}

/* The client that waits under the token, with its command set to go on; NULL:
 * it is gone. */
static struct client *go_on(struct control *c, uint64_t token, struct saying *a)
{
	struct client *cl = client_of(c, token);

	if (cl == NULL)
		return NULL;
	say_begin(a, c);
	a->text = cl->text;
	a->out.comma = cl->comma;
	a->call.token = token;
	a->call.wait = cl->wait;
	cl->text = (struct buf){ 0 };
	return cl;
}

static void went_on(struct client *cl, struct saying *a, enum command_end end)
{
	if (end == COMMAND_WAITS)
		put_off(a, cl);
	else
		wait_ended(cl, a, end);
}

void control_granted(struct control *c, uint64_t token, const struct granted *g)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_message_granted(&a.call, g));
}

void control_fetched(struct control *c, uint64_t token, int rc,
    const struct message_view *v)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_message_shown(&a.call, rc, v));
}

void control_listed(struct control *c, uint64_t token,
    const struct message_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_message_listed(&a.call, p));
}

void control_parked(struct control *c, uint64_t token,
    const struct parked_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_receipts_shown(&a.call, p));
}

void control_backed_up(struct control *c, uint64_t token,
    const struct ledger_backup_report *r)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_backed_up(&a.call, r));
}

void control_opted(struct control *c, uint64_t token, int rc, bool changed)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_optout_changed(&a.call, rc, changed));
}

void control_kept(struct control *c, uint64_t token, int rc)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_number_forgotten(&a.call, rc));
}

void control_contacts(struct control *c, uint64_t token,
    const struct contact_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_contacts_found(&a.call, p));
}

void control_things(struct control *c, uint64_t token,
    const struct thing_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_optouts_shown(&a.call, p));
}

void control_hooks(struct control *c, uint64_t token, const struct hook_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_letters_found(&a.call, p));
}

void control_campaigned(struct control *c, const struct campaigned *d)
{
	struct saying a;
	struct client *cl = go_on(c, d->token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_campaign_done(&a.call, d));
}

void control_campaigns(struct control *c, uint64_t token,
    const struct campaign_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_campaigns_found(&a.call, p));
}

void control_campaign_told(struct control *c, uint64_t token,
    const struct campaign_history *h)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_campaign_told(&a.call, h));
}

void control_recipients(struct control *c, uint64_t token,
    const struct recipient_page *p)
{
	struct saying a;
	struct client *cl = go_on(c, token, &a);

	if (cl != NULL)
		went_on(cl, &a, cmd_recipients_found(&a.call, p));
}

void control_reconfigure(struct control *c, const struct conf *conf)
{
	c->with.conf = conf;
}

void control_reloaded(struct control *c, int rc, const char *report)
{
	struct client *cl;
	struct saying a;

	TAILQ_FOREACH(cl, &c->clients, link)
	{
		if (!cl->reloading)
			continue;
		say_begin(&a, c);
		wait_ended(cl, &a, cmd_reloaded(&a.call, rc, report));
	}
}

static int check_folder(const char *socket, char *why)
{
	char folder[128]; /* sun_path has 108 */
	struct stat st;
	char *slash;

	snprintf(folder, sizeof(folder), "%s", socket);
	slash = strrchr(folder, '/');
	if (slash == NULL || slash == folder)
		return 0;
	*slash = '\0';
	if (stat(folder, &st) == 0 || errno != ENOENT)
		return 0;
	snprintf(why, CONTROL_WHY,
	    "the folder of control.socket does not exist: %s; make it and give "
	    "it to the user that runs esmed, or let systemd do so: "
	    "RuntimeDirectory=esmed",
	    folder);
	return RC_NOT_FOUND;
}

/* 0777 is what bind() makes a socket with. */
static int listen_for_group(struct control *c, const char *socket)
{
	mode_t before = umask(0117);
	int rc = stream_listen(c->with.loop, socket, &listener_events, c,
	    &c->listener);

	umask(before);
	return rc;
}

static void explain(int rc, const char *socket, char *why)
{
	static const char *const causes[] = {
		[-RC_BUSY] = "another esmed answers on it, or it is no socket",
		[-RC_DENIED] = "esmed may not write to its folder",
	};
	size_t i = (size_t)-rc;

	snprintf(why, CONTROL_WHY, "cannot listen on control.socket %s: %s",
	    socket,
	    i < ARRAY_LEN(causes) && causes[i] != NULL ? causes[i]
						       : rc_text(rc));
}

int control_new(struct control **out, const struct control_options *o,
    char why[CONTROL_WHY])
{
	const char *socket = o->conf->control.socket;
	struct control *c;
	int rc = check_folder(socket, why);

	if (rc != 0)
		return rc;
	c = mem_new(1, sizeof(*c));
	c->with = *o;
	TAILQ_INIT(&c->clients);
	rc = listen_for_group(c, socket);
	if (rc != 0) {
		explain(rc, socket, why);
		free(c);
		return rc;
	}
	*out = c;
	return 0;
}

void control_free(struct control *c)
{
	struct client *cl;

	if (c == NULL)
		return;
	listener_close(c->listener);
	while ((cl = TAILQ_FIRST(&c->clients)) != NULL) {
		stream_close(cl->stream);
		client_free(cl);
	}
	free(c);
}
