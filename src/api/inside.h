/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * inside - what the files of api share, and nobody else sees.
 *
 *	api.c       the server's events and the ledger's: who gets them
 *	endpoint.c  the table: which handler has a path
 *	who.c       credentials to an account
 *	wait.c      requests that wait for the ledger, by token
 *	reply.c     answers and errors, in the form of each face
 *	field.c     a JSON object as a submission
 *	create.c    a submission on its way to the ledger, of either face
 *	native*.c, trace.c, twilio*.c, bulk.c, health.c    the handlers
 */
#ifndef API_INSIDE_H
#define API_INSIDE_H

#include "api/api.h"
#include "api/message_json.h"
#include "flow/intake.h"

struct auth_digest;
struct bulk;
struct form;
struct wait;

enum face { FACE_NATIVE, FACE_TWILIO };

/* What a handler is called with; the request holds during the call. */
struct call {
	const struct http_request *request;
	http_id id;
	enum face face;
	size_t account;           /* index in the configuration */
	struct body_text in_path; /* what stood for {id} */
	struct body_text account_in_path;
};

#define BULKS_MAX 64

struct api {
	struct api_options with;
	struct message_names names;
	struct http_server *server;
	usec began;                /* clock_mono() */
	struct auth_digest *token; /* of each account */

	/* wait.c */
	struct wait **wait;
	size_t waits;
	uint32_t wait_free;

	/* bulk.c */
	struct bulk *bulk[BULKS_MAX];
	uint32_t bulk_generation;
	struct bulk *last; /* whose line came last */

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

/* Answer with the bytes in a->body, which is a JSON text. `location` of the
 * new thing, or NULL. */
void reply_body(struct api *a, http_id id, int status, const char *location);

/* An error in the form of the face. */
void reply_fault(struct api *a, http_id id, enum face face,
    const struct fault_row *row);
void reply_refusal(struct api *a, const struct call *c, enum refusal r);

/* The same for 405, with the methods it takes. */
void reply_method(struct api *a, http_id id, enum face face, const char *allow);

/* {"code", "message", "field"} as a value. */
void fault_json(struct json_out *o, const char *key,
    const struct fault_row *row);

/* ---- who.c ------------------------------------------------------------- */

/* The tokens of the configuration; again after a reload. */
void who_init(struct api *a);

/* Whose credentials the request has. RC_DENIED: nobody's, in the same time
 * whatever is wrong (reliability.md W12, W13). */
MUST_CHECK int who_asks(const struct api *a, const struct http_request *r,
    size_t *account);

const char *who_sid(const struct api *a, size_t account);

/* Is the account of a Twilio path the one who asks? A foreign one is no more
 * to be seen than none at all. */
bool who_owns_path(const struct api *a, const struct call *c);

/* ---- create.c ---------------------------------------------------------- */

/* Hand a submission in for this call; refuses it in the form of the face. */
void create_message(struct api *a, const struct call *c,
    const struct submission *s);

/* What is wrong with a submission; the row points into `as`. */
struct fault_row create_fault(enum fault fault, const struct submitted *as);

/* The view of a message that has just been accepted; it points into `w`. */
struct message_view created_view(const struct wait *w,
    const struct accepted *accepted);

/* ---- handlers, see endpoints.def --------------------------------------- */

#define ENDPOINT(method, path, handler, face, who, body) \
	void handler(struct api *a, const struct call *c);
#include "api/endpoints.def"
#undef ENDPOINT

/* What was waited for has come: answer. */
void native_created(struct api *a, const struct wait *w,
    const struct accepted *accepted);
void native_fetched(struct api *a, const struct wait *w,
    const struct message_view *v);
void native_traced(struct api *a, const struct wait *w,
    const struct message_view *v);
void native_listed(struct api *a, const struct wait *w,
    const struct message_page *p);
void twilio_created(struct api *a, const struct wait *w,
    const struct accepted *accepted);
void twilio_fetched(struct api *a, const struct wait *w,
    const struct message_view *v);
void twilio_listed(struct api *a, const struct wait *w,
    const struct message_page *p);

/* The Twilio face's message as the next value of `o`. */
void twilio_json(struct json_out *o, const struct api *a,
    const struct message_view *v);

/* ---- bulk.c ------------------------------------------------------------ */

/* Tokens of a batch's lines have this bit. */
#define TOKEN_BULK ((uint64_t)1 << 62)

void bulk_line(struct api *a, http_id id, const char *line, size_t len);

/* False: the request is no batch. */
bool bulk_ended(struct api *a, http_id id);
void bulk_gone(struct api *a, http_id id);
void bulk_taken(struct api *a, uint64_t token, const struct message_id *id);
void bulk_refused(struct api *a, uint64_t token, int rc);
void bulk_turn(struct api *a);
void bulk_reconfigured(struct api *a);
void bulk_fini(struct api *a);

#endif
