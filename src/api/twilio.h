/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * twilio - what the handlers of the Twilio face share.
 */
#ifndef API_TWILIO_H
#define API_TWILIO_H

#include "api/inside.h"
#include "model/number.h"

struct item;
struct submission;

#define TWILIO_VERSION "2010-04-01"
#define TWILIO_ACCOUNT "/" TWILIO_VERSION "/Accounts/%s"

#define SENDER_ROOM 20 /* a sender as it is shown */

/* A sid: two letters and 32 hex digits. */
#define TWILIO_SID (2 + 32 + 1)

/* Is the account of the path the caller's? Else the call is refused. */
bool twilio_is_owner(struct api *a, const struct call *c);

/* Of the account of a call, or of the ledger's number of one. */
uint16_t twilio_account_id(const struct api *a, const struct call *c);
const char *twilio_account_sid(const struct api *a, uint16_t account);

/* The request's body into a->form. False: the call was refused. */
bool twilio_form(struct api *a, const struct call *c);

/* A name of the path as a text; false: it has more than `room` allows. */
bool twilio_name(const struct body_text *t, char *to, size_t room);

/* The value as it was given; len 0: it was not. */
struct body_text twilio_text(const struct form *f, const char *name);

/* RFC 2822 in UTC, exactly "+0000" (http-api.md 1); ISO 8601, to the second;
 * null for 0. */
void twilio_date(struct json_out *o, const char *key, usec wall);
void twilio_iso(struct json_out *o, const char *key, usec wall);

/* The sid of something that has none of its own, always the same: `prefix` and
 * a hash of whose and what it is. Returns `sid`. */
char *twilio_sid(const char *prefix, const char *account, const char *name,
    char sid[TWILIO_SID]);

/* twilio_price.c: a message's price and price_unit. */
void twilio_price(struct json_out *o, const struct api *a,
    const struct message_view *v, unsigned segments);

/* The Twilio face's message as the next value of `o`. */
void twilio_json(struct json_out *o, const struct api *a,
    const struct message_view *v);

/* The same of one whose service has yet to say which sender it takes. */
void twilio_json_open(struct json_out *o, const struct api *a,
    const struct message_view *v);

/* Answer with what is in a->body, 200. */
void twilio_reply(struct api *a, const struct call *c);

/* ---- twilio_service.c, twilio_sender.c, twilio_pick.c ------------------ */

/* The caller's service with this sid, or NULL. */
struct item *service_find(const struct api *a, const struct call *c,
    const struct body_text *sid);

/* The same of the path's {id}; NULL: the call was refused. */
struct item *service_in_path(struct api *a, const struct call *c);

/* The next of a service's senders behind `it` (NULL: the first), and how it
 * is shown. */
struct item *sender_next(const struct api *a, const struct item *service,
    const struct item *it);
const char *sender_shown(const struct item *it);

/* Is it among the senders that the configuration gives the account? */
bool sender_is_usable(const struct api *a, size_t account,
    const struct item *it);

/* Choose the sender of a service for a recipient. s->from given: it must be
 * one of the service's, if the account has a list of numbers at all. The same
 * recipient gets the same sender as long as that is in the service, unless the
 * service says no to it. REFUSAL_COUNT: `picked` is it. */
enum refusal sender_pick(const struct api *a, const struct item *service,
    const struct submission *s, char picked[SENDER_ROOM]);

/* ---- twilio_number.c --------------------------------------------------- */

/* The n-th number (or short code) of an account, as it is shown; NULL: there
 * are no more. */
const char *number_nth(const struct api *a, size_t account,
    enum sender_kind kind, size_t n);

/* Which of them has this sid; NULL: none. */
const char *number_of_sid(const struct api *a, size_t account,
    enum sender_kind kind, const char *sid);

/* PN, SC or AI and a hash. */
char *number_sid(const struct api *a, size_t account, const char *shown,
    char sid[TWILIO_SID]);

/* May the account use any sender, as it has no list of them? */
bool number_is_any(const struct api *a, size_t account);

/* Is it among the senders of the account? `text` may have separators. */
bool number_is_own(const struct api *a, size_t account,
    const struct body_text *text);

/* What kind of sender it is, and as it is shown: a number with its plus.
 * SENDER_NONE: it is none. */
enum sender_kind sender_show(const struct body_text *text,
    char shown[SENDER_ROOM]);

#endif
