noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = %D%/base.h %D%/rc.def %D%/rc.c %D%/mem.h %D%/mem.c \
	%D%/buf.h %D%/buf.c %D%/cursor.h %D%/log.h %D%/log.c \
	%D%/clock.h %D%/clock.c %D%/date.h %D%/date.c %D%/random.h %D%/random.c \
	%D%/hash.h %D%/hash.c %D%/hex.h %D%/hex.c %D%/heap.h %D%/heap.c \
	%D%/zone.h %D%/zone.c %D%/zone_rule.h %D%/zone_rule.c

check_PROGRAMS += tests/base/test_date tests/base/test_zone
tests_base_test_date_LDADD = libbase.a $(CMOCKA_LIBS)
tests_base_test_zone_LDADD = libbase.a $(CMOCKA_LIBS)
