noinst_LIBRARIES += libroute.a
libroute_a_SOURCES = %D%/set.h %D%/set.c %D%/set_name.c \
	%D%/lookup.h %D%/lookup_impl.h %D%/lookup.c %D%/lookup_read.c \
	%D%/line.h %D%/line.c %D%/index.h %D%/index.c \
	%D%/facts.h %D%/facts.c \
	%D%/rule.h %D%/rule.c %D%/rule_holds.c %D%/rule_tell.c \
	%D%/table.h %D%/table.c %D%/route.h %D%/route.c

route_test_libs = libroute.a libconf.a libmodel.a libtext.a libsmpp.a \
	libbase.a $(CONFUSE_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/route/test_set tests/route/test_lookup \
	tests/route/test_route tests/route/test_rule
tests_route_test_set_LDADD = $(route_test_libs)
tests_route_test_lookup_LDADD = $(route_test_libs)
tests_route_test_route_SOURCES = tests/route/test_route.c tests/route/world.h
tests_route_test_route_LDADD = $(route_test_libs)
tests_route_test_rule_SOURCES = tests/route/test_rule.c tests/route/world.h
tests_route_test_rule_LDADD = $(route_test_libs)
