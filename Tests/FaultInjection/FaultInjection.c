#define _GNU_SOURCE
#include "include/FaultInjection.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct record {
  _Atomic uint64_t calls, faults;
  char place[4080];
};

enum { change = 1, look = 2 };
enum fault { none, fails, is_short, kill_before, kill_within, kill_after };

static struct record own, *record = &own;
static const char *below;
static int watched = change, error_number;
static enum fault kind = none;
static uint64_t at;
static int from_then_on, is_clock_set, is_backwards;
static _Atomic int64_t clock_shift;

__attribute__((constructor)) static void begin(void) {
  const char *text = getenv("GLASSINE_FAULT_RECORD");
  if (text) {
    int file = (int)syscall(SYS_openat, AT_FDCWD, text, O_RDWR | O_CLOEXEC);
    void *map = file < 0 ? MAP_FAILED : mmap(0, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (map == MAP_FAILED) abort();
    record = map;
    close(file);
  }
  if ((text = getenv("GLASSINE_FAULT_CALLS"))) watched = !strcmp(text, "read") ? look : !strcmp(text, "all") ? change | look : change;
  if ((text = getenv("GLASSINE_FAULT_AT"))) at = strtoull(text, 0, 10);
  from_then_on = getenv("GLASSINE_FAULT_ON") != 0;
  if ((text = getenv("GLASSINE_FAULT_KIND"))) {
    static const struct { const char *name; enum fault kind; int number; } kinds[] = {
      {"EIO", fails, EIO}, {"ENOSPC", fails, ENOSPC}, {"EROFS", fails, EROFS}, {"EINTR", fails, EINTR}, {"short", is_short, 0},
      {"kill-before", kill_before, 0}, {"kill-within", kill_within, 0}, {"kill-after", kill_after, 0},
    };
    for (unsigned index = 0; index < sizeof kinds / sizeof *kinds; index += 1)
      if (!strcmp(text, kinds[index].name)) kind = kinds[index].kind, error_number = kinds[index].number;
  }
  if ((text = getenv("GLASSINE_FAULT_CLOCK"))) {
    struct timespec now;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
    clock_shift = strtoll(text, 0, 10) - now.tv_sec;
    is_clock_set = 1;
  }
  is_backwards = getenv("GLASSINE_FAULT_BACK") != 0;
  below = getenv("GLASSINE_FAULT_BELOW");
}

static int is_below(const char *path) {
  size_t length = strlen(below);
  return !strncmp(path, below, length) && (path[length] == '/' || path[length] == 0);
}

/// Where a descriptor leads; empty where that cannot be told.
static void descriptor_path(int descriptor, char *path, size_t capacity) {
  char name[64];
  snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
  long count = syscall(SYS_readlink, name, path, capacity - 1);
  path[count < 0 ? 0 : count] = 0;
}

static void full_path(int folder, const char *name, char *path, size_t capacity) {
  if (name[0] == '/') {
    int descriptor;
    if (sscanf(name, "/proc/self/fd/%d", &descriptor) == 1) descriptor_path(descriptor, path, capacity);
    else snprintf(path, capacity, "%s", name);
    return;
  }
  if (folder == AT_FDCWD) {
    if (syscall(SYS_getcwd, path, capacity) < 0) path[0] = 0;
  } else {
    descriptor_path(folder, path, capacity);
  }
  size_t length = strlen(path);
  snprintf(path + length, capacity - length, "/%s", name);
}

/// Counts a call, and says what is to happen to it.
static enum fault step(int group, const char *call, const char *path) {
  if (!below || !(group & watched) || !is_below(path)) return none;
  uint64_t number = atomic_fetch_add(&record->calls, 1) + 1;
  if (!at || number < at || (number > at && !from_then_on)) return none;
  if (atomic_fetch_add(&record->faults, 1) == 0) snprintf(record->place, sizeof record->place, "%s %s", call, path);
  if (kind == kill_before) raise(SIGKILL);
  if (kind == fails) errno = error_number;
  return kind;
}

static enum fault step_file(int group, const char *call, int descriptor) {
  if (!below || !(group & watched)) return none;
  char path[4096];
  descriptor_path(descriptor, path, sizeof path);
  return step(group, call, path);
}

static enum fault step_name(int group, const char *call, int folder, const char *name) {
  if (!below || !(group & watched) || !name) return none;
  char path[8192];
  full_path(folder, name, path, sizeof path);
  return step(group, call, path);
}

/// After the call was made: the kinds that end the process then.
static void after(enum fault fault) {
  if (fault == kill_after || fault == kill_within) raise(SIGKILL);
}

static size_t amount(enum fault fault, size_t count) {
  return (fault == is_short || fault == kill_within) && count > 1 ? count / 2 : count;
}

#define real(name) static __typeof__(&name) next; if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)
#define finish(type, call) do { type result = (call); int number = errno; after(fault); errno = number; return result; } while (0)

ssize_t write(int file, const void *bytes, size_t count) {
  real(write);
  enum fault fault = step_file(change, "write", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count)));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  real(pwrite);
  enum fault fault = step_file(change, "pwrite", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count), offset));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  real(pwrite64);
  enum fault fault = step_file(change, "pwrite64", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count), offset));
}

ssize_t read(int file, void *bytes, size_t count) {
  real(read);
  enum fault fault = step_file(look, "read", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count)));
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  real(pread);
  enum fault fault = step_file(look, "pread", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count), offset));
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  real(pread64);
  enum fault fault = step_file(look, "pread64", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(file, bytes, amount(fault, count), offset));
}

#define on_descriptor(group, name, parameters, arguments) \
  int name parameters { \
    real(name); \
    enum fault fault = step_file(group, #name, file); \
    if (fault == fails) return -1; \
    finish(int, next arguments); \
  }

on_descriptor(change, fsync, (int file), (file))
on_descriptor(change, fdatasync, (int file), (file))
on_descriptor(change, syncfs, (int file), (file))
on_descriptor(change, ftruncate, (int file, off_t length), (file, length))
on_descriptor(change, ftruncate64, (int file, off64_t length), (file, length))
on_descriptor(change, fallocate, (int file, int mode, off_t from, off_t length), (file, mode, from, length))
on_descriptor(change, fchmod, (int file, mode_t mode), (file, mode))
on_descriptor(change, futimens, (int file, const struct timespec times[2]), (file, times))
on_descriptor(look, fstat, (int file, struct stat *status), (file, status))
on_descriptor(look, fstat64, (int file, struct stat64 *status), (file, status))

ssize_t copy_file_range(int from, off64_t *from_offset, int file, off64_t *offset, size_t count, unsigned flags) {
  real(copy_file_range);
  enum fault fault = step_file(change, "copy_file_range", file);
  if (fault == fails) return -1;
  finish(ssize_t, next(from, from_offset, file, offset, amount(fault, count), flags));
}

#define on_name(group, name, parameters, folder, path, arguments) \
  int name parameters { \
    real(name); \
    enum fault fault = step_name(group, #name, folder, path); \
    if (fault == fails) return -1; \
    finish(int, next arguments); \
  }

on_name(change, mkdir, (const char *name, mode_t mode), AT_FDCWD, name, (name, mode))
on_name(change, mkdirat, (int folder, const char *name, mode_t mode), folder, name, (folder, name, mode))
on_name(change, rmdir, (const char *name), AT_FDCWD, name, (name))
on_name(change, unlink, (const char *name), AT_FDCWD, name, (name))
on_name(change, unlinkat, (int folder, const char *name, int flags), folder, name, (folder, name, flags))
on_name(change, symlinkat, (const char *target, int folder, const char *name), folder, name, (target, folder, name))
on_name(change, link, (const char *old, const char *name), AT_FDCWD, name, (old, name))
on_name(change, linkat, (int from, const char *old, int folder, const char *name, int flags), folder, name, (from, old, folder, name, flags))
on_name(change, rename, (const char *old, const char *name), AT_FDCWD, name, (old, name))
on_name(change, renameat, (int from, const char *old, int folder, const char *name), folder, name, (from, old, folder, name))
on_name(
  change, renameat2, (int from, const char *old, int folder, const char *name, unsigned flags), folder, name, (from, old, folder, name, flags))
on_name(change, fchmodat, (int folder, const char *name, mode_t mode, int flags), folder, name, (folder, name, mode, flags))
on_name(
  change, utimensat, (int folder, const char *name, const struct timespec times[2], int flags), folder, name, (folder, name, times, flags))
on_name(look, stat, (const char *name, struct stat *status), AT_FDCWD, name, (name, status))
on_name(look, lstat, (const char *name, struct stat *status), AT_FDCWD, name, (name, status))
on_name(look, stat64, (const char *name, struct stat64 *status), AT_FDCWD, name, (name, status))
on_name(look, fstatat, (int folder, const char *name, struct stat *status, int flags), folder, name, (folder, name, status, flags))
on_name(look, fstatat64, (int folder, const char *name, struct stat64 *status, int flags), folder, name, (folder, name, status, flags))

#define opening(name, parameters, folder, path, arguments) \
  int name parameters { \
    real(name); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | __O_TMPFILE)) { \
      va_list list; \
      va_start(list, flags); \
      mode = va_arg(list, mode_t); \
      va_end(list); \
    } \
    enum fault fault = step_name(flags & (O_CREAT | O_TRUNC) ? change : look, #name, folder, path); \
    if (fault == fails) return -1; \
    finish(int, next arguments); \
  }

opening(open, (const char *name, int flags, ...), AT_FDCWD, name, (name, flags, mode))
opening(open64, (const char *name, int flags, ...), AT_FDCWD, name, (name, flags, mode))
opening(openat, (int place, const char *name, int flags, ...), place, name, (place, name, flags, mode))
opening(openat64, (int place, const char *name, int flags, ...), place, name, (place, name, flags, mode))

struct dirent *readdir(DIR *folder) {
  real(readdir);
  enum fault fault = step_file(look, "readdir", dirfd(folder));
  if (fault == fails) return 0;
  finish(struct dirent *, next(folder));
}

/// The real-time clock, moved.
static int64_t shift(void) { return is_backwards ? atomic_fetch_sub(&clock_shift, 3600) : clock_shift; }

int clock_gettime(clockid_t clock, struct timespec *now) {
  int result = (int)syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (is_clock_set || is_backwards) && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += shift();
  return result;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}

int gettimeofday(struct timeval *restrict place, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  place->tv_sec = now.tv_sec;
  place->tv_usec = now.tv_nsec / 1000;
  return 0;
}
