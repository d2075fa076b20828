noinst_LIBRARIES += libctl.a
libctl_a_SOURCES = %D%/ctl.h %D%/ctl.c %D%/command.def %D%/call.h %D%/call.c \
	%D%/map.h %D%/map.c %D%/receipt_input.h %D%/receipt_input.c \
	%D%/explain_ids.c %D%/explain_text.c %D%/explain_pdu.c %D%/explain_receipt.c \
	%D%/explain_error.c %D%/explain_route.c \
	%D%/daemon.h %D%/daemon.c %D%/show.h %D%/show.c %D%/ask.c %D%/ask_smsc.c \
	%D%/ask_explain.c %D%/ask_truth.c %D%/ask_account.c \
	%D%/ask_campaign.c %D%/ask_optout.c %D%/ask_webhook.c %D%/ask_number.c \
	%D%/numbers_file.h %D%/numbers_file.c \
	%D%/verify.c

ctl_needs = libctl.a libcontrol.a libapi.a libhttp.a libledger.a libstore.a libroute.a libconf.a libmodel.a \
	libtext.a libsmpp.a libbase.a $(YYJSON_LIBS) $(LMDB_LIBS) \
	$(CONFUSE_LIBS)

bin_PROGRAMS += esmectl
esmectl_SOURCES = %D%/main.c
esmectl_LDADD = $(ctl_needs)

check_PROGRAMS += tests/ctl/test_explain tests/ctl/test_explain_route \
	tests/ctl/test_explain_receipt \
	tests/ctl/test_daemon tests/ctl/test_numbers_file \
	tests/ctl/test_pages tests/ctl/test_campaign
tests_ctl_test_explain_route_SOURCES = tests/ctl/test_explain_route.c \
	tests/ctl/run.h
tests_ctl_test_explain_route_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_explain_receipt_SOURCES = \
	tests/ctl/test_explain_receipt.c tests/ctl/run.h
tests_ctl_test_explain_receipt_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_explain_SOURCES = tests/ctl/test_explain.c tests/ctl/run.h
tests_ctl_test_explain_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_daemon_SOURCES = tests/ctl/test_daemon.c tests/ctl/played.h
tests_ctl_test_daemon_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_numbers_file_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_pages_SOURCES = tests/ctl/test_pages.c tests/ctl/run.h
tests_ctl_test_pages_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
tests_ctl_test_campaign_SOURCES = tests/ctl/test_campaign.c \
	tests/ctl/played.h
tests_ctl_test_campaign_LDADD = $(ctl_needs) $(CMOCKA_LIBS)
