/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * status - command_status: what an answer says, and what that means for us.
 */
#ifndef ESMED_STATUS_H
#define ESMED_STATUS_H

#include <stdint.h>

#include <esmed/result.h>

/* SMPP 3.4, 5.1.3 and 5.0, 4.7.6. ESME_ is left out of the names. */
enum smpp_status {
	SMPP_ROK = 0x0000,
	SMPP_RINVMSGLEN = 0x0001,
	SMPP_RINVCMDLEN = 0x0002,
	SMPP_RINVCMDID = 0x0003,
	SMPP_RINVBNDSTS = 0x0004,
	SMPP_RALYBND = 0x0005,
	SMPP_RINVPRTFLG = 0x0006,
	SMPP_RINVREGDLVFLG = 0x0007,
	SMPP_RSYSERR = 0x0008,
	SMPP_RINVSRCADR = 0x000A,
	SMPP_RINVDSTADR = 0x000B,
	SMPP_RINVMSGID = 0x000C,
	SMPP_RBINDFAIL = 0x000D,
	SMPP_RINVPASWD = 0x000E,
	SMPP_RINVSYSID = 0x000F,
	SMPP_RCANCELFAIL = 0x0011,
	SMPP_RREPLACEFAIL = 0x0013,
	SMPP_RMSGQFUL = 0x0014,
	SMPP_RINVSERTYP = 0x0015,
	SMPP_RINVNUMDESTS = 0x0033,
	SMPP_RINVDLNAME = 0x0034,
	SMPP_RINVDESTFLAG = 0x0040,
	SMPP_RINVSUBREP = 0x0042,
	SMPP_RINVESMCLASS = 0x0043,
	SMPP_RCNTSUBDL = 0x0044,
	SMPP_RSUBMITFAIL = 0x0045,
	SMPP_RINVSRCTON = 0x0048,
	SMPP_RINVSRCNPI = 0x0049,
	SMPP_RINVDSTTON = 0x0050,
	SMPP_RINVDSTNPI = 0x0051,
	SMPP_RINVSYSTYP = 0x0053,
	SMPP_RINVREPFLAG = 0x0054,
	SMPP_RINVNUMMSGS = 0x0055,
	SMPP_RTHROTTLED = 0x0058,
	SMPP_RINVSCHED = 0x0061,
	SMPP_RINVEXPIRY = 0x0062,
	SMPP_RINVDFTMSGID = 0x0063,
	SMPP_RX_T_APPN = 0x0064,
	SMPP_RX_P_APPN = 0x0065,
	SMPP_RX_R_APPN = 0x0066,
	SMPP_RQUERYFAIL = 0x0067,
	SMPP_RINVOPTPARSTREAM = 0x00C0,
	SMPP_ROPTPARNOTALLWD = 0x00C1,
	SMPP_RINVPARLEN = 0x00C2,
	SMPP_RMISSINGOPTPARAM = 0x00C3,
	SMPP_RINVOPTPARAMVAL = 0x00C4,
	SMPP_RDELIVERYFAILURE = 0x00FE,
	SMPP_RUNKNOWNERR = 0x00FF,
	SMPP_RSERTYPUNAUTH = 0x0100,
	SMPP_RPROHIBITED = 0x0101,
	SMPP_RSERTYPUNAVAIL = 0x0102,
	SMPP_RSERTYPDENIED = 0x0103,
	SMPP_RINVDCS = 0x0104,
	SMPP_RINVSRCADDRSUBUNIT = 0x0105,
	SMPP_RINVDSTADDRSUBUNIT = 0x0106,
	SMPP_RINVBCASTFREQINT = 0x0107,
	SMPP_RINVBCASTALIAS_NAME = 0x0108,
	SMPP_RINVBCASTAREAFMT = 0x0109,
	SMPP_RINVNUMBCAST_AREAS = 0x010A,
	SMPP_RINVBCASTCNTTYPE = 0x010B,
	SMPP_RINVBCASTMSGCLASS = 0x010C,
	SMPP_RBCASTFAIL = 0x010D,
	SMPP_RBCASTQUERYFAIL = 0x010E,
	SMPP_RBCASTCANCELFAIL = 0x010F,
	SMPP_RINVBCAST_REP = 0x0110,
	SMPP_RINVBCASTSRVGRP = 0x0111,
	SMPP_RINVBCASTCHANIND = 0x0112,
};

/* What to do with a message whose submit_sm was answered so. */
enum smpp_class {
	SMPP_CLASS_OK,       /* it was taken */
	SMPP_CLASS_LATER,    /* try this message again, after a while */
	SMPP_CLASS_THROTTLE, /* slow the smsc down; the message is good */
	SMPP_CLASS_NEVER,    /* this message will not be taken */
	SMPP_CLASS_FAULT     /* the session is at fault; it was not taken */
};

/* The class of a status; NEVER for one that is not in the table. */
enum smpp_class smpp_status_class(uint32_t status);

/* "ok", "later", "throttle", "never", "fault". */
const char *smpp_class_name(enum smpp_class c);

/* "ESME_RTHROTTLED"; NULL for a status that is not in the table. */
const char *smpp_status_name(uint32_t status);

/* A short text for people; never NULL. */
const char *smpp_status_text(uint32_t status);

/* The number of a name, with or without "ESME_". RC_NOT_FOUND. */
ESMED_MUST_CHECK int smpp_status_parse(const char *name, uint32_t *status);

#endif
