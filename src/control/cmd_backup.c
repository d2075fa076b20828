/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"
#include "control/command.h"
#include "ledger/ledger.h"

#include <string.h>

static enum command_end refuse(struct command_call *call, int rc,
    const char *dir)
{
	switch (rc) {
	case RC_BUSY:
		return command_fail(call, "a backup is being made already");
	case RC_EXISTS:
		return command_fail(call,
		    "%s holds a store already; give another folder", dir);
	case RC_NO_SPACE:
		return command_fail(call,
		    "the disk of %s has less room than the store uses", dir);
	case RC_NOT_FOUND:
		return command_fail(call, "the folder above %s does not exist",
		    dir);
	case RC_DENIED:
		return command_fail(call,
		    "the user that runs esmed may not make %s", dir);
	default:
		return command_fail(call,
		    "no backup was made in %s: %s; the daemon's log says why",
		    dir, rc_text(rc));
	}
}

enum command_end cmd_backup(struct command_call *call)
{
	const char *dir;
	size_t len;
	int rc;

	if (json_get_str(call->args, "to", &dir, &len) != 0 || dir[0] != '/' ||
	    strlen(dir) != len)
		return command_fail(call,
		    "backup wants a folder in \"to\", from the root on");
	rc = ledger_backup(call->with->ledger, call->token, dir);
	return rc == 0 ? COMMAND_WAITS : refuse(call, rc, dir);
}

enum command_end cmd_backed_up(struct command_call *call,
    const struct ledger_backup_report *r)
{
	if (r->rc != 0)
		return refuse(call, r->rc, r->dir);
	json_open_object(call->out, NULL);
	json_text(call->out, "to", r->dir);
	json_uint(call->out, "bytes", r->bytes);
	json_real(call->out, "seconds", (double)r->took / SECOND);
	json_close_object(call->out);
	return COMMAND_DONE;
}
