noinst_LIBRARIES += libstore.a
libstore_a_SOURCES = %D%/store.h %D%/table.def %D%/store.c %D%/inside.h \
	%D%/txn.c %D%/lock.c %D%/file.c %D%/record.h %D%/record.c \
	%D%/journal.h %D%/journal.c %D%/watch.h %D%/watch.c %D%/backup.c \
	%D%/guard.c

check_PROGRAMS += tests/store/test_store tests/store/test_txn \
	tests/store/test_record tests/store/test_journal \
	tests/store/test_watch
store_test_libs = libstore.a libbase.a $(LMDB_LIBS) $(CMOCKA_LIBS)
tests_store_test_store_SOURCES = tests/store/test_store.c tests/store/place.h
tests_store_test_store_LDADD = $(store_test_libs)
tests_store_test_txn_SOURCES = tests/store/test_txn.c tests/store/place.h
tests_store_test_txn_LDADD = $(store_test_libs)
tests_store_test_record_SOURCES = tests/store/test_record.c tests/store/place.h
tests_store_test_record_LDADD = $(store_test_libs)
tests_store_test_journal_SOURCES = tests/store/test_journal.c \
	tests/store/place.h
tests_store_test_journal_LDADD = $(store_test_libs)
tests_store_test_watch_SOURCES = tests/store/test_watch.c tests/store/place.h
tests_store_test_watch_LDADD = $(store_test_libs)
