noinst_LIBRARIES += libhttp.a
libhttp_a_SOURCES = %D%/server.h %D%/server.c %D%/conn.h %D%/conn.c \
	%D%/respond.c %D%/pace.c %D%/answer.h %D%/answer.c \
	%D%/status.def %D%/type.def %D%/header.def %D%/always.def \
	%D%/gate.h %D%/gate.c %D%/head.h %D%/head.c %D%/parse.h %D%/parse.c \
	%D%/json.h %D%/json.c %D%/json_write.c %D%/form.h %D%/form.c \
	%D%/url.h %D%/url.c %D%/url_resolve.c %D%/port.def %D%/override.h %D%/override.c \
	%D%/address.h %D%/address.c %D%/address.def %D%/sign.h %D%/sign.c \
	%D%/client.h %D%/client_impl.h %D%/client.c %D%/client_easy.c \
	%D%/client_watch.c %D%/client_result.c %D%/failure.def \
	%D%/escape.h %D%/escape.c %D%/auth.h %D%/auth.c \
	%D%/tries.h %D%/tries.c %D%/forwarded.h %D%/forwarded.c

http_test_libs = libhttp.a libnet.a libtext.a libbase.a $(LLHTTP_LIBS) \
	$(YYJSON_LIBS) $(CURL_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS) \
	$(CMOCKA_LIBS)

# Asked by tests/web/differ.
noinst_PROGRAMS += tests/web/echo
tests_web_echo_LDADD = libhttp.a libnet.a libtext.a libbase.a $(LLHTTP_LIBS) \
	$(YYJSON_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS)

check_PROGRAMS += tests/http/test_url tests/http/test_address \
	tests/http/test_sign tests/http/test_client tests/http/test_foul
check_PROGRAMS += tests/http/test_rules tests/http/test_server \
	tests/http/test_body tests/http/test_pace tests/http/test_answer \
	tests/http/test_form tests/http/test_auth tests/http/test_json \
	tests/http/test_tries tests/http/test_forwarded
tests_http_test_forwarded_LDADD = $(http_test_libs)
tests_http_test_rules_SOURCES = tests/http/test_rules.c \
	tests/http/peer.h tests/http/site.h
tests_http_test_rules_LDADD = $(http_test_libs)
tests_http_test_server_SOURCES = tests/http/test_server.c \
	tests/http/peer.h tests/http/site.h
tests_http_test_server_LDADD = $(http_test_libs)
tests_http_test_body_SOURCES = tests/http/test_body.c \
	tests/http/peer.h tests/http/site.h
tests_http_test_body_LDADD = $(http_test_libs)
tests_http_test_pace_SOURCES = tests/http/test_pace.c \
	tests/http/peer.h tests/http/site.h
tests_http_test_pace_LDADD = $(http_test_libs)
tests_http_test_answer_LDADD = $(http_test_libs)
tests_http_test_form_LDADD = $(http_test_libs)
tests_http_test_auth_LDADD = $(http_test_libs)
tests_http_test_json_LDADD = $(http_test_libs)
tests_http_test_tries_LDADD = $(http_test_libs)
tests_http_test_url_LDADD = $(http_test_libs)
tests_http_test_address_LDADD = $(http_test_libs)
tests_http_test_sign_LDADD = $(http_test_libs)
tests_http_test_client_SOURCES = tests/http/test_client.c tests/http/sink.h tests/http/calls.h
tests_http_test_client_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_http_test_client_LDADD = $(http_test_libs)
tests_http_test_foul_SOURCES = tests/http/test_foul.c tests/http/sink.h tests/http/calls.h
tests_http_test_foul_LDADD = $(http_test_libs)
