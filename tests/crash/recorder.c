/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD recorder: logs every write, truncate, sync and name change in one folder (RECORD_DIR) to
 * RECORD_LOG. Entry: op (1 byte), u32 name length, name, u64 offset, u32 data length, data; little-endian.
 * Ops: C create, W write, T truncate, S sync, D folder sync, U unlink, R rename (data: new name), L link. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 1024
static char *names[FDS]; /* "" for the folder itself */
static const char *folder;
static size_t folder_length;
static int log_fd = -2;

static void start(void) {
    if (log_fd != -2) return;
    folder = getenv("RECORD_DIR");
    const char *path = getenv("RECORD_LOG");
    log_fd = -1;
    if (!folder || !path) return;
    folder_length = strlen(folder);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

/* The name inside the folder; NULL for anything elsewhere or deeper. */
static const char *inside(const char *path) {
    start();
    if (log_fd < 0 || !path || strncmp(path, folder, folder_length)) return NULL;
    const char *rest = path + folder_length;
    if (*rest == 0) return rest;
    if (*rest != '/') return NULL;
    rest++;
    return strchr(rest, '/') ? NULL : rest;
}

static void note(char op, const char *name, uint64_t offset, const void *data, uint32_t length) {
    uint32_t name_length = (uint32_t)strlen(name);
    struct iovec parts[] = {{&op, 1}, {&name_length, 4}, {(void *)name, name_length},
                            {&offset, 8}, {&length, 4}, {(void *)data, length}};
    if (syscall(SYS_writev, log_fd, parts, 6) < 0) abort();
}

static const char *name_of(int fd) { return fd >= 0 && fd < FDS ? names[fd] : NULL; }

static int opened(int fd, const char *path, int flags, int existed) {
    const char *name = inside(path);
    if (fd < 0 || fd >= FDS) return fd;
    free(names[fd]);
    names[fd] = NULL;
    if (!name || fd == log_fd) return fd;
    names[fd] = strdup(name);
    if (*name && (flags & O_CREAT) && !existed) note('C', name, 0, "", 0);
    if (*name && (flags & O_TRUNC) && existed) note('T', name, 0, "", 0);
    return fd;
}

static int exists(const char *path) { return path && inside(path) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0; }

#define OPEN(NAME)                                                            \
    int NAME(const char *path, int flags, ...) {                              \
        va_list rest;                                                         \
        va_start(rest, flags);                                                \
        mode_t mode = (flags & O_CREAT) ? (mode_t)va_arg(rest, int) : 0;      \
        va_end(rest);                                                         \
        int existed = exists(path);                                           \
        return opened((int)syscall(SYS_openat, AT_FDCWD, path, flags, mode), path, flags, existed); \
    }
OPEN(open)
OPEN(open64)

int close(int fd) {
    if (name_of(fd)) {
        free(names[fd]);
        names[fd] = NULL;
    }
    return (int)syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *data, size_t length) {
    const char *name = name_of(fd);
    off_t at = name ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : 0;
    ssize_t done = syscall(SYS_write, fd, data, length);
    if (name && *name && done > 0) note('W', name, (uint64_t)at, data, (uint32_t)done);
    return done;
}

#define PWRITE(NAME)                                                                     \
    ssize_t NAME(int fd, const void *data, size_t length, off_t at) {                    \
        const char *name = name_of(fd);                                                  \
        ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);                      \
        if (name && *name && done > 0) note('W', name, (uint64_t)at, data, (uint32_t)done); \
        return done;                                                                     \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define TRUNCATE(NAME)                                            \
    int NAME(int fd, off_t length) {                              \
        const char *name = name_of(fd);                           \
        int done = (int)syscall(SYS_ftruncate, fd, length);       \
        if (name && *name && !done) note('T', name, (uint64_t)length, "", 0); \
        return done;                                              \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

static int synced(int fd, long number) {
    const char *name = name_of(fd);
    int done = (int)syscall(number, fd);
    if (name && !done) note(*name ? 'S' : 'D', name, 0, "", 0);
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int unlink(const char *path) {
    int done = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
    const char *name = inside(path);
    if (name && !done) note('U', name, 0, "", 0);
    return done;
}

static int two_names(char op, const char *from, const char *to, int done) {
    const char *name = inside(from), *other = inside(to);
    if (name && other && !done) note(op, name, 0, other, (uint32_t)strlen(other));
    return done;
}
int rename(const char *from, const char *to) {
    return two_names('R', from, to, (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}
int link(const char *from, const char *to) {
    return two_names('L', from, to, (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0));
}
int linkat(int one, const char *from, int two, const char *to, int flags) {
    return two_names('L', from, to, (int)syscall(SYS_linkat, one, from, two, to, flags));
}
