/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries of lists.
 */
#include <string.h>

#include "base/hex.h"
#include "conf/conf.h"
#include "conf/hours.h"
#include "conf/value.h"
#include "model/country.h"

#define E164_MIN   7 /* the shortest international numbers in use */
#define E164_MAX   15
#define ALNUM_MAX  11 /* GSM 03.40, 9.1.2.5: an alphanumeric sender */
#define LABEL_MAX  64
#define HOST_MAX   253
#define PIN_BYTES  32 /* SHA-256 */
#define WEIGHT_MAX 255

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

int conf_check_number(struct conf_value *v, const char *text, void *field)
{
	bool plus = text[0] == '+';
	size_t len = strlen(text + plus);
	bool digits = text[plus + strspn(text + plus, DIGITS)] == '\0';

	(void)field;
	if (plus && digits && text[1] != '0' && len >= E164_MIN &&
	    len <= E164_MAX)
		return 0;
	if (!plus && len > 0 && len <= (digits ? E164_MAX : ALNUM_MAX) &&
	    text[strspn(text, LETTERS DIGITS " -_.&")] == '\0')
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no sender: write \"+12125550100\", a short code, or "
	    "a name of up to 11 signs",
	    text);
}

/* A sender, or how several of them begin. */
int conf_check_sender(struct conf_value *v, const char *text, void *field)
{
	size_t len = strlen(text), plus = text[0] == '+' ? 1 : 0;

	if (strchr(text, '*') == NULL)
		return conf_check_number(v, text, field);
	if (len > 1 + plus && len <= 1 + plus + E164_MAX &&
	    strchr(text, '*') == text + len - 1 &&
	    strspn(text + plus, LETTERS DIGITS " -_.&") == len - plus - 1)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no beginning of senders: write \"+1212*\", with one "
	    "star, at its end",
	    text);
}

int conf_check_country(struct conf_value *v, const char *text, void *field)
{
	(void)field;
	if (country_is_known(text))
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no country: write two capital letters, as \"US\"",
	    text);
}

int conf_check_net(struct conf_value *v, const char *text, void *field)
{
	size_t len = strcspn(text, "/");
	char host[64];
	uint64_t bits = 0;
	bool good = len < sizeof(host);

	(void)field;
	if (good) {
		memcpy(host, text, len);
		host[len] = '\0';
		good = conf_is_address(host);
	}
	if (good && text[len] == '/')
		good = text[len + 1 + strspn(text + len + 1, DIGITS)] == '\0' &&
		       number_parse(text + len + 1,
			   strchr(host, ':') != NULL ? 128 : 32, &bits) == 0;
	if (good)
		return 0;
	return conf_value_refuse(v,
	    "\"%.60s\" is no network: write \"10.1.0.0/16\" or an address",
	    text);
}

int conf_check_name(struct conf_value *v, const char *text, void *field)
{
	(void)field;
	if (text[0] != '\0' && strlen(text) <= CONF_NAME_MAX)
		return 0;
	return conf_value_refuse(v, "\"%.40s\" is no name", text);
}

int conf_check_label(struct conf_value *v, const char *text, void *field)
{
	size_t len = strlen(text);

	(void)field;
	for (const char *c = text; *c != '\0'; c++) {
		if (*c == ',' || *c == '"')
			len = 0;
	}
	if (len > 0 && len <= LABEL_MAX)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" may not be: 1 to %d bytes without commas and quotes",
	    text, LABEL_MAX);
}

static bool is_host(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= HOST_MAX &&
	       strspn(text, LETTERS DIGITS "-._:") == len;
}

int conf_check_host(struct conf_value *v, const char *text, void *field)
{
	char host[HOST_MAX + 1];
	const char *port;
	unsigned number;

	(void)field;
	if (conf_is_address(text) ||
	    (strchr(text, ':') == NULL && is_host(text)))
		return 0;
	port = conf_split_port(text, host, sizeof(host));
	if (port != NULL && is_host(host) &&
	    (strchr(host, ':') == NULL || conf_is_address(host)))
		return conf_read_port(v, port, &number);
	return conf_value_refuse(v,
	    "\"%.60s\" is no host: write \"smsc2.example\", "
	    "\"smsc2.example:2775\" or \"[2001:db8::1]:2775\"",
	    text);
}

int conf_check_pin(struct conf_value *v, const char *text, void *field)
{
	uint8_t pin[PIN_BYTES];

	(void)field;
	if (hex_parse(text, strlen(text), pin, sizeof(pin)) == 0)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no SHA-256 sum: write 64 hexadecimal digits, as "
	    "openssl dgst -sha256 shows for the public key in DER",
	    text);
}

int conf_check_weight(struct conf_value *v, const char *text, void *field)
{
	uint64_t weight;

	(void)field;
	if (text[0] != '0' && text[strspn(text, DIGITS)] == '\0' &&
	    number_parse(text, WEIGHT_MAX, &weight) == 0)
		return 0;
	return conf_value_refuse(v, "\"%.40s\" is no weight: it may be 1 to %d",
	    text, WEIGHT_MAX);
}

int conf_check_prefix(struct conf_value *v, const char *text, void *field)
{
	size_t len = strlen(text);

	(void)field;
	if (len > 0 && len <= E164_MAX && text[0] != '0' &&
	    strspn(text, DIGITS) == len)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is no prefix: write the first digits of a number with "
	    "its country code and without plus, as \"1212\"",
	    text);
}

int conf_check_hours(struct conf_value *v, const char *text, void *field)
{
	struct conf_hours hours;

	(void)field;
	if (conf_hours_read(text, &hours) == 0)
		return 0;
	return conf_value_refuse(v,
	    "\"%.40s\" is not understood: write \"Mon-Fri 08:00-20:00\", "
	    "\"Sat,Sun 10:00-16:00\" or \"22:00-06:00\"",
	    text);
}
