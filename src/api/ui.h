/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui - a page under way: what it asks and how it answers.
 *
 * A page knows nothing of the ledger. It asks the native face, within the
 * process, with the rights of who asks for the page, and tells what that said;
 * so a page and the API cannot differ, and what one may not do by the API one
 * may not do here. A form becomes a request of the native face in the same way.
 *
 *	ui_session.c  who has signed in
 *	ui_admit.c    who may see a page
 *	ui_keep.c     what was filled in when the session had ended
 *	ui_page.c     pages under way
 *	ui_ask.c      their requests to the native face
 *	ui_upload.c   forms with files
 *	ui_frame.c    what all pages have around them; errors
 *	ui_pager.c    lists, page by page
 *	ui_html.c     escapes
 *	ui_pick.c     values out of an answer
 *	ui_cell.c     dates, words, links, as tables show them
 *	ui_file.c     the style and the script
 *	ui_act.c      buttons
 *	ui_*.c        the pages
 *
 * Owns:     pages under way, at most UI_PAGES.
 * Threads:  that of the loop.
 */
#ifndef API_UI_H
#define API_UI_H

#include "api/inside.h"
#include "api/ui_html.h"
#include "http/form.h"

struct json;
struct json_value;

#define UI_PAGES     256
#define UI_ASKS      8
#define UI_ARG_ROOM  128 /* of what stands in the path */
#define UI_PATH_ROOM 300
#define UI_NAME_ROOM 129
#define UI_CSRF_ROOM 65

/* The id of a request that a page made, see ui_page.c. */
#define UI_OURS       0x80000000u
#define UI_SLOT_SHIFT 4

/* What the native face said. */
struct ui_said {
	int status; /* 0: not yet */
	struct json *json;
	const struct json_value *root; /* NULL: nothing that can be read */
};

struct ui_page;

/* All has been said: end the page by ui_done() or its like, or ask more and set
 * p->write to what comes then. */
typedef void ui_write(struct ui_page *p);

struct ui_page {
	struct api *api;
	http_id id; /* 0: the browser has gone */
	size_t account;
	unsigned role;           /* enum conf_role */
	char user[UI_NAME_ROOM]; /* "": the account itself */
	char account_name[UI_NAME_ROOM];
	char csrf[UI_CSRF_ROOM]; /* what each form brings; "": none */
	char path[UI_PATH_ROOM];
	char arg[UI_ARG_ROOM];        /* what stood for {id} */
	char sub[UI_ARG_ROOM];        /* and for {sub} */
	struct form form;             /* of the body of POST, else the query */
	struct ui_said said[UI_ASKS]; /* in the order of asking */
	struct buf out;               /* what was written */

	/* ui_ask.c: rows on their way, and what their answer is so far */
	const char *rows;
	size_t rows_left;
	http_id rows_id; /* 0: none */
	struct buf more;

	/* ui_page.c */
	ui_write *write;
	char peer[64];
	unsigned asked, waits;
	uint32_t generation;
	uint16_t slot;
	bool taken, tls;
};

/* ---- ui_page.c --------------------------------------------------------- */

void ui_init(struct api *a);
void ui_fini(struct api *a);

/* Answer the pages whose answers have come: at the end of a turn. */
void ui_turn(struct api *a);
void ui_gone(struct api *a, http_id id);

/* A page begins. NULL: refused: there are too many, the query is none, or a
 * form is not one of ours. */
struct ui_page *ui_begin(struct api *a, const struct call *c, ui_write *write);

/* Was it a success? */
static inline bool ui_is_good(const struct ui_said *s)
{
	return s->status >= 200 && s->status <= 299;
}

/* Is this an answer to a request that a page made, and none of the server's?
 * reply.c sends those to ui_heard(). */
static inline bool ui_is_ours(http_id id)
{
	return (id & UI_OURS) != 0;
}
void ui_heard(struct api *a, http_id id, const struct http_answer *answer);
void ui_heard_more(struct api *a, http_id id, const void *data, size_t len);
void ui_heard_end(struct api *a, http_id id);

/* The page ends with p->out as its body. */
void ui_done(struct ui_page *p, int status, enum http_type type);

/* The page ends without an answer, which the caller gives; or: go there (303).
 */
void ui_leave(struct ui_page *p);
void ui_go(struct ui_page *p, const char *path);

/* The value of the form's field, "" if it has none. */
const char *ui_field(const struct ui_page *p, const char *name);

/* ---- ui_admit.c -------------------------------------------------------- */

/* May who asks see this? Sets c's account, role and user. False: it was
 * refused, or led to where one signs in. `whole`: the body has come; before, a
 * form of a session that has ended is let in, so that it can be kept. */
bool ui_admit(struct api *a, enum endpoint_who least, struct call *c,
    bool whole);

/* ---- ui_ask.c ---------------------------------------------------------- */

/* Ask GET `path`; printf. The n-th call's answer is said[n]. */
PRINTF(2, 3) void ui_ask(struct ui_page *p, const char *path, ...);

/* The same with a query as ui_filter() writes it. */
void ui_ask_with(struct ui_page *p, const char *path, struct buf *query);
void ui_filter(struct buf *query, const char *name, const char *value);

/* A change: `body` is JSON, or NULL. */
void ui_send(struct ui_page *p, enum http_method method, const char *path,
    const struct buf *body);

/* Import `rows`, which stay where they are: lines of CSV or JSON. The answer
 * is that of the whole. */
void ui_rows(struct ui_page *p, const char *path, struct buf *query,
    const char *rows);

/* Give what can be given of them now: once a turn. */
void ui_feed(struct ui_page *p);

/* ---- ui_upload.c ------------------------------------------------------- */

/* Is the body multipart/form-data (RFC 7578)? */
bool upload_is(const struct http_request *r);

/* Its fields and files as fields of a form. RC_BAD: it is not well-formed, or a
 * field is not text in UTF-8; RC_FULL: too many fields. */
MUST_CHECK int upload_parse(struct form *f, const struct http_request *r);

/* ---- ui_frame.c -------------------------------------------------------- */

/* Write all that stands before the content: `title` of the page, `here` what
 * of the menu it belongs to ("" none). And what stands behind it. */
void ui_open(struct ui_page *p, const char *title, const char *here);
void ui_close(struct ui_page *p); /* ends with ui_done(p, 200, HTML) */
void ui_close_as(struct ui_page *p, int status);

/* The page ends with what went wrong: a page of that status. */
void ui_fail(struct ui_page *p, const struct ui_said *s);

/* The same without menu and name, for who has not signed in. */
void ui_bare_open(struct buf *to, const char *title);
void ui_bare_close(struct buf *to);

/* An error as a page, where there is none under way; and what its answer has
 * to say besides: its type, and what a browser may do with it. */
void ui_fault_page(struct buf *to, const struct fault_row *row);
void ui_set_page(struct http_answer *answer);

/* The hidden field that each form needs. */
void ui_form_word(struct ui_page *p);

/* May who asks change something? */
bool ui_may_act(const struct ui_page *p);

#endif
