/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * listen - the listeners of the configuration's http sections; api_listen()
 * opens them.
 */
#ifndef API_LISTEN_H
#define API_LISTEN_H

struct api;
struct conf_list;
struct nets;

/* Networks of the configuration, which has checked them: what could not be read
 * is left out, and all behind it. */
void listen_nets(struct nets *to, const struct conf_list *from);

/* The configuration is another: certificates are read again. A listener whose
 * files are bad stays as it is, the log says why. */
void listen_reconfigured(struct api *a);

/* Forget them; the server closes them. */
void listen_fini(struct api *a);

#endif
