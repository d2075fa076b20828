/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request, one answer, then the end: blocking calls with a limit each are
 * all that it takes.
 */
#include "ctl/daemon.h"

#include "base/hex.h"
#include "base/mem.h"
#include "conf/conf.h"

#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_PRESET "/run/esmed/esmed.sock"
#define WAIT_SECONDS  5
#define ANSWER_MAX    (64u << 20) /* a list of 1,000 messages takes 20 MB */

static int socket_of_file(const struct call *c, char **path)
{
	struct conf *conf;
	int rc = call_conf(c, &conf);

	if (rc != CTL_OK)
		return rc;
	*path = mem_strdup(conf->control.socket);
	conf_free(conf);
	return CTL_OK;
}

static int socket_path(const struct call *c, char **path)
{
	if (c->socket == NULL && c->conf != NULL)
		return socket_of_file(c, path);
	*path = mem_strdup(c->socket != NULL ? c->socket : SOCKET_PRESET);
	return CTL_OK;
}

static int explain_denied(const struct call *c, const char *path)
{
	const struct group *group = NULL;
	struct stat st;

	if (stat(path, &st) == 0)
		group = getgrgid(st.st_gid);
	return call_fail(c, CTL_UNAVAILABLE,
	    "no permission to use %s: run esmectl as root or as a "
	    "member of the %s%s",
	    path, group != NULL ? "group " : "group that owns it",
	    group != NULL ? group->gr_name : "");
}

static int explain_absent(const struct call *c, const char *path, int error)
{
	if (error == EACCES || error == EPERM)
		return explain_denied(c, path);
	return call_fail(c, CTL_UNAVAILABLE,
	    "no daemon answers on %s: %s\n"
	    "Is esmed running? If its control.socket is another one, give it "
	    "with -s SOCKET,\nor the configuration with -c FILE.",
	    path, strerror(error));
}

static int explain_lost(const struct call *c, int error)
{
	if (error == EAGAIN || error == EWOULDBLOCK)
		return call_fail(c, CTL_UNAVAILABLE,
		    "the daemon did not answer within 5 s; its log may say "
		    "why");
	return call_fail(c, CTL_UNAVAILABLE, "%s",
	    error == 0 ? "the daemon closed the connection without an answer"
		       : strerror(error));
}

static int open_socket(const struct call *c, const char *path, int *out)
{
	const struct timeval wait = { .tv_sec = WAIT_SECONDS };
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd, error;

	if (strlen(path) >= sizeof(sa.sun_path))
		return explain_absent(c, path, ENAMETOOLONG);
	strcpy(sa.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return call_fail(c, CTL_UNAVAILABLE, "%s", strerror(errno));
	if (!c->patient)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait));
	if (connect(fd, (const struct sockaddr *)&sa, sizeof(sa)) != 0) {
		error = errno;
		close(fd);
		return explain_absent(c, path, error);
	}
	*out = fd;
	return CTL_OK;
}

/* 0, or the errno of what failed. */
static int send_all(int fd, const struct buf *b)
{
	size_t sent = 0;

	while (sent < b->len) {
		ssize_t n =
		    send(fd, buf_bytes(b) + sent, b->len - sent, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return errno;
		sent += n < 0 ? 0 : (size_t)n;
	}
	return 0;
}

static int receive_line(const struct call *c, int fd, struct buf *line)
{
	uint8_t *to;
	ssize_t n;

	do {
		to = buf_reserve(line, 65536);
		do
			n = recv(fd, to, 65536, 0);
		while (n < 0 && errno == EINTR);
		if (n <= 0)
			return explain_lost(c, n == 0 ? 0 : errno);
		buf_added(line, (size_t)n);
	} while (to[n - 1] != '\n' && line->len < ANSWER_MAX);
	return CTL_OK;
}

/* Connect and ask; *fd is for the answer. */
static int begin(const struct call *c, const struct buf *request, int *fd)
{
	char *path = NULL;
	int status = socket_path(c, &path), error;

	if (status == CTL_OK)
		status = open_socket(c, path, fd);
	free(path);
	if (status != CTL_OK)
		return status;
	error = send_all(*fd, request);
	if (error == 0)
		return CTL_OK;
	close(*fd);
	return explain_lost(c, error);
}

static int converse(const struct call *c, const struct buf *request,
    struct buf *line)
{
	int fd, status = begin(c, request, &fd);

	if (status != CTL_OK)
		return status;
	status = receive_line(c, fd, line);
	close(fd);
	return status;
}

/* The answer of a line; one that says "error" is told and not returned. */
static int parse_answer(const struct call *c, const struct buf *line,
    struct json **out)
{
	struct json_error problem;
	const char *why;
	size_t len;

	if (json_parse(buf_bytes(line), line->len, out, &problem) != 0)
		return call_fail(c, CTL_UNAVAILABLE,
		    "what answers on the socket is no esmed");
	if (json_get_str(json_root(*out), "error", &why, &len) != 0)
		return CTL_OK;
	if (c->json)
		fwrite(buf_bytes(line), 1, line->len, c->io->out);
	else
		(void)call_fail(c, CTL_BAD_INPUT, "%s", why);
	json_free(*out);
	return CTL_BAD_INPUT;
}

static int print_answer(const struct call *c, const struct buf *line,
    daemon_show *show)
{
	struct json *j;
	int status = parse_answer(c, line, &j);

	if (status != CTL_OK)
		return status;
	if (c->json)
		fwrite(buf_bytes(line), 1, line->len, c->io->out);
	else
		show(c, json_root(j));
	json_free(j);
	return CTL_OK;
}

/* The lines that are whole; false: one of them was the last. */
static bool show_lines(const struct call *c, struct buf *in, daemon_show *show,
    int *status)
{
	const char *end;

	while ((end = memchr(buf_bytes(in), '\n', in->len)) != NULL) {
		size_t len = (size_t)(end - (const char *)buf_bytes(in)) + 1;
		struct buf line = { 0 };
		bool is_last = memmem(buf_bytes(in), len, "\"end\":true", 10) ||
			       memmem(buf_bytes(in), len, "{\"error\":", 9);

		buf_add(&line, buf_bytes(in), len);
		buf_eat(in, len);
		*status = print_answer(c, &line, show);
		buf_free(&line);
		fflush(c->io->out);
		if (is_last || *status != CTL_OK)
			return false;
	}
	return true;
}

int daemon_follow(const struct call *c, struct buf *request, daemon_show *show)
{
	struct buf in = { 0 };
	int fd, status;
	ssize_t n;

	buf_add(request, "\n", 1);
	status = begin(c, request, &fd);
	buf_free(request);
	if (status != CTL_OK)
		return status;
	do {
		n = recv(fd, buf_reserve(&in, 65536), 65536, 0);
		if (n > 0)
			buf_added(&in, (size_t)n);
		else if (n == 0 || errno != EINTR)
			status = explain_lost(c, n == 0 ? 0 : errno);
	} while (status == CTL_OK && in.len < ANSWER_MAX &&
		 show_lines(c, &in, show, &status));
	close(fd);
	buf_free(&in);
	return status;
}

struct json_out daemon_request(struct buf *request, const char *command)
{
	struct json_out o = json_writing(request);

	json_open_object(&o, NULL);
	json_text(&o, "command", command);
	return o;
}

/* The line of the answer into an empty buffer; the request is freed. */
static int ask(const struct call *c, struct buf *request, struct buf *line)
{
	int status;

	buf_add(request, "\n", 1);
	status = converse(c, request, line);
	buf_free(request);
	return status;
}

int daemon_ask(const struct call *c, struct buf *request, daemon_show *show)
{
	struct buf line = { 0 };
	int status = ask(c, request, &line);

	if (status == CTL_OK)
		status = print_answer(c, &line, show);
	buf_free(&line);
	return status;
}

int daemon_fetch(const struct call *c, struct buf *request,
    struct json **answer)
{
	struct buf line = { 0 };
	int status = ask(c, request, &line);

	if (status == CTL_OK)
		status = parse_answer(c, &line, answer);
	buf_free(&line);
	return status;
}

int64_t daemon_int(const struct json_value *answer, const char *key)
{
	const struct json_range any = { 0, INT64_MAX };
	int64_t n = 0;

	return json_get_int(answer, key, any, &n) == 0 ? n : 0;
}

int daemon_add_number(struct json_out *o, const char *key, const char *text)
{
	uint64_t n;

	if (text == NULL)
		return 0;
	if (number_parse(text, INT64_MAX, &n) != 0)
		return RC_BAD;
	json_uint(o, key, n);
	return 0;
}

int daemon_ask_plain(const struct call *c, const char *command,
    daemon_show *show)
{
	struct buf request = { 0 };
	struct json_out o;

	if (call_takes_nothing(c) != CTL_OK)
		return CTL_USAGE;
	o = daemon_request(&request, command);
	json_close_object(&o);
	return daemon_ask(c, &request, show);
}

int daemon_ask_message(const struct call *c, const char *command,
    daemon_show *show)
{
	struct buf request = { 0 };
	struct json_out o;

	if (c->argc != 1)
		return call_usage(c, "it takes the id of a message");
	o = daemon_request(&request, command);
	json_text(&o, "id", c->argv[0]);
	json_close_object(&o);
	return daemon_ask(c, &request, show);
}
