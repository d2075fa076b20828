/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_keep - what somebody filled in and sent when the session had ended, or had
 * been followed by another one: it is shown again, to be sent with one press.
 *
 * Nothing is sent by itself: who signs in may be somebody else by now. What is
 * kept travels in fields of the pages, "kept" (where it was sent to) and
 * "kept.NAME"; nothing stays here.
 */
#ifndef API_UI_KEEP_H
#define API_UI_KEEP_H

#include "api/ui.h"

struct kept {
	const struct form *form;
	const char *path; /* where it was sent to; NULL: nothing is kept */
	bool is_marked;   /* its fields have "kept." before their names */
};

/* A path of ours that one may be led to. */
bool keep_is_path(const char *path);

/* Is it a form that a page of ours sent in a session that was? Browsers bring
 * the cookie to no form of another site. */
bool keep_may(const struct call *c);

/* Answer with the page where one signs in, and the form behind it. False: it is
 * no such form; nothing was answered. */
bool keep_form(struct api *a, const struct call *c);

/* What a form of signing in brings along: `path` NULL if nothing. */
struct kept keep_of(const struct form *f);

/* As hidden fields. */
void keep_fields(struct buf *to, const struct kept *k);

/* As a form that asks whether to send it now; `csrf` is the session's word. */
void keep_offer(struct buf *to, const struct kept *k, const char *csrf);

/* The page ends with its own form, to be sent again. */
void keep_show(struct ui_page *p);

/* ui_login.c: the page where one signs in, with what is kept. */
void login_keep(struct api *a, const struct call *c, const struct kept *k);

#endif
