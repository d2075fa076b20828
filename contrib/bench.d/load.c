/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * load - customers of esmed that submit as fast as it answers, or at a rate.
 *
 *   load -p PORT -k TOKEN -n COUNT [-b LINES] [-c CONNECTIONS] [-r RATE]
 *        [-f FIRST] [-o FILE] [-g]
 *
 *   -g  ask as Kannel is asked: GET /cgi-bin/sendsms, TOKEN as the password
 *   -b  lines of a batch; 0 (the default): a request for each message
 *   -c  connections, each with one request in flight (1)
 *   -r  messages a second, evenly spaced; 0: no limit
 *   -f  number of the first message (0)
 *   -o  where the instants go at which each message was handed to the kernel,
 *       0: it was not
 *
 * Every answer is checked: 201 for a message (202 of Kannel's), and for a batch as many ids as
 * there were lines and no error. One JSON line on stdout tells the count and
 * the seconds; a wrong answer ends the run with 1. On SIGTERM nothing more is
 * sent, and all is as if that had been asked for.
 */
#include "bench.h"

#include <signal.h>

#define IN_MAX    (1 << 20)
#define LINE_MAX_ 320 /* of a message's JSON */
#define HEAD_MAX  512
#define CONNS_MAX 256
#define BATCH_MAX 1000

/* esmed ends a connection after 10,000 requests. */
#define REQUESTS_MAX 9000

struct conn {
	int fd;
	char *out, *in;
	size_t out_len, out_off, in_len;
	long first, count; /* messages of the request in flight */
	long ids;          /* seen in its answer so far */
	size_t scanned;    /* bytes of `in` that are looked through */
	long requests;
	int busy;
};

static struct {
	int port, conns, lines, kannel;
	const char *token, *file;
	long count, first;
	double rate;
} opt = { .conns = 1 };

static struct conn conn[CONNS_MAX];
static uint64_t *sent_at;
static long sent, done;
static uint64_t begun;
static int poller;
static volatile sig_atomic_t stopped;

static void wrong(const struct conn *c, const char *why)
{
	fprintf(stderr, "load: %s, at message %ld: %.*s\n", why, c->first,
	    (int)(c->in_len < 400 ? c->in_len : 400), c->in);
	exit(1);
}

static size_t add_message(char *to, long n)
{
	return (size_t)sprintf(to,
	    "{\"to\":\"+4477%08ld\",\"from\":\"INFO\",\"text\":\"Your code is "
	    "%06ld. It is valid for ten minutes. Do not share it with anyone, "
	    "we never ask for it. Thank you.\",\"ref\":\"order-%010ld\"}",
	    n, n % 1000000, n);
}

static size_t add_body(char *to, long first, long count)
{
	size_t len = 0;

	for (long i = 0; i < count; i++) {
		len += add_message(to + len, first + i);
		if (opt.lines > 0)
			to[len++] = '\n';
	}
	return len;
}

static void write_some(struct conn *c)
{
	ssize_t n = send(c->fd, c->out + c->out_off, c->out_len - c->out_off,
	    MSG_NOSIGNAL | MSG_DONTWAIT);

	if (n < 0 && errno != EAGAIN)
		die("send");
	if (n > 0)
		c->out_off += (size_t)n;
}

static void dial(struct conn *c)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	struct sockaddr_in a = loopback(opt.port);

	c->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (connect(c->fd, (struct sockaddr *)&a, sizeof(a)) != 0)
		die("connect");
	no_delay(c->fd);
	epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &e);
}

/* The same message and a receipt, in Kannel's words. */
static void make_get(struct conn *c, long n)
{
	c->out_len = (size_t)sprintf(c->out,
	    "GET /cgi-bin/sendsms?username=bench&password=%s&to=%%2B4477%08ld"
	    "&from=INFO&dlr-mask=1&text=Your+code+is+%06ld.+It+is+valid+for+"
	    "ten+minutes.+Do+not+share+it+with+anyone,+we+never+ask+for+it.+"
	    "Thank+you. HTTP/1.1\r\nHost: bench\r\n\r\n",
	    opt.token, n, n % 1000000);
}

static void make_post(struct conn *c, long first, long count)
{
	static char body[BATCH_MAX * LINE_MAX_];
	size_t len = add_body(body, first, count);

	c->out_len = (size_t)sprintf(c->out,
	    "POST /v1/messages%s HTTP/1.1\r\nHost: bench\r\n"
	    "Authorization: Bearer %s\r\nContent-Type: application/%s\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    opt.lines > 0 ? ":batch" : "", opt.token,
	    opt.lines > 0 ? "x-ndjson" : "json", len);
	memcpy(c->out + c->out_len, body, len);
	c->out_len += len;
}

static void ask(struct conn *c, long count)
{
	uint64_t now;

	if (++c->requests % REQUESTS_MAX == 0) {
		close(c->fd);
		dial(c);
	}
	if (opt.kannel)
		make_get(c, opt.first + sent);
	else
		make_post(c, opt.first + sent, count);
	c->out_off = c->in_len = c->scanned = 0;
	c->first = sent;
	c->count = count;
	c->ids = 0;
	c->busy = 1;
	now = now_us();
	for (long i = 0; i < count; i++)
		sent_at[sent + i] = now;
	sent += count;
	write_some(c);
}

/* Count ids, and find what must not be there. */
static void scan(struct conn *c)
{
	char *at = c->in + c->scanned, *end = c->in + c->in_len;

	while ((at = memchr(at, '"', (size_t)(end - at))) != NULL &&
	       end - at >= 8) {
		if (memcmp(at, "\"id\":\"SM", 8) == 0)
			c->ids++;
		else if (memcmp(at, "\"error\"", 7) == 0)
			wrong(c, "an error");
		at++;
	}
	c->scanned = (size_t)((at != NULL ? at : end) - c->in);
}

static int is_whole(struct conn *c)
{
	char *body, *length;

	if (opt.lines > 0)
		return c->in_len > 5 &&
		       memcmp(c->in + c->in_len - 5, "0\r\n\r\n", 5) == 0;
	body = memmem(c->in, c->in_len, "\r\n\r\n", 4);
	if (body == NULL)
		return 0;
	length = memmem(c->in, c->in_len, "Content-Length: ", 16);
	return length != NULL &&
	       c->in + c->in_len - body - 4 == atol(length + 16);
}

static void take_answer(struct conn *c)
{
	const char *good = opt.kannel      ? "HTTP/1.1 202"
			   : opt.lines > 0 ? "HTTP/1.1 200"
					   : "HTTP/1.1 201";

	if (memcmp(c->in, good, 12) != 0)
		wrong(c, "not what was expected");
	if (c->ids != c->count && !opt.kannel)
		wrong(c, "ids are missing");
	done += c->count;
	c->busy = 0;
}

static void read_some(struct conn *c)
{
	ssize_t n = recv(c->fd, c->in + c->in_len, IN_MAX - c->in_len - 1,
	    MSG_DONTWAIT);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n == 0 && !c->busy) {
		close(c->fd); /* idle for too long */
		dial(c);
		return;
	}
	if (n <= 0 || !c->busy)
		wrong(c, n < 0 ? strerror(errno) : "closed, or unasked for");
	c->in_len += (size_t)n;
	c->in[c->in_len] = '\0';
	scan(c);
	if (is_whole(c))
		take_answer(c);
}

/* How many may go now. */
static long due(void)
{
	double by_now;
	long most = opt.lines > 0 ? opt.lines : 1;

	if (stopped)
		return 0;
	if (most > opt.count - sent)
		most = opt.count - sent;
	if (opt.rate <= 0)
		return most;
	by_now = (double)(now_us() - begun) / 1e6 * opt.rate;
	return (double)sent + (double)most <= by_now + 1 ? most : 0;
}

static void open_conns(void)
{
	poller = epoll_create1(0);
	for (int i = 0; i < opt.conns; i++) {
		struct conn *c = &conn[i];

		c->out = need(malloc(HEAD_MAX + BATCH_MAX * LINE_MAX_));
		c->in = need(malloc(IN_MAX));
		dial(c);
	}
}

static void run(void)
{
	struct epoll_event event[CONNS_MAX];

	while (done < (stopped ? sent : opt.count)) {
		int writing = 0, n;
		long k;

		for (int i = 0; i < opt.conns; i++) {
			struct conn *c = &conn[i];

			if (!c->busy && (k = due()) > 0)
				ask(c, k);
			if (c->busy && c->out_off < c->out_len)
				write_some(c);
			writing |= c->out_off < c->out_len;
		}
		n = epoll_wait(poller, event, CONNS_MAX,
		    writing || opt.rate > 0 ? 1 : 1000);
		for (int i = 0; i < n; i++)
			read_some(event[i].data.ptr);
	}
}

static void read_options(int argc, char **argv)
{
	int c;

	while ((c = getopt(argc, argv, "p:k:n:b:c:r:f:o:g")) != -1) {
		switch (c) {
		case 'p': opt.port = atoi(optarg); break;
		case 'k': opt.token = optarg; break;
		case 'n': opt.count = atol(optarg); break;
		case 'b': opt.lines = atoi(optarg); break;
		case 'c': opt.conns = atoi(optarg); break;
		case 'r': opt.rate = atof(optarg); break;
		case 'f': opt.first = atol(optarg); break;
		case 'o': opt.file = optarg; break;
		case 'g': opt.kannel = 1; break;
		default: exit(2);
		}
	}
	if (opt.port <= 0 || opt.token == NULL || strlen(opt.token) > 128 ||
	    opt.count <= 0 || opt.lines < 0 || opt.lines > BATCH_MAX ||
	    opt.conns < 1 || opt.conns > CONNS_MAX) {
		fprintf(stderr, "load: see the head of load.c\n");
		exit(2);
	}
}

static void stop(int sign)
{
	(void)sign;
	stopped = 1;
}

int main(int argc, char **argv)
{
	const struct sigaction ending = { .sa_handler = stop };

	read_options(argc, argv);
	alarm(BENCH_SECONDS);
	sigaction(SIGTERM, &ending, NULL);
	sent_at = need(calloc((size_t)opt.count, sizeof(sent_at[0])));
	open_conns();
	begun = now_us();
	run();
	printf("{\"accepted\":%ld,\"begun\":%.6f,\"seconds\":%.6f}\n", done,
	    (double)begun / 1e6, (double)(now_us() - begun) / 1e6);
	if (opt.file != NULL)
		write_instants(opt.file, sent_at, (size_t)opt.count);
	return 0;
}
