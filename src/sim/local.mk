noinst_LIBRARIES += libsim.a
libsim_a_SOURCES = %D%/sim.h %D%/inside.h %D%/sim.c %D%/peer.c %D%/answer.c %D%/query.c \
	%D%/outbox.c %D%/advance.c %D%/total.def \
	%D%/rule.h %D%/rule.c %D%/rule.def %D%/value.h %D%/value.c \
	%D%/ids.h %D%/ids.c %D%/tally.h %D%/tally.c \
	%D%/report.h %D%/report.c %D%/pdulog.h %D%/pdulog.c \
	%D%/port.h %D%/port.c %D%/command.h %D%/command.def \
	%D%/command.c %D%/command_tell.c %D%/command_do.c \
	%D%/command_wire.c %D%/wire.h %D%/wire.c %D%/bend.h %D%/bend.c \
	%D%/abrupt.h %D%/abrupt.c %D%/limit.h %D%/limit.c \
	%D%/options.h %D%/options.c %D%/option.def

sim_needs = libsim.a libsession.a libhttp.a libnet.a libconf.a libmodel.a \
	libtext.a libsmpp.a libbase.a $(YYJSON_LIBS) $(LIBEVENT_LIBS) \
	$(CONFUSE_LIBS) $(OPENSSL_LIBS)

bin_PROGRAMS += smscsim
smscsim_SOURCES = %D%/main.c
smscsim_LDADD = $(sim_needs)

check_PROGRAMS += tests/sim/test_rule tests/sim/test_sim \
	tests/sim/test_command tests/sim/test_bend tests/sim/test_limit \
	tests/sim/test_fault
tests_sim_test_rule_LDADD = $(sim_needs) $(CMOCKA_LIBS)
tests_sim_test_sim_SOURCES = tests/sim/test_sim.c tests/sim/world.h \
	tests/sim/say.h
tests_sim_test_sim_LDADD = $(sim_needs) $(CMOCKA_LIBS)
tests_sim_test_command_SOURCES = tests/sim/test_command.c tests/sim/world.h \
	tests/sim/say.h
tests_sim_test_command_LDADD = $(sim_needs) $(CMOCKA_LIBS)
tests_sim_test_bend_LDADD = $(sim_needs) $(CMOCKA_LIBS)
tests_sim_test_limit_LDADD = $(sim_needs) $(CMOCKA_LIBS)
tests_sim_test_fault_LDADD = $(sim_needs) $(CMOCKA_LIBS)
