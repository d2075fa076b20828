noinst_LIBRARIES += libroute.a
libroute_a_SOURCES = %D%/set.h %D%/set.c %D%/route.h %D%/route.c

check_PROGRAMS += tests/route/test_set tests/route/test_route
tests_route_test_set_LDADD = libroute.a libbase.a $(CMOCKA_LIBS)
tests_route_test_route_LDADD = libroute.a libbase.a $(CMOCKA_LIBS)
