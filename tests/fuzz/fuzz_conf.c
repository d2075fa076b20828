/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A configuration file. It is refused with a reason, or it is complete and
 * does not differ from itself.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf/changes.h"
#include "conf/report.h"

/* A file without a place in the file system, so nothing is left behind. */
static int make_file(const uint8_t *data, size_t size, char path[64])
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	ssize_t n = write(fd, data, size);

	assert(fd >= 0 && n == (ssize_t)size);
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void check(const struct conf *c)
{
	struct conf_changes changes;
	struct conf_report rep = { 0 };
	size_t at;

	assert(c->store.path != NULL && c->control.socket != NULL);
	for (size_t i = 0; i < c->smscs; i++) {
		assert(conf_smsc_find(c, c->smsc[i].name, &at) == 0 && at == i);
		assert(c->smsc[i].host != NULL && c->smsc[i].errors != NULL);
	}
	for (size_t i = 0; i < c->accounts; i++)
		assert(conf_account_find(c, c->account[i].name, &at) == 0);
	for (size_t i = 0; i < c->routes; i++) {
		assert(c->route[i].smsc.n > 0);
		for (size_t k = 0; k < c->route[i].smsc.n; k++)
			assert(
			    conf_smsc_find(c, c->route[i].smsc.v[k], &at) == 0);
	}
	conf_changes_find(c, c, &rep, &changes);
	assert(changes.restarts == 0);
	conf_changes_free(&changes);
	conf_report_free(&rep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_report rep = { 0 };
	struct conf *c = NULL;
	char path[64];
	int fd = make_file(data, size, path);

	if (conf_load(path, &c, &rep) == 0) {
		check(c);
		conf_free(c);
	} else {
		assert(c == NULL);
	}
	conf_report_free(&rep);
	close(fd);
	return 0;
}
