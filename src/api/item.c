/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Invariants: I1 a list's item has what the ledger has of it; I2 `changing` is
 * set iff a change of that name is under way.
 */
#include "api/item.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api/field.h"
#include "api/life.h"
#include "api/wait.h"
#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/form.h"
#include "http/json.h"
#include "ledger/ledger.h"
#include "model/country.h"

#define TEXT_MAX    255
#define URL_MAX     4000
#define SECONDS_MAX 36000 /* http-api.md 2.1, ValidityPeriod */

enum item_type {
	ITEM_TEXT,
	ITEM_URL,
	ITEM_METHOD,
	ITEM_BOOL,
	ITEM_SECONDS,
	ITEM_SCAN,
	ITEM_COUNTRY
};

struct row {
	uint8_t kind; /* enum thing_kind */
	const char *form, *key;
	enum item_type type;
	const char *preset;
};

static const struct row rows[ITEM_ROWS] = {
#define ITEM(kind, id, form, key, type, preset) \
	{ THING_##kind, form, key, ITEM_##type, preset },
#include "api/item.def"
#undef ITEM
};

TAILQ_HEAD(item_list, item);

/* The list of a kind is short but for senders, of which a service has at most
 * a few hundred. */
struct items {
	struct item_list all;
	uint32_t last_list; /* the greatest number of a list */
};

const char *item_get(const struct item *it, enum item_row row)
{
	return it->value[row] != NULL ? it->value[row] : rows[row].preset;
}

bool item_is_true(const struct item *it, enum item_row row)
{
	const char *value = item_get(it, row);

	return value != NULL && strcmp(value, "true") == 0;
}

void item_set(struct item *it, enum item_row row, const char *value)
{
	free(it->value[row]);
	it->value[row] = value != NULL ? mem_strdup(value) : NULL;
}

struct item *item_copy(const struct item *of)
{
	struct item *it = mem_new(1, sizeof(*it));

	*it = *of;
	it->changing = false;
	for (size_t i = 0; i < ITEM_ROWS; i++) {
		if (of->value[i] != NULL)
			it->value[i] = mem_strdup(of->value[i]);
	}
	return it;
}

void item_free(struct item *it)
{
	for (size_t i = 0; i < ITEM_ROWS; i++)
		free(it->value[i]);
	free(it);
}

static bool is_like(const struct item *a, const struct item *b)
{
	return a->kind == b->kind && a->account == b->account;
}

struct item *item_next(const struct api *a, const struct item *like,
    const struct item *it)
{
	struct item *next =
	    it == NULL ? TAILQ_FIRST(&a->items->all) : TAILQ_NEXT(it, list);

	while (next != NULL && !is_like(next, like))
		next = TAILQ_NEXT(next, list);
	return next;
}

struct item *item_find(const struct api *a, const struct item *like)
{
	struct item *it = item_next(a, like, NULL);

	while (it != NULL && strcmp(it->name, like->name) != 0)
		it = item_next(a, like, it);
	return it;
}

/* In the place of the one of its name, or behind all. */
static void take_place(struct api *a, struct item *it)
{
	struct item *old = item_find(a, it);

	if (old == NULL) {
		TAILQ_INSERT_TAIL(&a->items->all, it, list);
		return;
	}
	TAILQ_INSERT_BEFORE(old, it, list);
	TAILQ_REMOVE(&a->items->all, old, list);
	item_free(old);
}

/* ---- as a thing -------------------------------------------------------- */

static void encode(struct buf *to, const struct item *it)
{
	struct json_out o = json_writing(to);

	json_open_object(&o, NULL);
	json_int(&o, "created", it->created);
	json_int(&o, "updated", it->updated);
	for (size_t i = 0; i < ITEM_ROWS; i++) {
		if (it->value[i] != NULL)
			json_text(&o, rows[i].key, it->value[i]);
	}
	json_close_object(&o);
}

static usec date_of(const struct json_value *v, const char *key)
{
	const struct json_range any = { 0, INT64_MAX };
	int64_t at;

	return json_get_int(v, key, any, &at) == 0 ? at : 0;
}

/* What a later version wrote and this one does not know is passed over. */
static struct item *decode(const struct thing *t)
{
	struct item it = { .kind = t->kind, .account = t->account };
	const struct json_value *v;
	struct item *copy;
	struct json_error err;
	struct json *j;

	if (json_parse(t->value, t->len, &j, &err) != 0) {
		log_error("api", "a stored setting is no JSON name=%s",
		    t->name);
		return NULL;
	}
	v = json_root(j);
	strncpy(it.name, t->name, THING_NAME_MAX);
	it.created = date_of(v, "created");
	it.updated = date_of(v, "updated");
	copy = item_copy(&it);
	for (size_t i = 0; i < ITEM_ROWS; i++) {
		const char *text;
		size_t len;

		if (rows[i].kind == t->kind &&
		    json_get_str(v, rows[i].key, &text, &len) == 0)
			item_set(copy, (enum item_row)i, text);
	}
	json_free(j);
	return copy;
}

static void note_list(struct items *all, const char *name)
{
	uint32_t n = (uint32_t)strtoul(name, NULL, 16);

	if (n > all->last_list)
		all->last_list = n;
}

/* Of an account others keep things too, under other names. */
static void add_loaded(const struct thing *t, void *arg)
{
	struct api *a = arg;
	struct item *it;

	if (t->kind == THING_ACCOUNT && strcmp(t->name, ITEM_OF_ACCOUNT) != 0)
		return;
	it = decode(t);
	if (it == NULL)
		return;
	TAILQ_INSERT_TAIL(&a->items->all, it, list);
	if (t->kind == THING_LIST)
		note_list(a->items, t->name);
}

uint32_t item_list_number(struct api *a, uint32_t kept)
{
	if (a->items->last_list < kept)
		a->items->last_list = kept;
	return ++a->items->last_list;
}

void items_init(struct api *a)
{
	static const enum thing_kind kinds[] = { THING_SERVICE, THING_SENDER,
		THING_NUMBER, THING_ACCOUNT, THING_LIST, THING_PREFS };

	a->items = mem_new(1, sizeof(*a->items));
	TAILQ_INIT(&a->items->all);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (ledger_each_thing(a->with.ledger, kinds[i], add_loaded,
			a) != 0)
			log_error("api", "stored settings cannot be read");
	}
}

void items_fini(struct api *a)
{
	struct item *it;

	while ((it = TAILQ_FIRST(&a->items->all)) != NULL) {
		TAILQ_REMOVE(&a->items->all, it, list);
		item_free(it);
	}
	free(a->items);
}

/* ---- a form ------------------------------------------------------------ */

static const char *bool_word(const char *text)
{
	if (strcasecmp(text, "true") == 0)
		return "true";
	return strcasecmp(text, "false") == 0 ? "false" : NULL;
}

static const char *method_word(const char *text)
{
	if (strcasecmp(text, "GET") == 0)
		return "GET";
	return strcasecmp(text, "POST") == 0 ? "POST" : NULL;
}

static const char *scan_word(const char *text)
{
	static const char *const words[] = { "inherit", "enable", "disable" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(text, words[i]) == 0)
			return words[i];
	}
	return NULL;
}

static enum refusal set_word(struct item *it, enum item_row row,
    const char *word, enum refusal no)
{
	if (word == NULL)
		return no;
	item_set(it, row, word);
	return REFUSAL_COUNT;
}

static enum refusal set_seconds(struct item *it, enum item_row row,
    const char *text)
{
	uint64_t n;

	if (number_parse(text, SECONDS_MAX, &n) != 0 || n == 0)
		return REFUSAL_SERVICE_VALIDITY;
	item_set(it, row, text);
	return REFUSAL_COUNT;
}

/* An empty URL takes the one away that was there. */
static enum refusal set_url(struct item *it, enum item_row row,
    const struct form_pair *p)
{
	struct body_text url = { p->value, p->value_len };

	if (url.len != 0 && (url.len > URL_MAX || !is_callback(&url)))
		return REFUSAL_URL;
	item_set(it, row, p->value);
	return REFUSAL_COUNT;
}

static enum refusal set_value(struct item *it, enum item_row row,
    const struct form_pair *p)
{
	const char *text = p->value;

	switch (rows[row].type) {
	case ITEM_TEXT: break;
	case ITEM_URL: return set_url(it, row, p);
	case ITEM_METHOD:
		return set_word(it, row, method_word(text), REFUSAL_URL_METHOD);
	case ITEM_BOOL: return set_word(it, row, bool_word(text), REFUSAL_BOOL);
	case ITEM_SECONDS: return set_seconds(it, row, text);
	case ITEM_SCAN: return set_word(it, row, scan_word(text), REFUSAL_SCAN);
	case ITEM_COUNTRY:
		return set_word(it, row, country_is_known(text) ? text : NULL,
		    REFUSAL_ISO_COUNTRY);
	}
	if (p->value_len > TEXT_MAX)
		return REFUSAL_TEXT_LONG;
	item_set(it, row, text);
	return REFUSAL_COUNT;
}

enum refusal item_read(struct item *it, const struct form *f)
{
	enum refusal no = REFUSAL_COUNT;

	for (size_t i = 0; i < ITEM_ROWS && no == REFUSAL_COUNT; i++) {
		const struct form_pair *p;

		if (rows[i].kind != it->kind || rows[i].form == NULL)
			continue;
		p = form_find(f, rows[i].form);
		if (p != NULL)
			no = set_value(it, (enum item_row)i, p);
	}
	return no;
}

static void row_json(struct json_out *o, const struct row *r, const char *value)
{
	uint64_t n = 0;

	switch (r->type) {
	case ITEM_BOOL:
		json_bool(o, r->key, strcmp(value, "true") == 0);
		return;
	case ITEM_SECONDS:
		(void)!number_parse(value, SECONDS_MAX, &n);
		json_uint(o, r->key, n);
		return;
	default: json_text(o, r->key, value);
	}
}

void item_json(struct json_out *o, const struct item *it)
{
	for (size_t i = 0; i < ITEM_ROWS; i++) {
		if (rows[i].kind == it->kind)
			row_json(o, &rows[i], item_get(it, (enum item_row)i));
	}
}

/* ---- changes ----------------------------------------------------------- */

static struct item name_of(const struct wait *w)
{
	const struct item_change *ch = &w->u.change;
	struct item like = { .kind = ch->kind, .account = w->account };

	memcpy(like.name, ch->name, sizeof(like.name));
	return like;
}

static struct thing thing_of(const struct wait *w)
{
	const struct item_change *ch = &w->u.change;

	return (struct thing){ .kind = ch->kind,
		.account = w->account,
		.name = ch->name,
		.value = ch->gone ? NULL : buf_bytes(&w->body),
		.len = w->body.len };
}

static void drop(struct api *a, struct item *it)
{
	TAILQ_REMOVE(&a->items->all, it, list);
	item_free(it);
}

static void answer_change(struct api *a, const struct wait *w)
{
	const struct thing t = thing_of(w);
	struct item like = name_of(w), *it;

	if (w->u.change.gone) {
		it = item_find(a, &like);
		if (it != NULL)
			drop(a, it);
		reply_nothing(a, w->id);
		return;
	}
	it = decode(&t);
	take_place(a, it);
	w->u.change.answer(a, w, it);
}

static bool on_kept(struct api *a, struct wait *w, uint64_t token, int rc)
{
	struct item like = name_of(w), *it = item_find(a, &like);

	(void)token;
	if (it != NULL)
		it->changing = false;
	if (rc == 0)
		answer_change(a, w);
	else
		reply_fault(a, w->id, w->face, ledger_row(rc));
	return false;
}

static const struct wait_then change_steps = { .kept = on_kept };

static bool begin(struct api *a, const struct call *c,
    const struct item_change *ch, const struct item *value)
{
	uint64_t token;
	struct wait *w = wait_take(a, c, &token);
	struct thing t;
	struct item like, *old;

	if (w == NULL)
		return false;
	w->then = &change_steps;
	w->u.change = *ch;
	if (value != NULL)
		encode(&w->body, value);
	like = name_of(w);
	old = item_find(a, &like);
	if (old != NULL)
		old->changing = true;
	t = thing_of(w);
	ledger_keep(a->with.ledger, token, &t);
	return true;
}

void item_put(struct api *a, const struct call *c, const struct item *it,
    const struct item_change *ch)
{
	struct item_change change = *ch;
	const struct item *old = item_find(a, it);

	if (old != NULL && old->changing) {
		reply_refusal(a, c, REFUSAL_CHANGING);
		return;
	}
	if (!item_urls_are_good(a, c, it))
		return;
	change.kind = it->kind;
	memcpy(change.name, it->name, sizeof(change.name));
	(void)begin(a, c, &change, it);
}

bool item_remove(struct api *a, const struct call *c, struct item *it)
{
	struct item_change change = { .kind = it->kind, .gone = true };

	if (it->changing) {
		reply_refusal(a, c, REFUSAL_CHANGING);
		return false;
	}
	memcpy(change.name, it->name, sizeof(change.name));
	return begin(a, c, &change, NULL);
}

void item_forget(struct api *a, struct item *it)
{
	ledger_keep(a->with.ledger, TOKEN_NOBODY,
	    &(struct thing){ .kind = it->kind,
		.account = it->account,
		.name = it->name });
	drop(a, it);
}
