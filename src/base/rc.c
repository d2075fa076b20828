/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/base.h"

const char *rc_text(int rc)
{
	switch (rc) {
#define RC(name, value, text) \
	case value:           \
		return text;
#include "base/rc.def"
#undef RC
	}
	return "unknown return code";
}
