#define _GNU_SOURCE
#include "include/CLinux.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int glassine_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int glassine_sync_file_system(int descriptor) { return syncfs(descriptor); }

int glassine_set_modified(int folder, const char *name, long long seconds, long long nanoseconds) {
  struct timespec times[2] = {{0, UTIME_OMIT}, {(time_t)seconds, (long)nanoseconds}};
  return utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW);
}
