#define _GNU_SOURCE
#include "include/CLinux.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int glassine_rename_new(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, RENAME_NOREPLACE);
}

int glassine_sync_file_system(int descriptor) { return syncfs(descriptor); }

static _Thread_local int crash_note = -1;

static void note_crash(int number) {
  // Only calls that are safe in a signal handler; the handler was reset on entry, so raising again ends the process.
  if (crash_note >= 0) (void)!write(crash_note, "!", 1);
  raise(number);
}

void glassine_watch_for_crashes(void) {
  const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP};
  struct sigaction action = {0};
  action.sa_handler = note_crash;
  action.sa_flags = SA_RESETHAND | SA_NODEFER;
  for (unsigned index = 0; index < sizeof numbers / sizeof *numbers; index += 1) sigaction(numbers[index], &action, 0);
}

void glassine_set_crash_note(int descriptor) { crash_note = descriptor; }

int glassine_set_modified(int folder, const char *name, long long seconds, long long nanoseconds) {
  struct timespec times[2] = {{0, UTIME_OMIT}, {(time_t)seconds, (long)nanoseconds}};
  return utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW);
}
