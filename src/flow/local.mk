noinst_LIBRARIES += libflow.a
libflow_a_SOURCES = %D%/flow.c %D%/flow.h %D%/inside.h %D%/fault.def \
	%D%/body.c %D%/body.h %D%/intake.c %D%/intake.h \
	%D%/dispatch.c %D%/inbound.c
