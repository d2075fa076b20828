/* SPDX-License-Identifier: BSD-2-Clause */
#include "conf/profile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/files.h"

#define PROFILE_BYTES_MAX (64u << 10)
#define MODE_OTHERS       0077
#define FOLDER            "profiles"
#define SUFFIX            ".conf"
#define NEAR_MAX          64

/* The best of the names so far. */
struct nearest {
	size_t far;
	char name[NEAR_MAX];
};

static void look_in(const char *folder, const char *name, struct nearest *best)
{
	char *path = conf_path_under(folder, FOLDER);
	DIR *dir = opendir(path);
	struct dirent *e;

	free(path);
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		size_t len = strlen(e->d_name), far;

		if (len <= strlen(SUFFIX) || len >= NEAR_MAX ||
		    strcmp(e->d_name + len - strlen(SUFFIX), SUFFIX) != 0)
			continue;
		e->d_name[len - strlen(SUFFIX)] = '\0';
		far = conf_near(name, e->d_name);
		if (far < best->far) {
			best->far = far;
			strcpy(best->name, e->d_name);
		}
	}
	if (dir != NULL)
		closedir(dir);
}

static void report_unknown(struct conf_reading *r,
    const struct conf_place *where, const char *name)
{
	struct nearest best = { .far = SIZE_MAX };
	char *folders[CONF_FOLDERS_MAX];
	size_t n = conf_map_folders(r->folder, folders);
	bool has_near;

	for (size_t i = 0; i < n; i++)
		look_in(folders[i], name, &best);
	has_near = best.far != SIZE_MAX;
	conf_say(r, where, CONF_ERROR,
	    "there is no profile \"%s\" in %.80s/" FOLDER " or %.80s/" FOLDER
	    "%s%s%s",
	    name, folders[0], folders[n - 1],
	    has_near ? "; did you mean \"" : "", best.name,
	    has_near ? "\"?" : "");
	for (size_t i = 0; i < n; i++)
		free(folders[i]);
}

static bool is_nested(struct conf_profile *p)
{
	struct conf_place where = { .section = CONF_S_smsc,
		.key = CONF_K_smsc_profile };

	if (conf_scan_find(&p->scan, CONF_S_smsc, 0, where.key) == NULL)
		return false;
	conf_say(&p->reading, &where, CONF_ERROR,
	    "a profile cannot name another one: copy its keys");
	return true;
}

static void parse(struct conf_profile *p)
{
	struct conf_at at = { .file = p->path };
	cfg_opt_t *options;

	conf_scan_keys(&p->reading.src, CONF_S_smsc, p->name, &p->scan,
	    p->reading.rep);
	p->reading.scan = &p->scan;
	if (p->scan.broken || is_nested(p))
		return;
	options = conf_options_of(CONF_S_smsc);
	p->keys = cfg_init(options, CFGF_NONE); /* copies them */
	conf_options_free(options);
	if (conf_parse(p->keys, &p->reading.src) != 0)
		conf_report_add(p->reading.rep, CONF_ERROR, &at,
		    "libconfuse cannot read it");
}

static void read_file(struct conf_reading *r, const struct conf_place *where,
    struct conf_profile *p)
{
	char name[sizeof(FOLDER) + CONF_NAME_MAX + sizeof(SUFFIX) + 1];
	unsigned mode;
	int rc;

	snprintf(name, sizeof(name), FOLDER "/%s" SUFFIX, p->name);
	if (conf_map_path(r->folder, name, &p->path) != 0) {
		report_unknown(r, where, p->name);
		return;
	}
	rc = conf_file_read(p->path, PROFILE_BYTES_MAX, &p->text, &mode);
	if (rc != 0) {
		conf_say(r, where, CONF_ERROR, "cannot read %.180s: %s",
		    p->path, rc == RC_SYSTEM ? strerror(errno) : rc_text(rc));
		return;
	}
	(void)buf_cstr(&p->text);
	p->reading = (struct conf_reading){ .folder = r->folder,
		.rep = r->rep,
		.src = { .file = p->path,
		    .text = (char *)buf_bytes(&p->text),
		    .len = p->text.len } };
	p->is_open = (mode & MODE_OTHERS) != 0;
	parse(p);
}

struct conf_profile *conf_profile(struct conf_reading *r,
    const struct conf_place *where, const char *name)
{
	struct conf_profile *p;

	if (name == NULL || name[0] == '\0')
		return NULL;
	for (p = r->profiles; p != NULL; p = p->next) {
		if (strcmp(p->name, name) == 0)
			return p->keys != NULL ? p : NULL;
	}
	p = mem_new(1, sizeof(*p));
	p->name = mem_strdup(name);
	p->next = r->profiles;
	r->profiles = p;
	read_file(r, where, p);
	return p->keys != NULL ? p : NULL;
}

bool conf_profile_failed(const struct conf_reading *r, const char *name)
{
	const struct conf_profile *p = r->profiles;

	if (name == NULL)
		return true;
	while (p != NULL && strcmp(p->name, name) != 0)
		p = p->next;
	return p != NULL && p->keys == NULL;
}

static void free_one(struct conf_profile *p)
{
	if (p->keys != NULL)
		cfg_free(p->keys);
	conf_scan_free(&p->scan);
	if (p->text.data != NULL)
		explicit_bzero(p->text.data, p->text.cap);
	buf_free(&p->text);
	free(p->path);
	free(p->name);
	free(p);
}

/* Secrets in it and it is open to others; known when all is read. */
static void warn(struct conf_reading *r, const struct conf_profile *p)
{
	struct conf_at at = { .file = p->path };

	if (p->reading.has_plain_secret && p->is_open)
		conf_report_add(r->rep, CONF_WARNING, &at,
		    "it holds secrets and others than its owner may use it: "
		    "chmod 600, or move the secrets to file: or env:");
}

void conf_profiles_free(struct conf_reading *r)
{
	while (r->profiles != NULL) {
		struct conf_profile *p = r->profiles;

		r->profiles = p->next;
		warn(r, p);
		free_one(p);
	}
}
