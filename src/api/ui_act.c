/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Buttons: a form at /ui/WHERE/{id}/{sub} becomes a request of the native face,
 * by the table api/ui_act.def; its fields are keys of the body.
 */
#include "api/ui.h"

#include <stdio.h>
#include <string.h>

#include "api/ui_pick.h"
#include "http/json.h"

#define PATH_ROOM  300
#define LOCAL_ROOM 24

static const struct act {
	const char *where, *verb;
	enum http_method method;
	const char *path, *to, *done;
	bool is_new; /* it leads to what was made by it */
} acts[] = {
#define ACT(where, verb, method, path, to, done, is_new) \
	{ where, verb, HTTP_METHOD_##method, path, to, done, is_new },
#include "api/ui_act.def"
#undef ACT
};

/* "/ui/campaigns/CP00000001/cancel" */
static const struct act *find_act(const char *path, const char *verb)
{
	const char *where = path + strlen("/ui/");
	size_t len = strcspn(where, "/");

	for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
		if (strlen(acts[i].where) == len &&
		    memcmp(acts[i].where, where, len) == 0 &&
		    strcmp(acts[i].verb, verb) == 0)
			return &acts[i];
	}
	return NULL;
}

/* The pattern has one %s, or none. */
static void fill(char to[PATH_ROOM], const char *pattern, const char *id)
{
	const char *at = strstr(pattern, "%s");

	if (at == NULL)
		snprintf(to, PATH_ROOM, "%s", pattern);
	else
		snprintf(to, PATH_ROOM, "%.*s%s%s", (int)(at - pattern),
		    pattern, id, at + 2);
}

/* Where it leads: the table's place, of what was made if something was. */
static void go_on(struct ui_page *p)
{
	const struct act *act = find_act(p->path, p->sub);
	const char *id = pick_text(p->said[0].root, "id");
	char path[PATH_ROOM], whole[PATH_ROOM + 40];

	if (!ui_is_good(&p->said[0])) {
		ui_fail(p, &p->said[0]);
		return;
	}
	fill(path, act->to, act->is_new && id[0] != '\0' ? id : p->arg);
	snprintf(whole, sizeof(whole), "%s?done=%s", path, act->done);
	ui_go(p, whole);
}

/* An instant of a browser may lack its seconds. */
static void write_field(struct json_out *o, const struct form_pair *f)
{
	char local[LOCAL_ROOM];

	if (strcmp(f->name, "local") == 0 &&
	    f->value_len == strlen("2026-03-02T10:00")) {
		snprintf(local, sizeof(local), "%s:00", f->value);
		json_text(o, f->name, local);
	} else {
		json_str(o, f->name, f->value, f->value_len);
	}
}

static void write_fields(const struct ui_page *p, struct buf *to)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	for (size_t i = 0; i < p->form.count; i++) {
		const struct form_pair *f = &p->form.pair[i];

		if (strcmp(f->name, "csrf") != 0 && f->value_len != 0 &&
		    form_find(&p->form, f->name) == f)
			write_field(&o, f);
	}
	json_close_object(&o);
}

void ui_act(struct api *a, const struct call *c)
{
	struct ui_page *p = ui_begin(a, c, go_on);
	const struct act *act;
	struct buf body = { 0 };
	char path[PATH_ROOM];

	if (p == NULL)
		return;
	act = find_act(p->path, p->sub);
	if (act == NULL) {
		ui_leave(p);
		reply_refusal(a, c, REFUSAL_NOT_FOUND);
		return;
	}
	fill(path, act->path, p->arg);
	write_fields(p, &body);
	ui_send(p, act->method, path, &body);
	buf_free(&body);
}

/* Who types the host alone wants the pages. */
void ui_root(struct api *a, const struct call *c)
{
	struct http_answer answer = { .status = 303, .type = HTTP_TYPE_NONE };

	answer.field[0] = (struct http_field){ HTTP_HEADER_LOCATION, "/ui/" };
	http_answer(a->server, c->id, &answer);
}
