/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists are kept as their bytes. They are walked with the rows of their items,
 * when a PDU is read, when one is written, and item by item for a caller.
 *
 * Invariant: a list that was read has `count` items in exactly `len` bytes.
 */
#include <esmed/list.h>

#include <esmed/status.h>

#include "smpp/table.h"

const struct field *smpp_item_fields(const struct cursor *c,
    const struct variant *items)
{
	for (; items->fields != NULL; items++) {
		if (items->flag == ANY_FLAG ||
		    (cursor_left(c) != 0 && items->flag == c->at[0]))
			return items->fields;
	}
	return NULL;
}

/* NULL, or the field at fault. */
static const struct field *read_item(struct cursor *c,
    const struct variant *items, void *to)
{
	const struct field *f = smpp_item_fields(c, items);

	if (f == NULL) {
		c->rc = cursor_left(c) == 0 ? RC_SHORT : RC_BAD;
		return items->fields; /* the flag is its first field */
	}
	for (; f->kind != KIND_END; f++) {
		smpp_field_read(c, f, to);
		if (c->rc != 0)
			return f;
	}
	return NULL;
}

/* A list that ends with the PDU, or has no item where one should be, may have
 * been counted wrong; the first item was not. */
static bool is_miscounted(const struct cursor *c, unsigned nth)
{
	return c->rc == RC_SHORT || (c->rc == RC_BAD && nth != 0);
}

const struct field *smpp_list_read(struct cursor *c, const struct field *f,
    struct smpp_list *list)
{
	uint8_t *begin = c->at, count = (uint8_t)cursor_get(c, 1);
	union item item;

	if (c->rc == 0 && (count < f->min || count > f->max)) {
		c->at = begin;
		c->rc = RC_TOO_LONG;
	}
	if (c->rc != 0)
		return f;
	for (unsigned i = 0; i < count; i++) {
		const struct field *bad = read_item(c, f->items, &item);

		if (bad == NULL)
			continue;
		if (!is_miscounted(c, i))
			return bad;
		c->at = begin;
		c->rc = RC_BAD;
		return f;
	}
	list->count = count;
	list->len = (uint16_t)(c->at - begin - 1);
	list->bytes = begin + 1;
	return NULL;
}

void smpp_list_write(struct cursor *c, const struct field *f,
    const struct smpp_list *list)
{
	struct cursor items = cursor_reading(list->bytes, list->len);
	union item item;

	if (c->rc != 0)
		return;
	if (list->count > f->max)
		c->rc = RC_TOO_LONG;
	else if (list->count < f->min)
		c->rc = RC_BAD;
	for (unsigned i = 0; c->rc == 0 && i < list->count; i++) {
		if (read_item(&items, f->items, &item) != NULL)
			c->rc = RC_BAD;
	}
	if (c->rc == 0 && cursor_left(&items) != 0)
		c->rc = RC_BAD;
	cursor_put(c, 1, list->count);
	cursor_put_bytes(c, list->bytes, list->len);
}

static int next_item(const struct smpp_list *l, size_t *at,
    const struct variant *items, void *to)
{
	struct cursor c = cursor_reading(l->bytes, l->len);

	if (*at >= l->len)
		return RC_NOT_FOUND;
	c.at += *at;
	if (read_item(&c, items, to) != NULL)
		return RC_BAD;
	*at = (size_t)(c.at - l->bytes);
	return 0;
}

int smpp_dest_next(const struct smpp_list *l, size_t *at, struct smpp_dest *to)
{
	*to = (struct smpp_dest){ 0 };
	return next_item(l, at, smpp_dest_items, to);
}

int smpp_unsuccess_next(const struct smpp_list *l, size_t *at,
    struct smpp_unsuccess *to)
{
	*to = (struct smpp_unsuccess){ 0 };
	return next_item(l, at, smpp_unsuccess_items, to);
}

/* Write the item behind those that are there, through `keep`. */
static int put_item(struct smpp_list *l, struct cursor keep,
    const struct field *f, const void *item)
{
	const uint8_t *begin = keep.at;

	if (l->count == SMPP_LIST_MAX)
		return RC_FULL;
	(void)cursor_take(&keep, l->len);
	smpp_fields_write(&keep, f, item);
	if (keep.rc != 0)
		return keep.rc;
	l->count++;
	l->len = (uint16_t)(keep.at - begin);
	l->bytes = begin;
	return 0;
}

int smpp_dest_put(struct smpp_list *l, uint8_t *keep, size_t room,
    const struct smpp_dest *item)
{
	struct cursor flag = cursor_reading(&item->flag, 1);
	const struct field *f = smpp_item_fields(&flag, smpp_dest_items);

	if (f == NULL)
		return RC_BAD;
	return put_item(l, cursor_over(keep, room), f, item);
}

int smpp_unsuccess_put(struct smpp_list *l, uint8_t *keep, size_t room,
    const struct smpp_unsuccess *item)
{
	return put_item(l, cursor_over(keep, room),
	    smpp_unsuccess_items[0].fields, item);
}
