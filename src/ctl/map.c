/* SPDX-License-Identifier: BSD-2-Clause */
#include "ctl/map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "conf/conf.h"
#include "conf/files.h"

#define NAME_ROOM 300
#define PRESET    "errors/ref.tsv" /* as that of an smsc, conf/smsc.def */

/* Where a file of the configuration's folder or of the installed ones lies, to
 * be freed, or NULL. */
static char *look(const struct call *c, const char *under)
{
	char *folder = c->conf != NULL ? conf_folder_of(c->conf) : NULL;
	char *path;

	if (folder == NULL)
		folder = mem_strdup(".");
	if (conf_map_path(folder, under, &path) != 0) {
		free(path);
		path = NULL;
	}
	free(folder);
	return path;
}

/* Where a map lies, to be freed; `name` itself if it is nowhere, for the
 * complaint. */
static char *find(const struct call *c, const char *name)
{
	static const char *const ends[] = { "", ".tsv" };
	char under[NAME_ROOM], *path = NULL;

	if (strchr(name, '/') != NULL || access(name, R_OK) == 0)
		return mem_strdup(name);
	for (size_t i = 0; path == NULL && i < ARRAY_LEN(ends); i++) {
		snprintf(under, sizeof(under), "errors/%.200s%s", name,
		    ends[i]);
		path = look(c, under);
	}
	return path != NULL ? path : mem_strdup(name);
}

static int load(const struct call *c, const char *path, struct errmap **map)
{
	struct errmap_fault fault = { 0 };
	int rc = errmap_load(path, map, &fault);

	if (rc == 0)
		return CTL_OK;
	*map = NULL;
	fprintf(c->io->err, "esmectl: %s:", path);
	if (fault.line != 0)
		fprintf(c->io->err, "%u:", fault.line);
	fprintf(c->io->err, " %s\n",
	    fault.text[0] != '\0' ? fault.text : rc_text(rc));
	return CTL_NO_INPUT;
}

/* The smsc of --smsc and the configuration that owns it. */
static int find_smsc(const struct call *c, struct conf **conf,
    const struct conf_smsc **smsc)
{
	int rc;

	rc = call_conf(c, conf);
	if (rc != CTL_OK)
		return rc;
	for (size_t i = 0; i < (*conf)->smscs; i++) {
		*smsc = &(*conf)->smsc[i];
		if (strcmp((*smsc)->name, c->smsc) == 0)
			return CTL_OK;
	}
	conf_free(*conf);
	return call_usage(c, "the configuration has no smsc \"%s\"", c->smsc);
}

static int load_of_smsc(const struct call *c, struct errmap **map)
{
	const struct conf_smsc *smsc;
	struct conf *conf;
	int rc = find_smsc(c, &conf, &smsc);

	if (rc != CTL_OK)
		return rc;
	rc = load(c, smsc->errors, map);
	conf_free(conf);
	return rc;
}

static int make_rules(const struct call *c, const struct conf_smsc *smsc,
    struct receipt_rules **rules)
{
	struct receipt_rules_fault fault;

	if (conf_receipt_rules(smsc, rules, &fault) == 0)
		return CTL_OK;
	fprintf(c->io->err, "esmectl: smsc %s: receipt_%s: %s\n", smsc->name,
	    fault.key, fault.text);
	return CTL_NO_INPUT;
}

int map_rules(const struct call *c, struct receipt_rules **rules)
{
	const struct conf_smsc *smsc;
	struct conf *conf;
	int rc;

	*rules = NULL;
	if (c->smsc == NULL)
		return CTL_OK;
	rc = find_smsc(c, &conf, &smsc);
	if (rc != CTL_OK)
		return rc;
	rc = make_rules(c, smsc, rules);
	conf_free(conf);
	return rc;
}

int map_load(const struct call *c, struct errmap **map)
{
	char *path;
	int rc;

	*map = NULL;
	if (c->map == NULL && c->smsc != NULL)
		return load_of_smsc(c, map);
	path = c->map != NULL ? find(c, c->map) : look(c, PRESET);
	rc = path != NULL ? load(c, path, map) : CTL_OK;
	free(path);
	return rc;
}
