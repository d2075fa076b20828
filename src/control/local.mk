noinst_LIBRARIES += libcontrol.a
libcontrol_a_SOURCES = %D%/control.h %D%/control.c %D%/commands.def \
	%D%/command.h %D%/command.c %D%/pdu_json.h %D%/pdu_json.c \
	%D%/trace.h %D%/trace.c \
	%D%/cmd_account.c %D%/cmd_backup.c %D%/cmd_campaign.c %D%/cmd_campaign_carriers.c %D%/cmd_errors_unmapped.c %D%/cmd_receipts_parked.c \
	%D%/cmd_number.c %D%/cmd_optout.c %D%/cmd_webhook.c \
	%D%/cmd_help.c %D%/cmd_message_list.c %D%/cmd_message_show.c %D%/cmd_message_wish.c \
	%D%/cmd_reload.c %D%/cmd_smsc.c %D%/cmd_smsc_list.c %D%/cmd_smsc_trace.c \
	%D%/cmd_status.c

control_needs = libcontrol.a libapi.a libcampaign.a libflow.a \
	libsession.a libhttp.a libnet.a libledger.a libstore.a libroute.a \
	libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(YYJSON_LIBS) $(LLHTTP_LIBS) $(CURL_LIBS) $(EXPAT_LIBS) \
	$(LIBEVENT_LIBS) $(OPENSSL_LIBS) \
	$(LMDB_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
control_rig = tests/control/parts.h tests/control/rig.h \
	tests/control/centre.h tests/control/client.h

check_PROGRAMS += tests/control/test_control tests/control/test_smsc_commands \
	tests/control/test_truth tests/control/test_account \
	tests/control/test_optout tests/control/test_webhook \
	tests/control/test_campaign
tests_control_test_control_SOURCES = tests/control/test_control.c \
	$(control_rig)
tests_control_test_control_LDADD = $(control_needs)
tests_control_test_smsc_commands_SOURCES = tests/control/test_smsc_commands.c \
	$(control_rig)
tests_control_test_smsc_commands_LDADD = $(control_needs)
tests_control_test_truth_SOURCES = tests/control/test_truth.c \
	$(control_rig)
tests_control_test_truth_LDADD = $(control_needs)
tests_control_test_account_SOURCES = tests/control/test_account.c \
	$(control_rig)
tests_control_test_account_LDADD = $(control_needs)
tests_control_test_optout_SOURCES = tests/control/test_optout.c \
	$(control_rig)
tests_control_test_optout_LDADD = $(control_needs)
tests_control_test_webhook_SOURCES = tests/control/test_webhook.c \
	$(control_rig)
tests_control_test_webhook_LDADD = $(control_needs)
tests_control_test_campaign_SOURCES = tests/control/test_campaign.c \
	$(control_rig)
tests_control_test_campaign_LDADD = $(control_needs)
