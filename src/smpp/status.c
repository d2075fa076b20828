/* SPDX-License-Identifier: BSD-2-Clause */
#include <esmed/status.h>

#include <string.h>

#include "base/base.h"

/* The numbers stand in the public header and in the table; they agree. */
#define STATUS(value, name, class, text) \
	_Static_assert(SMPP_##name == (value), #name);
#include "smpp/status.def"
#undef STATUS

struct row {
	uint32_t value;
	enum smpp_class class;
	const char *name, *text;
};

/* By value. */
static const struct row rows[] = {
#define STATUS(value, name, class, text) \
	{ (value), SMPP_CLASS_##class, "ESME_" #name, text },
#include "smpp/status.def"
#undef STATUS
};

static const struct row *row_of(uint32_t value)
{
	size_t low = 0, high = ARRAY_LEN(rows);

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (rows[mid].value == value)
			return &rows[mid];
		if (rows[mid].value < value)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

enum smpp_class smpp_status_class(uint32_t status)
{
	const struct row *r = row_of(status);

	return r == NULL ? SMPP_CLASS_NEVER : r->class;
}

const char *smpp_class_name(enum smpp_class c)
{
	switch (c) {
	case SMPP_CLASS_OK: return "ok";
	case SMPP_CLASS_LATER: return "later";
	case SMPP_CLASS_THROTTLE: return "throttle";
	case SMPP_CLASS_NEVER: return "never";
	case SMPP_CLASS_FAULT: return "fault";
	}
	return "never";
}

const char *smpp_status_name(uint32_t status)
{
	const struct row *r = row_of(status);

	return r == NULL ? NULL : r->name;
}

const char *smpp_status_text(uint32_t status)
{
	const struct row *r = row_of(status);

	if (r != NULL)
		return r->text;
	/* SMPP 3.4, 5.1.3: 0x400 to 0x4FF are the SMSC vendor's. */
	return status >= 0x400 && status <= 0x4FF ? "vendor's own status"
						  : "unknown status";
}

int smpp_status_parse(const char *name, uint32_t *status)
{
	size_t prefix = strlen("ESME_");

	if (strncmp(name, "ESME_", prefix) == 0)
		name += prefix;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (strcmp(rows[i].name + prefix, name) == 0) {
			*status = rows[i].value;
			return 0;
		}
	}
	return RC_NOT_FOUND;
}
