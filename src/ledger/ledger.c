/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Three batches go round: the loop fills one, the ledger thread works on one,
 * and the loop hands out the outcomes of one. A batch is handed over at the
 * end of a turn if the thread is free; else it goes on filling, and that is
 * the group commit: what came while the last commit ran is the next one.
 */
#include "ledger/inside.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "ledger/backup.h"
#include "ledger/events.h"
#include "ledger/reader.h"
#include "ledger/steps.h"
#include "ledger/unmatched.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ledger_open(struct ledger **out, const struct ledger_options *o,
    struct ledger_problem *why)
{
	struct store_options so = { .path = o->path,
		.map_bytes = o->map_bytes };
	struct store_problem problem;
	struct ledger *l = mem_new(1, sizeof(*l));
	int rc;

	book_init(&l->book, o);
	l->fill = &l->three[0];
	l->work = &l->three[1];
	l->out = &l->three[2];
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->given, NULL);
	rc = store_open(&l->book.store, &so, &problem);
	if (rc != 0) {
		snprintf(why->text, sizeof(why->text), "%s", problem.text);
		goto fail;
	}
	store_begin(l->book.store, &l->book.txn);
	rc = names_load(&l->book.names, &l->book.txn);
	store_abort(&l->book.txn);
	if (rc != 0) {
		snprintf(why->text, sizeof(why->text),
		    "%s: the names cannot be read: %s", o->path, rc_text(rc));
		goto fail;
	}
	rc = book_recover(&l->book, why);
	if (rc != 0)
		goto fail;
	*out = l;
	return 0;

fail:
	ledger_close(l);
	return rc;
}

int ledger_intern(struct ledger *l, enum name_kind kind, const char *text,
    uint16_t *id)
{
	struct book *b = &l->book;
	int rc = names_intern(&b->names, kind, text, id);

	if (rc != 0 || l->started)
		return rc;
	store_begin(b->store, &b->txn);
	names_flush(&b->names, &b->txn);
	rc = store_end(&b->txn);
	if (rc == 0)
		names_saved(&b->names);
	return rc;
}

void ledger_set_smsc(struct ledger *l, uint16_t smsc,
    const struct ledger_smsc *set)
{
	struct smsc_fact f = { .smsc = smsc };

	if (set != NULL)
		f = (struct smsc_fact){ .smsc = smsc,
			.is_known = true,
			.hold = set->hold,
			.doubt_wait = set->doubt_wait,
			.sender_rate = set->sender_rate,
			.otp_share = set->otp_share,
			.capacity = set->capacity,
			.msgid = set->msgid,
			.query = set->query,
			.cancel = set->cancel,
			.evident = set->evident };
	if (l->started)
		batch_add(l->fill, FACT_SMSC, NULL, 0)->u.smsc = f;
	else
		book_set_smsc(&l->book, &f);
}

const char *ledger_name(const struct ledger *l, enum name_kind kind,
    uint16_t id)
{
	return names_text(&l->book.names, kind, id);
}

static void *work_for_ever(void *arg)
{
	struct ledger *l = arg;
	int rc;

	pthread_mutex_lock(&l->lock);
	for (;;) {
		while (l->phase != WORK_GIVEN && l->phase != WORK_STOP)
			pthread_cond_wait(&l->given, &l->lock);
		if (l->phase == WORK_STOP)
			break;
		pthread_mutex_unlock(&l->lock);
		rc = book_commit(&l->book, l->work);
		pthread_mutex_lock(&l->lock);
		l->broken = rc;
		l->phase = WORK_DONE;
		l->wake(l->wake_arg);
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* Both at once: a process that was stopped in between would see a leap. */
static void stamp(struct batch *b)
{
	usec before;

	do {
		before = clock_steady();
		b->now = clock_wall();
		b->steady = clock_steady();
	} while (b->steady - before > SECOND / 10);
}

/* What was on its way at a crash is resolved before anything new. */
static void resolve_claims(struct ledger *l)
{
	stamp(l->work);
	l->book.resolving = true;
	l->broken = book_commit(&l->book, l->work);
	l->phase = WORK_DONE;
}

void ledger_start(struct ledger *l, const struct ledger_events *up, void *arg,
    void (*wake)(void *), void *wake_arg)
{
	l->up = up;
	l->up_arg = arg;
	l->wake = wake;
	l->wake_arg = wake_arg;
	resolve_claims(l);
	l->reader = reader_new(&l->book, wake, wake_arg);
	l->backup = backup_new(l->book.store, wake, wake_arg);
	l->started = true;
	if (pthread_create(&l->thread, NULL, work_for_ever, l) != 0)
		abort(); /* at start only: no thread, no daemon */
	wake(wake_arg);  /* the outcomes of the first commit */
}

/* ---- facts ------------------------------------------------------------- */

int ledger_accept(struct ledger *l, const struct accept *a)
{
	struct fact *f;

	assert(a->parts >= 1 && a->parts <= LEDGER_PARTS_MAX);
	assert(a->body_len <= LEDGER_BODY_MAX);
	if (l->accepts >= l->book.options.accepts_max)
		return RC_BUSY;
	l->accepts++;
	f = batch_add(l->fill, FACT_ACCEPT, a->body, a->body_len);
	f->u.accept = *a;
	l->fill->accepts++;
	return 0;
}

void ledger_slots(struct ledger *l, uint16_t smsc, int n)
{
	struct fact *f = batch_add(l->fill, FACT_SLOTS, NULL, 0);

	f->u.slots.smsc = smsc;
	f->u.slots.n = n;
}

void ledger_smsc_up(struct ledger *l, uint16_t smsc, bool up)
{
	struct fact *f = batch_add(l->fill, FACT_UP, NULL, 0);

	f->u.up.smsc = smsc;
	f->u.up.up = up;
}

void ledger_answer(struct ledger *l, const struct answer *a)
{
	batch_add(l->fill, FACT_ANSWER, NULL, 0)->u.answer = *a;
}

void ledger_doubt(struct ledger *l, const struct claim_part *p, const char *why)
{
	batch_add(l->fill, FACT_DOUBT, why, strlen(why) + 1)->u.part = *p;
}

void ledger_return(struct ledger *l, const struct claim_part *p)
{
	batch_add(l->fill, FACT_RETURN, NULL, 0)->u.part = *p;
}

void ledger_receipt(struct ledger *l, const struct receipt_fact *r)
{
	struct fact *f;

	assert(r->raw_len <= 1024);
	f = batch_add(l->fill, FACT_RECEIPT, r->raw, r->raw_len);
	f->u.receipt = *r;
	f->u.receipt.text = NULL; /* it is the caller's; here is ours: */
	f->has_text = r->unflagged && r->text != NULL;
	if (!f->has_text)
		return;
	buf_add(&l->fill->in, r->text, sizeof(*r->text));
	buf_add(&l->fill->in, r->text->raw, r->text->raw_len);
}

void ledger_inbound(struct ledger *l, const struct inbound_fact *m)
{
	batch_add(l->fill, FACT_INBOUND, m->raw, m->raw_len)->u.inbound = *m;
}

void ledger_told(struct ledger *l, const struct told *t)
{
	size_t len = strnlen(t->text, TOLD_TEXT_MAX);
	char text[TOLD_TEXT_MAX + 1] = "";

	memcpy(text, t->text, len);
	batch_add(l->fill, FACT_TOLD, text, len + 1)->u.told = *t;
}

void ledger_wish(struct ledger *l, uint64_t token, uint16_t account,
    const struct message_id *id, enum wish wish)
{
	batch_add(l->fill, FACT_WISH, NULL, 0)->u.wish =
	    (struct wish_fact){ .token = token,
		    .account = account,
		    .wish = (uint8_t)wish,
		    .id = *id };
}

void ledger_flag(struct ledger *l, uint64_t key, unsigned flags)
{
	struct fact *f = batch_add(l->fill, FACT_FLAG, NULL, 0);

	f->u.mark.key = key;
	f->u.mark.what = (uint16_t)flags;
}

void ledger_move(struct ledger *l, uint64_t key, uint16_t set)
{
	struct fact *f = batch_add(l->fill, FACT_MOVE, NULL, 0);

	f->u.mark.key = key;
	f->u.mark.what = set;
}

void ledger_tick(struct ledger *l)
{
	batch_add(l->fill, FACT_TICK, NULL, 0);
}

/* ---- reads ------------------------------------------------------------- */

int ledger_begin_read(struct ledger *l, struct store_txn *t)
{
	assert(!l->started);
	return store_begin_read(l->book.store, t);
}

struct reader *ledger_reader(struct ledger *l)
{
	return l->reader;
}

uint64_t ledger_unmatched(struct ledger *l, usec now)
{
	uint64_t n;

	view_lock(&l->book.view);
	n = unmatched_count(l->book.view.unmatched, now);
	view_unlock(&l->book.view);
	return n;
}

int ledger_backup(struct ledger *l, uint64_t token, const char *dir)
{
	return backup_begin(l->backup, token, dir);
}

void ledger_smsc_view(struct ledger *l, uint16_t smsc,
    struct ledger_smsc_view *out)
{
	view_lock(&l->book.view);
	*out = l->book.view.smsc[smsc];
	view_unlock(&l->book.view);
}

void ledger_totals(struct ledger *l, struct ledger_totals *out)
{
	view_lock(&l->book.view);
	*out = l->book.view.totals;
	view_unlock(&l->book.view);
}

static bool is_working(struct ledger *l)
{
	bool working;

	pthread_mutex_lock(&l->lock);
	working = l->phase == WORK_GIVEN;
	pthread_mutex_unlock(&l->lock);
	return working;
}

/* What was due before a commit is what that commit does. */
usec ledger_next_due(struct ledger *l)
{
	usec at;

	if (is_working(l))
		return 0;
	view_lock(&l->book.view);
	at = l->book.view.next_due;
	view_unlock(&l->book.view);
	return at;
}

/* ---- turning ----------------------------------------------------------- */

static void tell_all(struct ledger *l)
{
	l->accepts -= l->out->accepts;
	for (size_t i = 0; i < l->out->outcomes; i++)
		ledger_tell(l, &l->out->outcome[i]);
	batch_clear(l->out);
}

/* Take what is done and give what has gathered. True: outcomes are in `out`. */
static bool exchange(struct ledger *l)
{
	struct batch *b;
	bool done;

	pthread_mutex_lock(&l->lock);
	done = l->phase == WORK_DONE;
	if (done) {
		b = l->out;
		l->out = l->work;
		l->work = b;
		l->phase = WORK_FREE;
	}
	if (l->phase == WORK_FREE && l->fill->facts != 0 && l->broken == 0) {
		b = l->work;
		l->work = l->fill;
		l->fill = b;
		stamp(l->work);
		l->phase = WORK_GIVEN;
		pthread_cond_signal(&l->given);
	}
	pthread_mutex_unlock(&l->lock);
	return done;
}

static int what_broke(struct ledger *l)
{
	int rc;

	pthread_mutex_lock(&l->lock);
	rc = l->broken;
	pthread_mutex_unlock(&l->lock);
	return rc;
}

void ledger_turn(struct ledger *l)
{
	reader_turn(l->reader, l->up, l->up_arg);
	backup_turn(l->backup, l->up, l->up_arg);
	if (exchange(l))
		tell_all(l);
	if (l->failed == 0 && what_broke(l) != 0) {
		l->failed = what_broke(l);
		l->up->broken(l->failed, rc_text(l->failed), l->up_arg);
	}
}

bool ledger_is_idle(struct ledger *l)
{
	bool idle;

	pthread_mutex_lock(&l->lock);
	idle = l->phase == WORK_FREE && l->fill->facts == 0;
	pthread_mutex_unlock(&l->lock);
	return idle && reader_is_idle(l->reader) && backup_is_idle(l->backup);
}

static void stop_thread(struct ledger *l)
{
	pthread_mutex_lock(&l->lock);
	l->phase = WORK_STOP;
	pthread_cond_signal(&l->given);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
}

/* The loop has ended, so nobody rings: look again every millisecond. */
static void finish(struct ledger *l)
{
	struct timespec pause = { .tv_nsec = 1000000 };

	while (l->failed == 0 && !ledger_is_idle(l)) {
		ledger_turn(l);
		nanosleep(&pause, NULL);
	}
}

void ledger_close(struct ledger *l)
{
	if (l->started) {
		finish(l);
		stop_thread(l);
		reader_free(l->reader);
		backup_free(l->backup);
	}
	book_fini(&l->book);
	for (size_t i = 0; i < ARRAY_LEN(l->three); i++)
		batch_fini(&l->three[i]);
	pthread_mutex_destroy(&l->lock);
	pthread_cond_destroy(&l->given);
	free(l);
}
