/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mo - a text that a handset sent, as the body that the ledger keeps of it.
 *
 * The body has BODY_FROM and BODY_TO ("+" and digits, a short code or a name),
 * BODY_TEXT (UTF-8) and BODY_CODING (struct mo_coding). Octets that are no text
 * stand in BODY_TEXT as hexadecimal digits. BODY_BINARY has the octets as they
 * came, header first, where the text does not say all: of no text, of one that
 * could not be read in full, and of a part of a longer one, for a character may
 * lie in two parts.
 *
 * Of a longer one each part comes alone; when the ledger has all of them it
 * calls mo_join(), which joins octets first and reads them then.
 *
 * Whatever lengths a PDU claims, nothing is read beyond its octets; what cannot
 * be read is U+FFFD (reliability.md C17, C18, H18, H20).
 *
 * Owns:    nothing.
 * Borrows: what it is given, during the call; a coding that was read is a copy.
 * Threads: any; nothing is kept. mo_join() is called by the ledger's.
 */
#ifndef FLOW_MO_H
#define FLOW_MO_H

#include "base/buf.h"
#include "flow/body.h"

struct conf_smsc;
struct mo_piece;
struct smpp_pdu;

/* A mask of the ledger's tells parts apart, and 32 full parts are what
 * MO_OCTETS_MAX holds. What claims to have more is not joined: each of its
 * parts is a message, so that nothing is lost and nothing waits for it. */
#define MO_PARTS_MAX 32

#define MO_OCTETS_MAX 5120  /* that are kept of one message: 32 full parts */
#define MO_TEXT_MAX   10240 /* bytes of UTF-8; a longer text is cut */

enum mo_flag {
	MO_BINARY = 0x01,     /* no text: BODY_TEXT is hexadecimal */
	MO_UNREADABLE = 0x02, /* U+FFFD stands for what could not be read */
	MO_BAD_HEADER = 0x04, /* its header is not sound; it was left in */
	MO_CUT = 0x08,        /* the end of it is missing: it was too long */
	MO_INCOMPLETE = 0x10, /* U+FFFD stands for parts that never came */
	MO_PART = 0x20,       /* a part of one that is not joined */
	MO_PORTS = 0x40,      /* it was sent to a program on a port */
};

/* What BODY_CODING says. */
struct mo_coding {
	uint8_t data_coding, esm_class; /* of the PDU; of the first part */
	uint8_t alphabet;               /* enum text_alphabet */
	uint8_t flags;                  /* enum mo_flag */
	uint8_t locking, single;        /* national tables; 0: none */
	uint8_t parts; /* it came in so many, 1: in one; segments of it */
	bool is_packed;
};

#define MO_CODING_BYTES 8

/* Of a body that has none, or an older one: zeros, and one part. */
void mo_coding_read(const struct body *b, struct mo_coding *coding);

/* An address as people write it, and as the ledger does. */
struct mo_address {
	char text[48];   /* "+12125550100", "12345", "ACME" */
	uint64_t number; /* its digits, 0: it is a name */
};

struct mo {
	struct mo_address from, to;
	uint8_t keyword; /* enum keyword, of a text that came whole */
	struct mo_coding coding;
	bool is_concat; /* it is a part of 2 to MO_PARTS_MAX */
	uint32_t ref;   /* the same in all parts, of this kind and sender */
	uint8_t part;   /* from 1 */
	uint8_t parts;
	uint32_t text_at, text_len; /* BODY_TEXT's bytes within the body */
};

/* A deliver_sm or data_sm that is no receipt, and its octets wherever they
 * stand in it. */
struct mo_source {
	const struct conf_smsc *smsc;
	const struct smpp_pdu *pdu;
	const void *octets;
	size_t len;
};

/* Read it; `body`, whatever it held, has the body's bytes then, of which there
 * are LEDGER_BODY_MAX at most. */
void mo_read(const struct mo_source *s, struct mo *m, struct buf *body);

/* The ledger_options.join of this gateway: append the body of all parts. A
 * piece without bytes, or with some that are no body, is one that is missing.
 */
void mo_join(struct buf *out, const struct mo_piece *piece, size_t n);

#endif
