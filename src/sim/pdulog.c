/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/pdulog.h"

#include "base/clock.h"
#include "base/hex.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/json.h"
#include "sim/tally.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pdulog {
	int fd;
	struct buf lines;
	struct json_out out;
};

int pdulog_open(const char *path, struct pdulog **out)
{
	struct pdulog *l;
	int fd;

	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (fd < 0) {
		log_error("log", "%s: %s", path, strerror(errno));
		return RC_SYSTEM;
	}
	l = mem_new(1, sizeof(*l));
	l->fd = fd;
	*out = l;
	return 0;
}

void pdulog_close(struct pdulog *l)
{
	if (l == NULL)
		return;
	/* A failure was logged; nobody is left to be told. */
	if (pdulog_flush(l) != 0)
		buf_clear(&l->lines);
	close(l->fd);
	buf_free(&l->lines);
	free(l);
}

struct json_out *pdulog_begin(struct pdulog *l, const struct pdulog_head *h)
{
	l->out = json_writing(&l->lines);
	json_open_object(&l->out, NULL);
	json_int(&l->out, "t", clock_wall());
	json_uint(&l->out, "session", h->peer);
	json_text(&l->out, "dir", h->out ? "out" : "in");
	json_text(&l->out, "pdu", h->name);
	if (h->sequence != 0)
		json_uint(&l->out, "seq", h->sequence);
	json_uint(&l->out, "status", h->status);
	return &l->out;
}

void pdulog_end(struct pdulog *l)
{
	json_close_object(&l->out);
	buf_add(&l->lines, "\n", 1);
}

void pdulog_line(struct pdulog *l, const struct pdulog_head *h)
{
	if (l == NULL)
		return;
	pdulog_begin(l, h);
	pdulog_end(l);
}

void pdulog_message(struct json_out *o, const struct smpp_pdu *p)
{
	const struct smpp_message *m = &p->body.message;
	char utf8[MESSAGE_UTF8_ROOM], hex[MESSAGE_OCTETS * 2 + 1];
	struct octets text = message_text(p);
	size_t len;

	json_text(o, "from", m->source.digits);
	json_text(o, "to", m->destination.digits);
	json_uint(o, "esm_class", m->esm_class);
	json_uint(o, "data_coding", m->data_coding);
	json_uint(o, "registered_delivery", m->registered_delivery);
	if (text.len > MESSAGE_OCTETS)
		text.len = MESSAGE_OCTETS;
	json_text(o, "hex", hex_format(text.data, text.len, hex));
	if (message_utf8(p, utf8, &len))
		json_str(o, "text", utf8, len);
}

void pdulog_deliver(struct pdulog *l, const struct pdulog_try *t,
    const struct smpp_pdu *pdu)
{
	const struct pdulog_head head = { .peer = t->peer,
		.out = true,
		.name = "deliver_sm" };
	struct json_out *o;

	if (l == NULL)
		return;
	o = pdulog_begin(l, &head);
	json_uint(o, "n", t->n);
	if (t->id != NULL) {
		json_text(o, "id", t->id);
		json_text(o, "stat", t->stat);
	}
	pdulog_message(o, pdu);
	pdulog_end(l);
}

void pdulog_deliver_resp(struct pdulog *l, const struct pdulog_try *t,
    uint32_t status)
{
	const struct pdulog_head head = { .peer = t->peer,
		.name = "deliver_sm_resp",
		.status = status };
	struct json_out *o;

	if (l == NULL)
		return;
	o = pdulog_begin(l, &head);
	json_uint(o, "n", t->n);
	if (t->id != NULL)
		json_text(o, "id", t->id);
	pdulog_end(l);
}

int pdulog_flush(struct pdulog *l)
{
	while (l != NULL && l->lines.len != 0) {
		ssize_t n = write(l->fd, buf_bytes(&l->lines), l->lines.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			log_error("log", "cannot write: %s", strerror(errno));
			return RC_SYSTEM;
		}
		buf_eat(&l->lines, (size_t)n);
	}
	return 0;
}
