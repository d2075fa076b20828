noinst_LIBRARIES += libapi.a
libapi_a_SOURCES = %D%/api.c %D%/api.h %D%/inside.h %D%/endpoints.def \
	%D%/endpoint.c %D%/endpoint.h %D%/who.c %D%/wait.c %D%/wait.h \
	%D%/reply.c %D%/refusal.def %D%/content.c %D%/content.h \
	%D%/field.c %D%/field.h %D%/field.def \
	%D%/message_json.c %D%/message_json.h %D%/reason_json.c %D%/reason_json.h \
	%D%/trace.c %D%/smsc_json.c %D%/smsc_json.h \
	%D%/create.c %D%/native.c %D%/native_list.c %D%/lookup.c \
	%D%/explain.c %D%/text_json.c %D%/text_json.h \
	%D%/bulk.c %D%/health.c %D%/metrics.c %D%/metric.def \
	%D%/twilio.c %D%/twilio_list.c %D%/twilio_json.c

api_test_libs = libapi.a libflow.a libsession.a libhttp.a libnet.a \
	libledger.a libstore.a libroute.a libconf.a libmodel.a libtext.a \
	libsmpp.a libbase.a $(LLHTTP_LIBS) $(YYJSON_LIBS) $(CONFUSE_LIBS) \
	$(LMDB_LIBS) $(OPENSSL_LIBS) $(LIBEVENT_LIBS) $(CMOCKA_LIBS)

api_test_rig = tests/api/rig.h tests/api/world.h tests/api/client.h \
	tests/api/look.h tests/api/carrier.h

check_PROGRAMS += tests/api/test_endpoint tests/api/test_who \
	tests/api/test_native tests/api/test_twilio tests/api/test_bulk \
	tests/api/test_list tests/api/test_lookup tests/api/test_fields \
	tests/api/test_explain tests/api/test_trace
tests_api_test_endpoint_LDADD = $(api_test_libs)
tests_api_test_who_SOURCES = tests/api/test_who.c $(api_test_rig)
tests_api_test_who_LDADD = $(api_test_libs)
tests_api_test_native_SOURCES = tests/api/test_native.c $(api_test_rig)
tests_api_test_native_LDADD = $(api_test_libs)
tests_api_test_twilio_SOURCES = tests/api/test_twilio.c $(api_test_rig)
tests_api_test_twilio_LDADD = $(api_test_libs)
tests_api_test_bulk_SOURCES = tests/api/test_bulk.c $(api_test_rig)
tests_api_test_bulk_LDADD = $(api_test_libs)
tests_api_test_lookup_SOURCES = tests/api/test_lookup.c $(api_test_rig)
tests_api_test_lookup_LDADD = $(api_test_libs)
tests_api_test_list_SOURCES = tests/api/test_list.c $(api_test_rig)
tests_api_test_list_LDADD = $(api_test_libs)
tests_api_test_fields_SOURCES = tests/api/test_fields.c $(api_test_rig)
tests_api_test_fields_LDADD = $(api_test_libs)
tests_api_test_explain_SOURCES = tests/api/test_explain.c $(api_test_rig)
tests_api_test_explain_LDADD = $(api_test_libs)
tests_api_test_trace_SOURCES = tests/api/test_trace.c $(api_test_rig)
tests_api_test_trace_LDADD = $(api_test_libs)
