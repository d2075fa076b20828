noinst_LIBRARIES += libhttp.a
libhttp_a_SOURCES = %D%/server.h %D%/server.c %D%/conn.h %D%/conn.c \
	%D%/respond.c %D%/pace.c %D%/answer.h %D%/answer.c \
	%D%/status.def %D%/type.def %D%/header.def \
	%D%/gate.h %D%/gate.c %D%/head.h %D%/head.c %D%/parse.h %D%/parse.c \
	%D%/json.h %D%/json.c %D%/json_write.c %D%/form.h %D%/form.c \
	%D%/escape.h %D%/escape.c %D%/auth.h %D%/auth.c

http_test_libs = libhttp.a libnet.a libtext.a libbase.a $(LLHTTP_LIBS) \
	$(YYJSON_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/http/test_rules tests/http/test_server \
	tests/http/test_body tests/http/test_pace tests/http/test_answer \
	tests/http/test_form tests/http/test_auth tests/http/test_json
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
