/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a page asks goes to the handler of the native face under an id that the
 * server does not have: generation << 32 | 1 << 31 | slot << 4 | number of the
 * request. reply.c brings the answer to ui_heard().
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
#include "api/guard.h"
#include "api/ui_session.h"
#include "base/mem.h"
#include "conf/conf.h"
#include "flow/intake.h"
#include "http/escape.h"
#include "http/json.h"

#define OURS       0x80000000u
#define NUMBER     0xfu
#define SLOT_SHIFT 4
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
		free(a->page[i]);
	}
	free(a->page);
	ui_sessions_fini(a);
}

/* ---- who may ----------------------------------------------------------- */

/* A path that a browser may come back to once it has signed in. */
static void lead_to_login(struct api *a, const struct call *c)
{
	char path[512] = "/ui/login";
	struct http_answer answer = { .status = 303, .type = HTTP_TYPE_NONE };
	struct buf next = { 0 };

	if (endpoint_method(c->request->method) == HTTP_METHOD_GET &&
	    strcmp(c->request->path, "/ui/") != 0) {
		buf_add_str(&next, "/ui/login?next=");
		escape(c->request->path, strlen(c->request->path), &next);
		if (next.len < sizeof(path))
			snprintf(path, sizeof(path), "%s", buf_cstr(&next));
		buf_free(&next);
	}
	answer.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, path };
	http_answer(a->server, c->id, &answer);
}

static bool has_credentials(const struct call *c)
{
	const char *auth = http_request_header(c->request, "authorization");

	return auth != NULL && auth[0] != '\0';
}

/* 0; RC_DENIED: it was refused. */
static int find_who(struct api *a, struct call *c)
{
	if (ui_session_find(a, c) != NULL)
		return 0;
	if (!has_credentials(c)) {
		lead_to_login(a, c);
		return RC_DENIED;
	}
	if (who_asks(a, c) == 0)
		return 0;
	guard_refuse(a, c);
	return RC_DENIED;
}

bool ui_admit(struct api *a, enum endpoint_who least, struct call *c)
{
	enum refusal no;

	if (find_who(a, c) != 0)
		return false;
	no = who_may(a, c, least);
	if (no != REFUSAL_COUNT)
		reply_refusal(a, c, no);
	return no == REFUSAL_COUNT;
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
static bool is_our_form(struct ui_page *p, const struct call *c)
{
	const char *site = http_request_header(c->request, "sec-fetch-site");
	const char *auth = http_request_header(c->request, "authorization");
	struct call again = *c;
	const struct ui_session *s = ui_session_find(p->api, &again);

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
	if (form_parse(&p->form, FORM_TEXT,
		posts ? (const char *)r->body : r->query,
		posts ? r->body_len : r->query_len) != 0)
		return REFUSAL_NOT_FORM;
	return posts && !is_our_form(p, c) ? REFUSAL_FORM_WORD : REFUSAL_COUNT;
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

/* ---- asking ------------------------------------------------------------ */

static void say_refusal(struct ui_page *p, http_id id, enum refusal r)
{
	reply_fault(p->api, id, FACE_NATIVE, refusal_row(r));
}

static void handle(struct ui_page *p, const struct http_request *r)
{
	struct endpoint_match m;
	enum refusal no;
	struct call c;

	endpoint_find(r->method, r->path, &m);
	c = (struct call){ .request = r,
		.id = r->id,
		.face = FACE_NATIVE,
		.account = p->account,
		.role = p->role,
		.user = p->user[0] != '\0' ? p->user : p->account_name,
		.in_path = m.parts.id,
		.sub_in_path = m.parts.sub };
	if (m.endpoint == NULL || m.endpoint->face != FACE_NATIVE) {
		say_refusal(p, r->id, REFUSAL_NOT_FOUND);
		return;
	}
	no = who_may(p->api, &c, m.endpoint->who);
	if (no != REFUSAL_COUNT)
		say_refusal(p, r->id, no);
	else
		m.endpoint->handle(p->api, &c);
}

static http_id next_id(struct ui_page *p)
{
	assert(p->asked < UI_ASKS);
	p->waits++;
	return (http_id)p->generation << 32 | OURS |
	       (uint32_t)p->slot << SLOT_SHIFT | p->asked++;
}

void ui_ask_with(struct ui_page *p, const char *path, struct buf *query)
{
	struct http_request r = { .id = next_id(p),
		.method = HTTP_METHOD_GET,
		.path = path,
		.query = query != NULL ? buf_cstr(query) : "",
		.query_len = query != NULL ? query->len : 0,
		.peer = p->peer,
		.tls = p->tls,
		.is_made = true };

	handle(p, &r);
	if (query != NULL)
		buf_free(query);
}

void ui_ask(struct ui_page *p, const char *path, ...)
{
	char text[512];
	va_list with;

	va_start(with, path);
	vsnprintf(text, sizeof(text), path, with);
	va_end(with);
	ui_ask_with(p, text, NULL);
}

void ui_filter(struct buf *query, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	buf_printf(query, "%s%s=", query->len != 0 ? "&" : "", name);
	escape(value, strlen(value), query);
}

void ui_send(struct ui_page *p, enum http_method method, const char *path,
    const struct buf *body)
{
	struct http_request r = { .id = next_id(p),
		.method = method,
		.path = path,
		.query = "",
		.peer = p->peer,
		.tls = p->tls,
		.body = body != NULL ? buf_bytes(body) : NULL,
		.body_len = body != NULL ? body->len : 0,
		.is_made = true,
		.made_type = body != NULL ? "application/json" : NULL };

	handle(p, &r);
}

/* ---- answers ----------------------------------------------------------- */

static struct ui_page *page_of(const struct api *a, http_id id)
{
	size_t slot = ((uint32_t)id & ~OURS) >> SLOT_SHIFT;
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

void ui_turn(struct api *a)
{
	for (size_t i = 0; i < a->pages; i++) {
		struct ui_page *p = a->page[i];

		if (!p->taken || p->waits != 0)
			continue;
		if (p->id == 0)
			end_page(p);
		else
			p->write(p);
		assert(!p->taken);
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
