/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check - what must hold between values, by section. Each function reports
 * what is wrong in the i-th section of its kind. A field that is zero or has
 * no text was reported when it was read and is passed over.
 */
#ifndef CONF_CHECK_H
#define CONF_CHECK_H

#include "conf/read.h"

void conf_check_account(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_user(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_sendsms_user(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_smsc(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_tls(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_text(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_tlv(const struct conf_reading *r, const struct conf *c,
    size_t i);
void conf_check_route(const struct conf_reading *r, const struct conf *c,
    size_t i);

/* Every name of a list must be that of an smsc; of an account. */
void conf_check_smscs(const struct conf_reading *r, const struct conf *c,
    const struct conf_place *where, const struct conf_list *names);
void conf_check_accounts(const struct conf_reading *r, const struct conf *c,
    const struct conf_place *where, const struct conf_list *names);

/* Does the key stand in the file itself, whatever its value? */
static inline bool conf_is_given(const struct conf_reading *r,
    const struct conf_place *where)
{
	return conf_scan_find(r->scan, where->section, where->instance,
		   where->key) != NULL;
}

#endif
