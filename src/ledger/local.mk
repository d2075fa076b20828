noinst_LIBRARIES += libledger.a
libledger_a_SOURCES = %D%/ledger.c %D%/ledger.h %D%/types.h \
	%D%/message_id.c %D%/record.c %D%/record.h \
	%D%/entry.c %D%/entry.h %D%/entry.def %D%/apply.c %D%/apply.h \
	%D%/keymap.c %D%/keymap.h %D%/ids.c %D%/ids.h \
	%D%/active.c %D%/active.h %D%/names.c %D%/names.h \
	%D%/open.c %D%/open.h %D%/park.c %D%/park.h %D%/due.c %D%/due.h \
	%D%/queue.c %D%/queue.h %D%/batch.c %D%/batch.h \
	%D%/view.c %D%/view.h %D%/book.c %D%/book.h %D%/body.c %D%/body.h \
	%D%/facts.c %D%/claims.c %D%/receipts.c %D%/timers.c \
	%D%/recover.c %D%/commit.c %D%/read.c %D%/read.h \
	%D%/reader.c %D%/reader.h
