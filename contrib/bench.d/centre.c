/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * centre - a message centre that is fast and remembers when.
 *
 *   centre -p PORT -n COUNT [-d MS] [-D MS] [-S STORM] [-f FIRST] [-o PREFIX]
 *          [-e MS] [-q]
 *
 *   -n  messages to come; their numbers are FIRST and on
 *   -d  the least time from an answer to its receipt (0: at once)
 *   -D  the most; in between chance decides, so receipts are out of order
 *   -S  no receipt until all messages have come; then one for each of STORM
 *       of them that chance chooses, in no order
 *   -e  ask for a sign of life (enquire_link) so often
 *   -q  no receipts at all
 *   -o  PREFIX.wire gets the instants at which submit_sm came, PREFIX.final
 *       those at which receipts were acknowledged, PREFIX.link those at which
 *       an enquire_link went, each with that of its answer (0: none)
 *
 * It takes one bind at a time, answers each submit_sm with success and sends
 * one receipt. When all receipts are acknowledged it says so in a JSON line
 * on stdout, writes the files and ends; on SIGTERM too, as far as it has come.
 * A message that comes twice is counted.
 *
 * Receipts wait in a wheel of one slot a millisecond; a slot is a list through
 * next[], by numbers of messages plus one.
 */
#include "bench.h"

#include <poll.h>
#include <signal.h>

#define BUF     (4 << 20)
#define WHEEL   16384 /* milliseconds; more than any delay */
#define UNACKED 1000  /* receipts in flight: the default inbound_window */
#define PDU_MAX 70000
#define LINKS   1000000     /* more than in BENCH_SECONDS, one a millisecond */
#define LINK_0  0x70000000u /* above the sequence numbers of receipts */

static struct {
	int port;
	long count, first, storm;
	unsigned least, most, link_ms;
	int quiet;
	const char *prefix;
} opt;

static uint8_t in[BUF], out[BUF];
static size_t in_len, out_len, out_off;
static uint32_t *next, wheel[WHEEL];
static uint32_t ready, ready_tail; /* list of those whose time has come */
static uint64_t *wire, *final, at_ms, storm_began;
static uint32_t flying[4096]; /* by sequence number */
static uint32_t sequence;
static long unacked, acked, came, twice;
static uint64_t *asked; /* pairs: went, was answered */
static size_t asks;
static volatile sig_atomic_t stopped;
static uint64_t dice = 88172645463325252u;

static uint32_t get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

static void put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static void add_pdu(uint32_t command, uint32_t seq, const void *body,
    size_t len)
{
	uint8_t *p = out + out_len;

	put32(p, (uint32_t)(16 + len));
	put32(p + 4, command);
	put32(p + 8, 0);
	put32(p + 12, seq);
	memcpy(p + 16, body, len);
	out_len += 16 + len;
}

static void make_ready(uint32_t n1)
{
	next[n1] = 0;
	if (ready == 0)
		ready = n1;
	else
		next[ready_tail] = n1;
	ready_tail = n1;
}

static uint64_t roll(void)
{
	dice ^= dice << 13;
	dice ^= dice >> 7;
	dice ^= dice << 17;
	return dice;
}

/* The receipts of a storm: the front of all numbers when they are shuffled. */
static void break_out(void)
{
	uint32_t *all = need(calloc((size_t)opt.count, sizeof(all[0])));

	for (long i = 0; i < opt.count; i++)
		all[i] = (uint32_t)i + 1;
	for (long i = 0; i < opt.storm; i++) {
		long j = i + (long)(roll() % (uint64_t)(opt.count - i));
		uint32_t n1 = all[j];

		all[j] = all[i];
		make_ready(n1);
	}
	free(all);
	storm_began = now_us();
}

static void schedule(uint32_t n1)
{
	uint64_t wait = opt.least;
	uint32_t *slot;

	if (opt.quiet)
		return;
	if (opt.storm != 0) {
		if (came == opt.count)
			break_out();
		return;
	}
	if (opt.most == 0) {
		make_ready(n1);
		return;
	}
	if (opt.most > opt.least)
		wait += roll() % (opt.most - opt.least);
	slot = &wheel[(at_ms + 1 + wait) % WHEEL];
	next[n1] = *slot;
	*slot = n1;
}

static void turn_wheel(void)
{
	for (uint64_t now = now_us() / 1000; at_ms < now; at_ms++) {
		uint32_t n1 = wheel[(at_ms + 1) % WHEEL], after;

		wheel[(at_ms + 1) % WHEEL] = 0;
		for (; n1 != 0; n1 = after) {
			after = next[n1];
			make_ready(n1);
		}
	}
}

/* SMPP 3.4, 4.6.1, with the text of its appendix B. */
static void send_receipt(uint32_t n1)
{
	uint8_t body[300];
	char text[200];
	size_t len, at;

	len = (size_t)snprintf(text, sizeof(text),
	    "id:%010x sub:001 dlvrd:001 submit date:2611220100 "
	    "done date:2611220100 stat:DELIVRD err:000 text:Your code is ",
	    n1);
	at = (size_t)snprintf((char *)body, sizeof(body), "%c%c%c4477%08ld", 0,
	    1, 1, opt.first + (long)n1 - 1);
	memcpy(body + at, "\0\5\0INFO\0\4\0\0\0\0\0\0\0\0", 17);
	at += 17;
	body[at++] = (uint8_t)len;
	memcpy(body + at, text, len);
	add_pdu(5, ++sequence, body, at + len);
	flying[sequence % 4096] = n1;
	unacked++;
}

static void send_receipts(void)
{
	while (ready != 0 && unacked < UNACKED && out_len < BUF / 2) {
		uint32_t n1 = ready;

		ready = next[n1];
		send_receipt(n1);
	}
}

static const uint8_t *after_text(const uint8_t *p)
{
	return p + strlen((const char *)p) + 1;
}

static void take_submit(const uint8_t *p, uint32_t seq, uint64_t now)
{
	const char *to = (const char *)after_text(after_text(p) + 2) + 2;
	long n = atol(to + strlen(to) - 8) - opt.first;
	char id[11];

	if (n < 0 || n >= opt.count) {
		fprintf(stderr, "centre: what is %s?\n", to);
		exit(1);
	}
	snprintf(id, sizeof(id), "%010x", (unsigned)n + 1);
	add_pdu(0x80000004, seq, id, sizeof(id));
	if (wire[n] != 0) {
		twice++;
		return;
	}
	wire[n] = now;
	came++;
	schedule((uint32_t)n + 1);
}

static void take_ack(uint32_t seq, uint32_t status, uint64_t now)
{
	uint32_t n1 = flying[seq % 4096];

	if (status != 0) {
		fprintf(stderr, "centre: a receipt was refused: 0x%x\n",
		    status);
		exit(1);
	}
	unacked--;
	acked++;
	final[n1 - 1] = now;
}

static void ask_for_life(void)
{
	uint64_t now = now_us();

	if (opt.link_ms == 0 || asks == LINKS ||
	    (asks != 0 && now < asked[2 * asks - 2] + opt.link_ms * 1000u))
		return;
	asked[2 * asks] = now;
	add_pdu(0x15, LINK_0 + (uint32_t)asks, "", 0);
	asks++;
}

static void take_life(uint32_t seq, uint64_t now)
{
	if (seq >= LINK_0 && seq - LINK_0 < asks)
		asked[2 * (seq - LINK_0) + 1] = now;
}

static void take_pdu(const uint8_t *p, uint64_t now)
{
	uint32_t command = get32(p + 4), seq = get32(p + 12);

	switch (command) {
	case 9: add_pdu(0x80000009, seq, "centre", 7); break;
	case 4: take_submit(p + 16, seq, now); break;
	case 0x80000005: take_ack(seq, get32(p + 8), now); break;
	case 0x15: add_pdu(0x80000015, seq, "", 0); break;
	case 0x80000015: take_life(seq, now); break;
	case 8: add_pdu(0x80000008, seq, "", 0); break;
	case 6: add_pdu(0x80000006, seq, "", 0); break;
	default: break;
	}
}

static int read_pdus(int fd)
{
	ssize_t n = recv(fd, in + in_len, BUF - in_len, MSG_DONTWAIT);
	uint64_t now = now_us();
	size_t at = 0;

	if (n < 0 && errno == EAGAIN)
		return 0;
	if (n <= 0)
		return -1;
	in_len += (size_t)n;
	while (in_len - at >= 16) {
		uint32_t len = get32(in + at);

		if (len < 16 || len > PDU_MAX)
			return -1;
		if (in_len - at < len)
			break;
		take_pdu(in + at, now);
		at += len;
	}
	memmove(in, in + at, in_len - at);
	in_len -= at;
	return 0;
}

static int write_pdus(int fd)
{
	ssize_t n = send(fd, out + out_off, out_len - out_off,
	    MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && errno != EAGAIN)
		return -1;
	if (n > 0)
		out_off += (size_t)n;
	if (out_off > 0) {
		memmove(out, out + out_off, out_len - out_off);
		out_len -= out_off;
		out_off = 0;
	}
	return 0;
}

/* How many there will be. */
static long receipts(void)
{
	return opt.storm != 0 ? opt.storm : opt.count;
}

static void serve(int fd)
{
	struct pollfd p = { .fd = fd };
	int bad = 0;

	in_len = out_len = out_off = 0;
	unacked = 0;
	while (!bad && !stopped && acked < receipts()) {
		p.events = POLLIN | (out_len > 0 ? POLLOUT : 0);
		poll(&p, 1, opt.most > 0 || opt.link_ms > 0 ? 1 : 1000);
		turn_wheel();
		ask_for_life();
		/* Room for the answers to all that one read may bring. */
		if ((p.revents & (POLLIN | POLLHUP)) && out_len < BUF / 2)
			bad = read_pdus(fd);
		send_receipts();
		if (!bad && out_len > 0)
			bad = write_pdus(fd);
	}
	close(fd);
}

static void read_options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "p:n:d:D:S:f:o:e:q")) != -1) {
		switch (c) {
		case 'p': opt.port = atoi(optarg); break;
		case 'n': opt.count = atol(optarg); break;
		case 'd': opt.least = (unsigned)atoi(optarg); break;
		case 'D': opt.most = (unsigned)atoi(optarg); break;
		case 'S': opt.storm = atol(optarg); break;
		case 'f': opt.first = atol(optarg); break;
		case 'o': opt.prefix = optarg; break;
		case 'e': opt.link_ms = (unsigned)atoi(optarg); break;
		case 'q': opt.quiet = 1; break;
		default: exit(2);
		}
	}
	if (opt.port <= 0 || opt.count <= 0 || opt.most >= WHEEL ||
	    opt.least > opt.most || opt.storm < 0 || opt.storm > opt.count) {
		fprintf(stderr, "centre: see the head of centre.c\n");
		exit(2);
	}
}

static void report(void)
{
	char path[4096];

	printf("{\"came\":%ld,\"twice\":%ld,\"acked\":%ld,"
	       "\"began\":%.6f,\"ended\":%.6f}\n",
	    came, twice, acked, (double)storm_began / 1e6,
	    (double)now_us() / 1e6);
	if (opt.prefix == NULL)
		return;
	snprintf(path, sizeof(path), "%s.wire", opt.prefix);
	write_instants(path, wire, (size_t)opt.count);
	snprintf(path, sizeof(path), "%s.final", opt.prefix);
	write_instants(path, final, (size_t)opt.count);
	snprintf(path, sizeof(path), "%s.link", opt.prefix);
	write_instants(path, asked, 2 * asks);
}

static void stop(int sign)
{
	(void)sign;
	stopped = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction ending = { .sa_handler = stop };
	struct sockaddr_in a;
	int listener, one = 1, fd;

	read_options(argc, argv);
	alarm(BENCH_SECONDS);
	sigaction(SIGTERM, &ending, NULL);
	asked = need(calloc(2 * LINKS, sizeof(asked[0])));
	next = need(calloc((size_t)opt.count + 1, sizeof(next[0])));
	wire = need(calloc((size_t)opt.count, sizeof(wire[0])));
	final = need(calloc((size_t)opt.count, sizeof(final[0])));
	at_ms = now_us() / 1000;
	a = loopback(opt.port);
	listener = socket(AF_INET, SOCK_STREAM, 0);
	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(listener, (struct sockaddr *)&a, sizeof(a)) != 0 ||
	    listen(listener, 4) != 0)
		die("listen");
	while (!stopped && acked < receipts()) {
		fd = accept(listener, NULL, NULL);
		if (fd < 0)
			continue;
		no_delay(fd);
		serve(fd);
	}
	report();
	return 0;
}
