noinst_LIBRARIES += libsmpp.a
libsmpp_a_SOURCES = %D%/table.c %D%/table.h %D%/pdu.def %D%/read.c \
	%D%/write.c %D%/dump.c %D%/tlv.c %D%/tlv.def %D%/status.c \
	%D%/status.def %D%/frame.c %D%/date.c %D%/list.c

check_PROGRAMS += tests/smpp/test_date tests/smpp/test_dump \
	tests/smpp/test_frame tests/smpp/test_list tests/smpp/test_read \
	tests/smpp/test_samples tests/smpp/test_table tests/smpp/test_write
tests_smpp_test_date_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_dump_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_frame_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_list_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_read_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_samples_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_table_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)
tests_smpp_test_write_LDADD = libsmpp.a libbase.a $(CMOCKA_LIBS)

# Not by folder: programs are built there.
EXTRA_DIST += tests/golden/run tests/golden/node.js tests/golden/perl.pl \
	tests/golden/smpp34.c
noinst_PROGRAMS += tests/golden/recode
tests_golden_recode_LDADD = libsmpp.a libbase.a
