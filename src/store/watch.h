/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * watch - is the store in health: room, readers, figures; and its backup.
 *
 * Threads: the writing thread, but for store_backup(), which any may call.
 */
#ifndef STORE_WATCH_H
#define STORE_WATCH_H

#include "store/store.h"

enum store_room {
	STORE_ROOM_OK,
	STORE_ROOM_SOFT, /* below twice the reserve: refuse new messages */
	STORE_ROOM_HARD  /* below the reserve, or a commit found no space:
	                  * only what ends or changes messages */
};

/* How much the disk, the map and the free pages still take. It has to become
 * a quarter better than a mark before it is called better. A few microseconds:
 * once a commit or once a second. */
enum store_room store_room(struct store *s);

/* If the last commit found no space: try one that changes nothing, as nobody
 * else may before it is known that there is some. For now and then. */
void store_probe(struct store *s);

/* Once a minute: frees the places of readers that died. */
void store_tick(struct store *s);

/* Since the store was opened, but for the last three. */
struct store_figures {
	uint64_t commits, failed, puts, dels, put_bytes;
	uint64_t used_bytes; /* file pages in use, free ones included */
	uint64_t map_bytes;
	unsigned readers;
};

void store_figures(struct store *s, struct store_figures *out);

/*
 * Write a compact copy as `dir`/data.mdb, whole or not at all; `dir` has to
 * exist. It holds a read transaction for as long as it takes. RC_NO_SPACE: the
 * disk has less free space than the store uses, RC_EXISTS: there is a store
 * in `dir`, RC_SYSTEM, RC_IO: logged.
 */
MUST_CHECK int store_backup(struct store *s, const char *dir);

/*
 * From here on SIGBUS (the file was truncated under the map) and a SIGSEGV
 * inside LMDB (its pages are damaged) write a line to stderr and leave with
 * status 74, EX_IOERR, instead of a silent death. For programs, not for tests.
 */
void store_guard(void);

#endif
