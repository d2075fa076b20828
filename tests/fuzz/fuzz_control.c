/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All the bytes of a client of the control socket, after the cuts (wire.h).
 * Flow and ledger are real ones, in a folder that lives as long as the
 * process; control has its parts from the rig of its own tests.
 */
#include "rig.h"
#include "wire.h"

static struct wire wire;

static void end(void)
{
	void *none = NULL;

	rig_end(&none);
}

static void begin(void)
{
	void *none = NULL;

	log_set_level(LOG_ERROR);
	rig_begin(&none);
	alarm(0);
	wire.loop = rig.loop;
	atexit(end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_in in = { data, size };
	uint8_t cuts[WIRE_CUTS];

	if (wire.loop == NULL)
		begin();
	for (size_t i = 0; i < WIRE_CUTS; i++)
		cuts[i] = fuzz_byte(&in);
	control_adopt(rig.control, wire_open(&wire));
	wire_say_cut(&wire, in, cuts);
	rig_settle();
	wire_close(&wire);
	return 0;
}
