/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * value - texts of the file into values and back, by the type of the key.
 */
#ifndef CONF_VALUE_H
#define CONF_VALUE_H

#include "base/base.h"
#include "conf/table.h"

#define CONF_WHY_MAX 300

struct buf;
struct conf_list;

/* One reading of one value. */
struct conf_value {
	const struct conf_key *key;
	const char *folder;     /* where relative paths start */
	bool is_plain_secret;   /* set: a secret stands in the file itself */
	char why[CONF_WHY_MAX]; /* what is wrong, and what to write */
};

/* The text of a key that is no list. What `field` points to must be zeroed
 * or freed before. RC_BAD: see v->why; the field is unchanged. */
MUST_CHECK int conf_value_read(struct conf_value *v, const char *text,
    void *field);

/* One more entry of a list. RC_BAD as above; RC_EXISTS: given twice. */
MUST_CHECK int conf_value_add(struct conf_value *v, const char *text,
    struct conf_list *list);

/* Are there as many entries as may be? RC_BAD as above. */
MUST_CHECK int conf_value_count(struct conf_value *v,
    const struct conf_list *list);

/* As one would write it; "(secret)" for a secret. */
void conf_value_format(const struct conf_key *key, const void *field,
    struct buf *to);

bool conf_value_is_equal(const struct conf_key *key, const void *a,
    const void *b);

/* Free what the field owns and zero it. Secrets are wiped. */
void conf_value_free(const struct conf_key *key, void *field);

/* "duration", "list of smscs": what the manual calls the type. */
const char *conf_type_word(enum conf_type type);

typedef int conf_reader(struct conf_value *v, const char *text, void *field);

/* Readers, for the table in value.c. */
conf_reader conf_read_count, conf_read_duration, conf_read_size, conf_read_rate,
    conf_read_auto, conf_read_tag, conf_read_money;
conf_reader conf_read_bool, conf_read_word;
conf_reader conf_read_text, conf_read_host, conf_read_address, conf_read_digits,
    conf_read_sid, conf_read_secret, conf_read_token, conf_read_keys,
    conf_read_path, conf_read_file, conf_read_map, conf_read_profile,
    conf_read_regex, conf_read_zone, conf_read_listen, conf_read_outbind;

/* The same for entries of lists; the field is unused. */
conf_reader conf_check_number, conf_check_sender, conf_check_country,
    conf_check_price, conf_check_net, conf_check_name, conf_check_label,
    conf_check_host, conf_check_pin, conf_check_weight, conf_check_prefix,
    conf_check_hours, conf_check_word;

/* As conf_value_format(), for a number. */
void conf_number_format(const struct conf_key *key, const void *field,
    struct buf *to);

/* The word that stands for the value of a member. */
const char *conf_word(enum conf_type type, unsigned value);

/* A numeric IPv4 or IPv6 address. */
bool conf_is_address(const char *text);

/* The host of host:port or [host]:port; what follows the last colon, or NULL:
 * it is neither. */
const char *conf_split_port(const char *text, char *host, size_t size);

/* 1 to 65535. RC_BAD as above. */
MUST_CHECK int conf_read_port(struct conf_value *v, const char *text,
    unsigned *port);

/* Sets v->why. Returns RC_BAD. */
PRINTF(2, 3)
int conf_value_refuse(struct conf_value *v, const char *fmt, ...);

/* Length of a text against the key's limits. */
MUST_CHECK int conf_value_check_length(struct conf_value *v, size_t len);

#endif
