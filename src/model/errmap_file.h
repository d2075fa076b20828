/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * errmap_file - from the lines of a file to the rows of a map. Only
 * model/errmap.c and model/errmap_file.c need it.
 */
#ifndef MODEL_ERRMAP_FILE_H
#define MODEL_ERRMAP_FILE_H

#include "model/errmap.h"

/* A map of rows; takes both, from malloc, `text` being what rows point to. */
struct errmap *errmap_new(struct errmap_row *rows, size_t len, char *text);

#endif
