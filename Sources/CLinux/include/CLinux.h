#pragma once

// Linux calls that the C library hides behind _GNU_SOURCE, which Swift's import does not set.

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST where the new name is taken, EINVAL where the file system cannot do it.
int glassine_rename_new(int from_folder, const char *from, int to_folder, const char *to);

/// syncfs(2): waits until everything written to the file system of this descriptor is on the medium.
int glassine_sync_file_system(int descriptor);

/// From now on a crash (a wrong memory access, an abort) first writes `!` to the descriptor that the crashing thread has set, then goes on as
/// it would have.
void glassine_watch_for_crashes(void);

/// Sets the descriptor for this thread; -1 for none.
void glassine_set_crash_note(int descriptor);

/// utimensat(2) for the modification time alone, of the entry itself and not what a link points to.
int glassine_set_modified(int folder, const char *name, long long seconds, long long nanoseconds);
