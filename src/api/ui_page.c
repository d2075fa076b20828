/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a page asks has an id that the server does not have (ui_ask.c):
 * generation << 32 | 1 << 31 | slot << 4 | number of the request. reply.c and
 * bulk.c bring the answer here.
 *
 * A page is answered at the end of the turn and not where its last answer came
 * in: that may be in the middle of a handler.
 *
 * Invariant: a slot's generation changes when its page ends, so a late answer
 * finds nothing.
 */
#include "api/ui.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/endpoint.h"
#include "api/ui_keep.h"
#include "api/ui_session.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "http/json.h"

#define NUMBER     0xfu
#define KEEP_BYTES 65536

void ui_init(struct api *a)
{
	ui_sessions_init(a);
}

static void forget_said(struct ui_page *p)
{
	for (unsigned i = 0; i < p->asked; i++)
		json_free(p->said[i].json);
	memset(p->said, 0, sizeof(p->said));
	p->asked = 0;
}

void ui_fini(struct api *a)
{
	for (size_t i = 0; i < a->pages; i++) {
		forget_said(a->page[i]);
		form_fini(&a->page[i]->form);
		buf_free(&a->page[i]->out);
		buf_free(&a->page[i]->more);
		free(a->page[i]);
	}
	free(a->page);
	ui_sessions_fini(a);
}

/* ---- pages under way --------------------------------------------------- */

static struct ui_page *free_page(struct api *a)
{
	struct ui_page *p;

	for (size_t i = 0; i < a->pages; i++) {
		if (!a->page[i]->taken)
			return a->page[i];
	}
	if (a->pages == UI_PAGES)
		return NULL;
	p = mem_new(1, sizeof(*p));
	p->api = a;
	p->slot = (uint16_t)a->pages;
	a->page = mem_resize(a->page, a->pages + 1, sizeof(a->page[0]));
	a->page[a->pages++] = p;
	return p;
}

static void end_page(struct ui_page *p)
{
	forget_said(p);
	if (p->out.cap > KEEP_BYTES)
		buf_free(&p->out);
	buf_clear(&p->out);
	buf_free(&p->more);
	p->rows_id = 0;
	form_fini(&p->form);
	memset(&p->form, 0, sizeof(p->form));
	p->taken = false;
	p->id = 0;
	p->waits = 0;
	p->generation++;
}

static void copy_arg(char *to, const struct body_text *from)
{
	snprintf(to, UI_ARG_ROOM, "%.*s", (int)from->len,
	    from->len != 0 ? from->s : "");
}

static void fill_page(struct ui_page *p, const struct call *c)
{
	const struct conf *conf = p->api->with.conf;
	const char *name = conf->account[c->account].name;
	bool is_account = c->user == NULL || strcmp(c->user, name) == 0;

	p->taken = true;
	p->id = c->id;
	p->account = c->account;
	p->role = c->role;
	p->tls = c->request->tls;
	p->csrf[0] = '\0';
	snprintf(p->user, sizeof(p->user), "%s", is_account ? "" : c->user);
	snprintf(p->account_name, sizeof(p->account_name), "%s", name);
	snprintf(p->peer, sizeof(p->peer), "%s", c->request->peer);
	snprintf(p->path, sizeof(p->path), "%s", c->request->path);
	copy_arg(p->arg, &c->in_path);
	copy_arg(p->sub, &c->sub_in_path);
}

/* Did a page of ours send this form? Browsers say where a request comes from;
 * a program with a token of its own needs no such proof. */
static bool is_our_form(const struct ui_page *p, const struct call *c,
    const struct ui_session *s)
{
	const char *site = http_request_header(c->request, "sec-fetch-site");
	const char *auth = http_request_header(c->request, "authorization");

	if (s == NULL)
		return auth != NULL && strncasecmp(auth, "bearer ", 7) == 0;
	if (site != NULL && strcmp(site, "same-origin") != 0 &&
	    strcmp(site, "none") != 0)
		return false;
	return ui_session_is_word(s, ui_field(p, "csrf"));
}

static enum refusal read_form(struct ui_page *p, const struct call *c)
{
	const struct http_request *r = c->request;
	bool posts = endpoint_method(r->method) != HTTP_METHOD_GET;
	struct call again = *c;
	const struct ui_session *s = ui_session_find(p->api, &again);

	if (s != NULL)
		snprintf(p->csrf, sizeof(p->csrf), "%s", ui_session_word(s));
	if (posts && upload_is(r)) {
		if (upload_parse(&p->form, r) != 0)
			return REFUSAL_UPLOAD;
	} else if (form_parse(&p->form, FORM_TEXT,
		       posts ? (const char *)r->body : r->query,
		       posts ? r->body_len : r->query_len) != 0) {
		return REFUSAL_NOT_FORM;
	}
	return posts && !is_our_form(p, c, s) ? REFUSAL_FORM_WORD
					      : REFUSAL_COUNT;
}

struct ui_page *ui_begin(struct api *a, const struct call *c, ui_write *write)
{
	struct ui_page *p = free_page(a);
	enum refusal no = REFUSAL_FULL;

	if (p != NULL) {
		fill_page(p, c);
		p->write = write;
		no = read_form(p, c);
	}
	if (no == REFUSAL_COUNT)
		return p;
	/* A form of an earlier session, as the browser says: it may be sent
	 * again. */
	if (no == REFUSAL_FORM_WORD && keep_may(c) && p->csrf[0] != '\0' &&
	    http_request_header(c->request, "sec-fetch-site") != NULL) {
		keep_show(p);
		return NULL;
	}
	if (p != NULL)
		end_page(p);
	reply_refusal(a, c, no);
	return NULL;
}

const char *ui_field(const struct ui_page *p, const char *name)
{
	const char *value = form_get(&p->form, name);

	return value != NULL ? value : "";
}

void ui_gone(struct api *a, http_id id)
{
	for (size_t i = 0; i < a->pages; i++) {
		if (a->page[i]->taken && a->page[i]->id == id)
			a->page[i]->id = 0;
	}
}

/* ---- answers ----------------------------------------------------------- */

static struct ui_page *page_of(const struct api *a, http_id id)
{
	size_t slot = ((uint32_t)id & ~UI_OURS) >> UI_SLOT_SHIFT;
	struct ui_page *p;

	if (slot >= a->pages)
		return NULL;
	p = a->page[slot];
	return p->taken && p->generation == id >> 32 ? p : NULL;
}

void ui_heard(struct api *a, http_id id, const struct http_answer *answer)
{
	struct ui_page *p = page_of(a, id);
	struct json_error err;
	struct ui_said *s;

	if (p == NULL)
		return;
	s = &p->said[id & NUMBER];
	s->status = answer->status;
	if (answer->len != 0 &&
	    json_parse(answer->body, answer->len, &s->json, &err) == 0)
		s->root = json_root(s->json);
	p->waits--;
}

void ui_heard_more(struct api *a, http_id id, const void *data, size_t len)
{
	struct ui_page *p = page_of(a, id);

	if (p != NULL)
		buf_add(&p->more, data, len);
}

void ui_heard_end(struct api *a, http_id id)
{
	struct ui_page *p = page_of(a, id);

	if (p != NULL)
		ui_heard(a, id,
		    &(struct http_answer){ .status = 200,
			.body = buf_bytes(&p->more),
			.len = p->more.len });
}

void ui_turn(struct api *a)
{
	for (size_t i = 0; i < a->pages; i++) {
		struct ui_page *p = a->page[i];

		if (p->taken)
			ui_feed(p);
		while (p->taken && p->waits == 0) {
			unsigned asked = p->asked;

			if (p->id == 0)
				end_page(p);
			else
				p->write(p);
			assert(!p->taken || p->asked > asked);
		}
	}
}

void ui_done(struct ui_page *p, int status, enum http_type type)
{
	struct http_answer answer = { .status = status,
		.type = type,
		.body = buf_bytes(&p->out),
		.len = p->out.len };

	ui_set_page(&answer);
	http_answer(p->api->server, p->id, &answer);
	end_page(p);
}

void ui_leave(struct ui_page *p)
{
	end_page(p);
}

void ui_go(struct ui_page *p, const char *path)
{
	struct http_answer answer = { .status = 303, .type = HTTP_TYPE_NONE };

	answer.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, path };
	http_answer(p->api->server, p->id, &answer);
	end_page(p);
}
