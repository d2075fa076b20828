/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen - the listeners of the configuration's http sections; api_listen()
 * opens them.
 */
#ifndef API_LISTEN_H
#define API_LISTEN_H

struct api;

/* The configuration is another: certificates are read again. A listener whose
 * files are bad stays as it is, the log says why. */
void listen_reconfigured(struct api *a);

/* Forget them; the server closes them. */
void listen_fini(struct api *a);

#endif
