/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD library: counts every call that would write below one folder (FAULT_DIR) and makes one of them fail.
 * The program under test drives it: fault_arm(0, ...) only counts, fault_count() says how many calls there were,
 * fault_arm(n, errno, 0 or 1) makes call n fail, once or with all after it; errno 0 kills the program instead.
 * A failing write first puts half of its bytes on the disk. How to use it: faults.py. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define FDS 4096
static char inside[FDS];
static long counted, wanted;
static int number, for_good, armed;

void fault_arm(long nth, int error, int sticky) {
    counted = 0;
    wanted = nth;
    number = error;
    for_good = sticky;
    armed = 1;
}
long fault_count(void) { return counted; }
void fault_end(void) { armed = 0; }

static int below(const char *path) {
    const char *folder = getenv("FAULT_DIR");
    size_t length = folder ? strlen(folder) : 0;
    return length && path && !strncmp(path, folder, length) && (!path[length] || path[length] == '/');
}
static int known(int fd) { return fd >= 0 && fd < FDS && inside[fd]; }

/* Whether this call, the next of those that count, is to fail. */
static int fails(void) {
    if (!armed) return 0;
    counted++;
    return wanted && (counted == wanted || (counted > wanted && for_good));
}
static int failed(void) {
    if (!number) kill(getpid(), SIGKILL);
    errno = number;
    return -1;
}
#define MAY_FAIL(tracked) \
    do { if ((tracked) && fails()) return failed(); } while (0)

static int opened(int at, const char *path, int flags, mode_t mode) {
    int tracked = below(path);
    MAY_FAIL(tracked && (flags & (O_CREAT | O_TRUNC) || (flags & O_ACCMODE) != O_RDONLY));
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd >= 0 && fd < FDS) inside[fd] = (char)tracked;
    return fd;
}
#define MODE_OF(last)                              \
    mode_t mode = 0;                               \
    if (flags & (O_CREAT | __O_TMPFILE)) {         \
        va_list rest;                              \
        va_start(rest, last);                      \
        mode = (mode_t)va_arg(rest, int);          \
        va_end(rest);                              \
    }
#define OPEN(NAME) int NAME(const char *path, int flags, ...) { MODE_OF(flags) return opened(AT_FDCWD, path, flags, mode); }
#define OPENAT(NAME) int NAME(int at, const char *path, int flags, ...) { MODE_OF(flags) return opened(at, path, flags, mode); }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int close(int fd) {
    if (fd >= 0 && fd < FDS) inside[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *data, size_t size) {
    if (known(fd) && fails()) {
        syscall(SYS_write, fd, data, size / 2);
        return failed();
    }
    return syscall(SYS_write, fd, data, size);
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    if (known(fd) && fails()) {
        syscall(SYS_pwrite64, fd, data, size / 2, at);
        return failed();
    }
    return syscall(SYS_pwrite64, fd, data, size, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return pwrite(fd, data, size, at); }

#define ON_FD(NAME, NUMBER) int NAME(int fd) { MAY_FAIL(known(fd)); return (int)syscall(NUMBER, fd); }
ON_FD(fsync, SYS_fsync)
ON_FD(fdatasync, SYS_fdatasync)
int ftruncate(int fd, off_t length) { MAY_FAIL(known(fd)); return (int)syscall(SYS_ftruncate, fd, length); }
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }
int fchmod(int fd, mode_t mode) { MAY_FAIL(known(fd)); return (int)syscall(SYS_fchmod, fd, mode); }

int unlinkat(int at, const char *path, int flags) { MAY_FAIL(below(path)); return (int)syscall(SYS_unlinkat, at, path, flags); }
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int mkdirat(int at, const char *path, mode_t mode) { MAY_FAIL(below(path)); return (int)syscall(SYS_mkdirat, at, path, mode); }
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int renameat2(int at, const char *from, int to, const char *path, unsigned flags) {
    MAY_FAIL(below(from) || below(path));
    return (int)syscall(SYS_renameat2, at, from, to, path, flags);
}
int renameat(int at, const char *from, int to, const char *path) { return renameat2(at, from, to, path, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int at, const char *from, int to, const char *path, int flags) {
    MAY_FAIL(below(path));
    return (int)syscall(SYS_linkat, at, from, to, path, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
