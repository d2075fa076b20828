/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * port - the control port: a JSON object a line in, one a line out.
 *
 * Owns:    its listener and connections.
 * Borrows: the loop and the simulator; it goes before both.
 */
#ifndef SIM_PORT_H
#define SIM_PORT_H

#include "sim/sim.h"

#define PORT_LINE_MAX 262144

struct port;

/* Errors as of stream_listen(). A NULL address: no port, streams are given to
 * port_adopt() only. */
MUST_CHECK int port_open(struct loop *l, struct sim *s, const char *addr,
    struct port **out);
void port_close(struct port *c); /* NULL is allowed */
uint16_t port_number(const struct port *c);

/* Serve an accepted stream. */
void port_adopt(struct port *c, struct stream *st);

#endif
