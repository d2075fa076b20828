/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of api share, and nobody else sees.
 *
 *	api.c       the server's events: who gets them
 *	heard.c     the ledger's events: who gets them
 *	endpoint.c  the table: which handler has a path
 *	who.c       credentials to an account
 *	guard.c     wrong credentials, counted
 *	listen.c    listeners and their certificates
 *	wait.c      requests that wait for the ledger, by token
 *	reply.c     answers and errors, in the form of each face
 *	content.c   what a request has to look like
 *	item.c      what customers set: services, senders, numbers
 *	bulk.c, pour.c    many lines in, answers that go on
 *	ui*.c       the pages, see api/ui.h
 *	camp*.c     campaigns, see api/camp.h
 *	kannel*.c   Kannel's sendsms, and its reports by dlr-url
 *	native*.c, twilio*.c, ...    the handlers
 */
#ifndef API_INSIDE_H
#define API_INSIDE_H

#include "api/api.h"
#include "api/message_json.h"
#include "flow/body.h"

struct auth;
struct auth_digest;
struct bulk;
struct fault_row;
struct figures;
struct form;
struct form_pair;
struct items;
struct json;
struct kannel;
struct pours;
struct tries;
struct ui_page;
struct ui_sessions;
struct usage;
struct wait;
struct who;

/* The least that one must be to use an endpoint. */
enum endpoint_who { WHO_ANYBODY, WHO_VIEWER, WHO_OPERATOR, WHO_ADMIN };

enum face { FACE_NATIVE, FACE_TWILIO, FACE_KANNEL, FACE_UI };

/* What a handler is called with; the request holds during the call. */
struct call {
	const struct http_request *request;
	http_id id;
	enum face face;
	size_t account;           /* index in the configuration */
	unsigned role;            /* an enum conf_role */
	const char *user;         /* account's or user's name in the conf */
	struct body_text in_path; /* what stood for {id} */
	struct body_text account_in_path;
	struct body_text sub_in_path; /* {sub}: a part of {id} */
};

#define BULKS_MAX 64

struct api {
	struct api_options with;
	struct message_names names;
	struct http_server *server;
	usec began; /* clock_mono() */
	struct who *who;
	struct tries *tries;
	char **port_name; /* of the listener's section */
	size_t ports;

	/* wait.c */
	struct wait **wait;
	size_t waits;
	uint32_t wait_free;

	struct items *items;     /* item.c */
	struct usage *usage;     /* usage.c */
	struct figures *figures; /* figures.c */
	struct kannel *kannel;   /* kannel.c */

	/* bulk.c */
	struct bulk *bulk[BULKS_MAX];
	uint32_t bulk_generation;
	struct bulk *last; /* whose line came last */

	/* ui_page.c, ui_session.c */
	struct ui_page **page;
	size_t pages;
	struct ui_sessions *sessions;
	struct pours *pours;     /* pour.c */
	struct walks *walks;     /* camp_counts.c */
	struct webhook *webhook; /* NULL: none yet */

	/* Used within one call. */
	struct buf body;
	struct form *form;
};

/* ---- reply.c ----------------------------------------------------------- */

enum refusal {
#define REFUSAL(id, http, twilio, word, field, text) REFUSAL_##id,
#include "api/refusal.def"
#undef REFUSAL
	REFUSAL_COUNT
};

const struct fault_row *refusal_row(enum refusal r);

/* What a message was refused for, by the ledger's return code. */
const struct fault_row *ledger_row(int rc);

/* Why something could not be read: nothing was taken. */
const struct fault_row *read_row(int rc);

/* Answer with the bytes in a->body, which is a JSON text. `location` of the
 * new thing, or NULL. */
void reply_body(struct api *a, http_id id, int status, const char *location);

/* The same, 201; `replayed`: it was there before. */
void reply_created(struct api *a, http_id id, const char *location,
    bool replayed);

/* 204. */
void reply_nothing(struct api *a, http_id id);

/* An error in the form of the face. */
void reply_fault(struct api *a, http_id id, enum face face,
    const struct fault_row *row);
void reply_refusal(struct api *a, const struct call *c, enum refusal r);

/* The same with Retry-After. */
void reply_later(struct api *a, const struct call *c, enum refusal r,
    usec wait);

/* The same for 405, with the methods it takes. */
void reply_method(struct api *a, http_id id, enum face face, const char *allow);

/* {"code", "message", "field"} as a value. */
void fault_json(struct json_out *o, const char *key,
    const struct fault_row *row);

/* ---- content.c --------------------------------------------------------- */

/* ROWS: lines of JSON or of CSV. */
enum content_kind { CONTENT_JSON, CONTENT_LINES, CONTENT_ROWS };

/* Is the body what its Content-Type should say, in UTF-8? */
bool content_is_taken(const struct http_request *r, enum content_kind kind);

/* The body as a JSON object, which the caller frees; one that may be missing
 * and is gives NULL. False: the call was refused. */
bool content_object(struct api *a, const struct call *c, bool may_miss,
    struct json **j);

/* Read the query into a->form. False: the call was refused. */
bool content_query(struct api *a, const struct call *c);
/* A number of a query: a plus that came unescaped is a space by now. RC_BAD. */
MUST_CHECK int content_number(const struct form_pair *p, uint64_t *number);

/* ---- who.c ------------------------------------------------------------- */

/* The tokens of the configuration; again after a reload. */
void who_init(struct api *a);
void who_fini(struct api *a);

/* Whose credentials the call's request has: sets its account and role.
 * RC_DENIED: nobody's, in the same time whatever is wrong (reliability.md W12,
 * W13). */
MUST_CHECK int who_asks(const struct api *a, struct call *c);

/* The same for a name and the digest of a token that came otherwise; the secret
 * of `auth` is not looked at. */
MUST_CHECK int who_signs_in(const struct api *a, const struct auth *auth,
    const struct auth_digest *given, struct call *c);

/* Whether who asks may do what takes at least `least`, from where he is.
 * REFUSAL_COUNT: yes. */
MUST_CHECK enum refusal who_may(const struct api *a, const struct call *c,
    enum endpoint_who least);

const char *who_sid(const struct api *a, size_t account);

/* Is the account of a Twilio path the one who asks? A foreign one is no more
 * to be seen than none at all. */
bool who_owns_path(const struct api *a, const struct call *c);

/* ---- handlers, see endpoints.def --------------------------------------- */

#define ENDPOINT(method, path, handler, face, who, body) \
	void handler(struct api *a, const struct call *c);
#include "api/endpoints.def"
#undef ENDPOINT

#endif
