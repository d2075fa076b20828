/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ui_file - the files that pages link to: style, script, icon.
 */
#ifndef API_UI_FILE_H
#define API_UI_FILE_H

#define UI_VERSION_ROOM 17

/* What links to them end with: another one as soon as one of them changes, so
 * that browsers may keep them for ever. */
void ui_file_version(char to[UI_VERSION_ROOM]);

#endif
