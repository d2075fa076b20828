/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The check of statuses.md 4.3: what the asker cannot know is asked here, in
 * the order of the steps, up to the one that decides for the asker.
 *
 * Invariant: members of step 0 below check_at have their messages; so a verdict
 * about the next one that has none is the only one that counts.
 */
#include "ledger/checking.h"

#include "base/log.h"
#include "ledger/audience_row.h"
#include "ledger/book.h"
#include "ledger/campaign_row.h"
#include "ledger/campaign_steps.h"

/* ---- the ledger's steps ------------------------------------------------ */

static bool is_deleted(struct checking *k)
{
	return recipient_is_gone(&k->book->txn, k->birth.account,
	    k->birth.contact);
}

static bool is_malformed(struct checking *k)
{
	return k->birth.number == 0;
}

static bool is_first_step(const struct checking *k)
{
	return cell_step(k->birth.cell) == 0;
}

static bool is_duplicate(struct checking *k)
{
	const struct member m = { k->birth.number, k->birth.contact, k->key };

	return is_first_step(k) && recipient_is_double(&k->book->txn,
				       k->campaign, k->birth.index, &m);
}

static bool is_opted_out(struct checking *k)
{
	return book_has_stopped(k->book, k->birth.account, k->birth.number,
	    k->birth.scope);
}

static bool is_suppressed(struct checking *k)
{
	return book_is_suppressed(k->book, k->birth.account, k->birth.number);
}

/* Follow-ups are exempt. */
static bool is_too_soon(struct checking *k)
{
	return k->campaign->promotional && is_first_step(k) &&
	       promo_is_taken(k->book, &k->birth, k->key, &k->until);
}

/* What is sent behind all first messages only its recipient stops. */
static bool is_trial_over(struct checking *k)
{
	uint64_t most = book_site(k->book, k->birth.account)->trial;

	return most != 0 && !k->used &&
	       k->campaign->status == CAMPAIGN_PROCESSING &&
	       book_trial_used(k->book, k->birth.account) >= most;
}

static enum check_step decide(struct checking *k)
{
	static bool (*const is[])(struct checking * k) = {
		[CHECK_DELETED] = is_deleted,
		[CHECK_MALFORMED] = is_malformed,
		[CHECK_DUPLICATE] = is_duplicate,
		[CHECK_OPTED_OUT] = is_opted_out,
		[CHECK_SUPPRESSED] = is_suppressed,
		[CHECK_SMART] = is_too_soon,
		[CHECK_TRIAL] = is_trial_over,
		[CHECK_PASSED] = NULL,
	};
	enum check_step step = CHECK_DELETED;

	for (; step < k->verdict->decides; step++) {
		if (is[step] != NULL && is[step](k))
			break;
	}
	return step;
}

/* Of whom a trial ends at nothing is decided: it fails the campaign. */
static bool is_decided(struct checking *k, enum check_step *step)
{
	*step = decide(k);
	if (*step == CHECK_TRIAL)
		k->campaign->preflight = PREFLIGHT_TRIAL_LIMIT_REACHED;
	return *step != CHECK_TRIAL;
}

/* ---- what is checked --------------------------------------------------- */

static uint8_t policy_of(const struct campaign *c, const struct verdict *v)
{
	return record_policy(&(struct accept){
	    .class = c->promotional ? CLASS_PROMOTIONAL : CLASS_TRANSACTIONAL,
	    .on_doubt = v->on_doubt,
	    .hooked = v->hooked });
}

static void fail(struct book *b, struct campaign *c, uint8_t preflight)
{
	const struct campaign_step step = { .to = CAMPAIGN_FAILED,
		.cause = CAUSE_PREFLIGHT,
		.preflight = preflight };

	book_move_campaign(b, c, &step);
}

/* T15: something forbids to send by now. Later than processing it is too late
 * for that. */
static bool may_go_on(struct book *b, struct campaign *c)
{
	uint8_t lost = book_site(b, c->account)->preflight;

	if (c->status != CAMPAIGN_PROCESSING)
		return c->status == CAMPAIGN_SENDING ||
		       c->status == CAMPAIGN_SENT;
	if (lost != 0)
		fail(b, c, lost);
	return lost == 0 && c->preflight == 0;
}

/* A chunk that cannot be read must not stop those behind it (L8): its members
 * have no number, and nobody finds their messages. */
static bool bear(struct checking *k, enum check_step step)
{
	struct campaign *c = k->campaign;
	struct audience_place at = { c->id, 0 };
	struct active_slot *s = book_bear(k->book, &k->birth);

	k->key = s->key;
	checking_write(k, s, step);
	if (audience_set_key(&k->book->txn, at, k->birth.index, k->key) != 0)
		log_error("ledger", "audience is damaged id=%08x index=%u",
		    c->id, (unsigned)k->birth.index);
	c->check_at++;
	return step == CHECK_PASSED;
}

static struct birth birth_of(const struct campaign *c, const struct verdict *v,
    const struct member *m)
{
	return (struct birth){ .account = c->account,
		.policy = policy_of(c, v),
		.cell = cell_of(c->id, 0, v->variant),
		.index = (uint32_t)v->index,
		.scope = v->scope,
		.number = m->number,
		.contact = m->contact };
}

/* Is it the next one? */
static bool is_awaited(const struct campaign *c, const struct verdict *v)
{
	return v->step == 0 && v->index == c->check_at &&
	       v->index < c->members[0] && c->status == CAMPAIGN_PROCESSING;
}

/* Is it queued now? */
static bool check_member(struct book *b, struct checking *k)
{
	struct campaign *c = k->campaign;
	struct audience_place at = { c->id, 0 };
	struct member m = { 0 };
	enum check_step step;

	if (!is_awaited(c, k->verdict) || !may_go_on(b, c))
		return false;
	if (audience_member(&b->txn, at, k->verdict->index, &m) != 0)
		m = (struct member){ 0 };
	k->birth = birth_of(c, k->verdict, &m);
	return is_decided(k, &step) && bear(k, step);
}

static bool is_due(const struct book *b, const struct verdict *v,
    const struct record *r)
{
	if (!record_is_checked_later(r))
		return false;
	return v->early ? r->substate != SUBSTATE_FOLLOW_UP
			: record_time(r, r->next) <= b->now;
}

/* M3: again from the top. One whose birth cannot be read would be asked about
 * for ever. */
static bool check_again(struct book *b, struct checking *k)
{
	const struct verdict *v = k->verdict;
	struct active_slot *s;
	enum check_step step;

	if (book_touch(b, v->key, &s) != 0 || !is_due(b, v, &s->record) ||
	    record_campaign(&s->record) != k->campaign->id ||
	    !may_go_on(b, k->campaign))
		return false;
	if (book_read_birth(b, &s->record, &k->birth) != 0) {
		checking_lose(b, s);
		return false;
	}
	k->key = v->key;
	k->used = record_was_queued(&s->record);
	k->birth.scope = v->scope;
	if (!is_decided(k, &step))
		return false;
	checking_write(k, s, step);
	return step == CHECK_PASSED;
}

static bool check(struct book *b, const struct verdict *v, const void *body)
{
	const struct campaign *c = book_campaign_look(b, v->campaign);
	struct checking k = { .book = b, .verdict = v, .body = body };

	if (c == NULL || campaign_is_swept(c) ||
	    v->variant >= CAMPAIGN_VARIANTS)
		return false;
	k.campaign = book_campaign(b, v->campaign);
	k.policy = policy_of(k.campaign, v);
	return v->key != 0 ? check_again(b, &k) : check_member(b, &k);
}

void book_tell_charge(struct book *b, const struct verdict *v, bool is_due)
{
	struct outcome *o;

	if (v->charge.segments == 0)
		return;
	o = batch_outcome(b->batch, OUTCOME_CHARGED);
	o->u.charged.to = v->charge.to;
	o->u.charged.account = v->charge.account;
	o->u.charged.segments = v->charge.segments;
	o->u.charged.is_due = is_due;
}

void book_check(struct book *b, const struct verdict *v, const void *body)
{
	struct outcome *o;

	book_tell_charge(b, v, !b->totals.full && check(b, v, body));
	if (v->token == 0)
		return;
	o = batch_outcome(b->batch, OUTCOME_CHECKED);
	o->token = v->token;
	o->rc = b->totals.full ? RC_NO_SPACE : 0;
}
