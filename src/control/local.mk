noinst_LIBRARIES += libcontrol.a
libcontrol_a_SOURCES = %D%/control.h %D%/control.c %D%/commands.def \
	%D%/command.h %D%/command.c %D%/smsc_json.h %D%/smsc_json.c \
	%D%/cmd_backup.c %D%/cmd_help.c %D%/cmd_message_list.c %D%/cmd_message_show.c \
	%D%/cmd_smsc_list.c %D%/cmd_status.c

check_PROGRAMS += tests/control/test_control
tests_control_test_control_SOURCES = tests/control/test_control.c \
	tests/control/parts.h tests/control/rig.h \
	tests/control/centre.h tests/control/client.h
tests_control_test_control_LDADD = libcontrol.a libapi.a libflow.a \
	libsession.a libhttp.a libnet.a libledger.a libstore.a libroute.a \
	libconf.a libmodel.a libtext.a libsmpp.a libbase.a \
	$(YYJSON_LIBS) $(LLHTTP_LIBS) $(LIBEVENT_LIBS) $(OPENSSL_LIBS) \
	$(LMDB_LIBS) $(CONFUSE_LIBS) $(CMOCKA_LIBS)
