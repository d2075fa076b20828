/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * notify - one word to the service manager (sd_notify protocol).
 */
#ifndef DAEMON_NOTIFY_H
#define DAEMON_NOTIFY_H

/* "READY=1", "STOPPING=1", ... to the socket named by NOTIFY_SOCKET; without
 * one, nothing. */
void notify_manager(const char *state);

#endif
