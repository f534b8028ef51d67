/* SPDX-License-Identifier: Apache-2.0
 * LD_PRELOAD recorder: logs what a program does to one folder (RECORD_DIR) and below it, to RECORD_LOG.
 * Entry: op (1 byte), u32 name length, name, u64 offset, u32 data length, data; little-endian.
 * Ops: C create, M make folder, W write, T set length, S sync file, D sync folder, A sync everything,
 *      U remove, R rename (data: new name), L link (data: new name), X something it cannot follow (data: what).
 * What each means for a disk is in disk.py; how to use it in docs/crash-tool.md. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
static char *names[FDS]; /* as opened, inside the folder; "" for the folder itself */
static char synced_writes[FDS];
static char folder[PATH_MAX];
static size_t folder_length;
static int log_fd = -2;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static char *path_of_fd(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    return path;
}

/* The part of an absolute path below the folder; NULL for anything elsewhere. */
static const char *below(const char *path) {
    if (strncmp(path, folder, folder_length)) return NULL;
    if (!path[folder_length]) return path + folder_length;
    return path[folder_length] == '/' ? path + folder_length + 1 : NULL;
}

static void start(void) {
    if (log_fd != -2) return;
    const char *place = getenv("RECORD_DIR"), *path = getenv("RECORD_LOG");
    log_fd = -1;
    if (!place || !path || !realpath(place, folder)) return;
    folder_length = strlen(folder);
    log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    char open_already[PATH_MAX]; /* a program started by the recorded one brings its files with it */
    for (int fd = 0; fd < FDS; fd++)
        if (fd != log_fd && path_of_fd(fd, open_already) && below(open_already)) names[fd] = strdup(below(open_already));
}

/* The name inside the folder of a path as a program gives it, in `room`; NULL for anything elsewhere.
 * Links in the folders of the path are followed, the last part is taken as it is. */
static const char *inside(int at, const char *path, char room[PATH_MAX]) {
    start();
    if (log_fd < 0 || !path || !*path) return NULL;
    char whole[2 * PATH_MAX], base[PATH_MAX], real[PATH_MAX];
    if (*path == '/') base[0] = 0;
    else if (at == AT_FDCWD ? !getcwd(base, sizeof base) : !path_of_fd(at, base)) return NULL;
    if (snprintf(whole, sizeof whole, "%s/%s", base, path) >= (int)sizeof whole) return NULL;
    for (size_t end = strlen(whole); end > 1 && whole[end - 1] == '/';) whole[--end] = 0;
    if (realpath(whole, real) && !strcmp(real, folder)) return strcpy(room, "");
    char *last = strrchr(whole, '/');
    *last++ = 0;
    if (!realpath(*whole ? whole : "/", real)) return NULL;
    const char *rest = below(real);
    if (!rest) return NULL;
    int length = snprintf(room, PATH_MAX, "%s%s%s", rest, *rest ? "/" : "", last);
    return length < PATH_MAX ? room : NULL;
}

static void note(char op, const char *name, uint64_t offset, const void *data, size_t size) {
    uint32_t name_length = (uint32_t)strlen(name), length = (uint32_t)size;
    struct iovec parts[] = {{&op, 1}, {&name_length, 4}, {(void *)name, name_length},
                            {&offset, 8}, {&length, 4}, {(void *)data, length}};
    pthread_mutex_lock(&turn);
    ssize_t done = syscall(SYS_writev, log_fd, parts, 6);
    pthread_mutex_unlock(&turn);
    if (done != (ssize_t)(17 + name_length + length)) abort(); /* half a log would be worse than none */
}

static void cannot_follow(const char *name, const char *what) { note('X', name, 0, what, strlen(what)); }

/* The name an open file has now: it may have been renamed since. NULL when it is elsewhere or removed. */
static const char *name_of(int fd) {
    static __thread char path[PATH_MAX];
    start();
    if (fd < 0 || fd >= FDS || !names[fd]) return NULL;
    struct stat now;
    if (!path_of_fd(fd, path) || fstat(fd, &now) || !now.st_nlink) return NULL;
    return below(path);
}

static void forget(int fd) {
    if (fd < 0 || fd >= FDS) return;
    free(names[fd]);
    names[fd] = NULL;
    synced_writes[fd] = 0;
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    char room[PATH_MAX];
    const char *name = inside(at, path, room);
    int existed = name && syscall(SYS_faccessat, at, path, F_OK) == 0;
    int fd = (int)syscall(SYS_openat, at, path, flags, mode);
    if (fd < 0) return fd;
    forget(fd);
    if (!name || fd == log_fd) return fd;
    if (fd >= FDS) {
        cannot_follow(name, "more than 4096 open files");
        return fd;
    }
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        cannot_follow(name, "O_TMPFILE");
        return fd;
    }
    names[fd] = strdup(name);
    synced_writes[fd] = (flags & (O_SYNC | O_DSYNC)) != 0;
    if (*name && (flags & O_CREAT) && !existed) note('C', name, 0, "", 0);
    if (*name && (flags & O_TRUNC) && existed) note('T', name, 0, "", 0);
    return fd;
}

#define MODE_OF(flags, last)                                              \
    mode_t mode = 0;                                                      \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {                              \
        va_list rest;                                                     \
        va_start(rest, last);                                             \
        mode = (mode_t)va_arg(rest, int);                                 \
        va_end(rest);                                                     \
    }
#define OPEN(NAME) int NAME(const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
#define OPENAT(NAME) int NAME(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(at, path, flags, mode); }
OPEN(open)
OPEN(open64)
OPENAT(openat)
OPENAT(openat64)
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    if (fd == log_fd && fd >= 0) { /* a program that closes every number it knows */
        errno = EBADF;
        return -1;
    }
    forget(fd);
    return (int)syscall(SYS_close, fd);
}

static int copied(int from, int to) {
    if (to < 0 || to == from) return to;
    const char *name = name_of(from);
    forget(to);
    if (name && to < FDS) names[to] = strdup(name), synced_writes[to] = synced_writes[from];
    return to;
}
int dup(int fd) { return copied(fd, (int)syscall(SYS_dup, fd)); }
int dup3(int fd, int to, int flags) { return copied(fd, (int)syscall(SYS_dup3, fd, to, flags)); }
int dup2(int fd, int to) { return fd == to ? to : dup3(fd, to, 0); }

#define FCNTL(NAME)                                                                     \
    int NAME(int fd, int command, ...) {                                                \
        va_list rest;                                                                   \
        va_start(rest, command);                                                        \
        void *value = va_arg(rest, void *);                                             \
        va_end(rest);                                                                   \
        int done = (int)syscall(SYS_fcntl, fd, command, value);                         \
        return command == F_DUPFD || command == F_DUPFD_CLOEXEC ? copied(fd, done) : done; \
    }
FCNTL(fcntl)
FCNTL(fcntl64)

static ssize_t wrote(int fd, ssize_t done, off_t at, const void *data) {
    const char *name = name_of(fd);
    if (!name || !*name || done <= 0) return done;
    if (at < 0) at = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) - done;
    note('W', name, (uint64_t)at, data, (size_t)done);
    if (synced_writes[fd]) note('S', name, 0, "", 0);
    return done;
}
ssize_t write(int fd, const void *data, size_t size) { return wrote(fd, syscall(SYS_write, fd, data, size), -1, data); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    return wrote(fd, syscall(SYS_pwrite64, fd, data, size, at), at, data);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return pwrite(fd, data, size, at); }

/* One part at a time: a short write then ends the call, as it may. */
static ssize_t wrote_parts(int fd, const struct iovec *parts, int count, off_t at) {
    ssize_t all = 0;
    for (int n = 0; n < count; n++) {
        ssize_t done = at < 0 ? write(fd, parts[n].iov_base, parts[n].iov_len)
                              : pwrite(fd, parts[n].iov_base, parts[n].iov_len, at + all);
        if (done < 0) return all ? all : done;
        all += done;
        if ((size_t)done < parts[n].iov_len) break;
    }
    return all;
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
    return name_of(fd) ? wrote_parts(fd, parts, count, -1) : syscall(SYS_writev, fd, parts, count);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    return wrote_parts(fd, parts, count, at);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) { return wrote_parts(fd, parts, count, at); }
ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t at, int flags) {
    if (flags && name_of(fd)) return errno = EOPNOTSUPP, -1;
    return flags ? syscall(SYS_pwritev2, fd, parts, count, at, 0, flags) : wrote_parts(fd, parts, count, at);
}
ssize_t pwritev64v2(int fd, const struct iovec *parts, int count, off_t at, int flags) {
    return pwritev2(fd, parts, count, at, flags);
}

/* Copies inside the kernel are refused as old kernels refuse them: the program then writes by itself. */
#define REFUSED(fd, NUMBER, ...) return name_of(fd) ? (errno = EINVAL, -1) : syscall(NUMBER, __VA_ARGS__)
ssize_t sendfile(int to, int from, off_t *at, size_t size) { REFUSED(to, SYS_sendfile, to, from, at, size); }
ssize_t sendfile64(int to, int from, off_t *at, size_t size) { REFUSED(to, SYS_sendfile, to, from, at, size); }
ssize_t copy_file_range(int from, off_t *one, int to, off_t *two, size_t size, unsigned flags) {
    REFUSED(to, SYS_copy_file_range, from, one, to, two, size, flags);
}

static int new_length(const char *name, int done, off_t length) {
    if (name && *name && !done) note('T', name, (uint64_t)length, "", 0);
    return done;
}
int ftruncate(int fd, off_t length) { return new_length(name_of(fd), (int)syscall(SYS_ftruncate, fd, length), length); }
int ftruncate64(int fd, off_t length) { return ftruncate(fd, length); }
int truncate(const char *path, off_t length) {
    char room[PATH_MAX];
    return new_length(inside(AT_FDCWD, path, room), (int)syscall(SYS_truncate, path, length), length);
}
int truncate64(const char *path, off_t length) { return truncate(path, length); }
int fallocate(int fd, int mode, off_t at, off_t size) {
    const char *name = name_of(fd);
    if (name && *name) cannot_follow(name, "fallocate");
    return (int)syscall(SYS_fallocate, fd, mode, at, size);
}
int fallocate64(int fd, int mode, off_t at, off_t size) { return fallocate(fd, mode, at, size); }
int posix_fallocate(int fd, off_t at, off_t size) { return fallocate(fd, 0, at, size) ? errno : 0; }
int posix_fallocate64(int fd, off_t at, off_t size) { return posix_fallocate(fd, at, size); }

#define MMAP(NAME)                                                                                      \
    void *NAME(void *where, size_t size, int protection, int flags, int fd, off_t at) {                 \
        const char *name = fd >= 0 && log_fd >= 0 ? name_of(fd) : NULL;                                 \
        if (name && *name && (protection & PROT_WRITE) && (flags & MAP_SHARED)) cannot_follow(name, "mmap"); \
        return (void *)syscall(SYS_mmap, where, size, protection, flags, fd, at);                       \
    }
MMAP(mmap)
MMAP(mmap64)

static int synced(int fd, long number) {
    const char *name = name_of(fd);
    int done = (int)syscall(number, fd);
    struct stat now;
    if (name && !done) note(fstat(fd, &now) == 0 && S_ISDIR(now.st_mode) ? 'D' : 'S', name, 0, "", 0);
    return done;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }
int syncfs(int fd) {
    int done = (int)syscall(SYS_syncfs, fd);
    if (name_of(fd) && !done) note('A', "", 0, "", 0);
    return done;
}
void sync(void) {
    syscall(SYS_sync);
    start();
    if (log_fd >= 0) note('A', "", 0, "", 0);
}

int unlinkat(int at, const char *path, int flags) {
    char room[PATH_MAX];
    const char *name = inside(at, path, room);
    int done = (int)syscall(SYS_unlinkat, at, path, flags);
    if (name && !done) note('U', name, 0, "", 0);
    return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) { return unlink(path) && (errno == EISDIR || errno == EPERM) ? rmdir(path) : 0; }

int mkdirat(int at, const char *path, mode_t mode) {
    char room[PATH_MAX];
    const char *name = inside(at, path, room);
    int done = (int)syscall(SYS_mkdirat, at, path, mode);
    if (name && !done) note('M', name, 0, "", 0);
    return done;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

/* Moving into the folder from elsewhere, or out of it, is not followed: what came in was not recorded. */
static int two_names(char op, int at, const char *from, int to, const char *path, long number, unsigned flags) {
    char room[PATH_MAX], other_room[PATH_MAX];
    const char *name = inside(at, from, room), *other = inside(to, path, other_room);
    int done = (int)syscall(number, at, from, to, path, flags);
    if (done || (!name && !other)) return done;
    if (!other && op == 'R') note('U', name, 0, "", 0);
    else if (!other) return done;
    else if (!name || (op == 'R' && flags & ~(unsigned)RENAME_NOREPLACE)) cannot_follow(other, "a file brought in, or two swapped");
    else note(op, name, 0, other, strlen(other));
    return done;
}
int renameat2(int at, const char *from, int to, const char *path, unsigned flags) {
    return two_names('R', at, from, to, path, SYS_renameat2, flags);
}
int renameat(int at, const char *from, int to, const char *path) { return renameat2(at, from, to, path, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int at, const char *from, int to, const char *path, int flags) {
    return two_names('L', at, from, to, path, SYS_linkat, (unsigned)flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
int symlinkat(const char *from, int at, const char *path) {
    char room[PATH_MAX];
    const char *name = inside(at, path, room);
    int done = (int)syscall(SYS_symlinkat, from, at, path);
    if (name && !done) cannot_follow(name, "a symbolic link");
    return done;
}
int symlink(const char *from, const char *path) { return symlinkat(from, AT_FDCWD, path); }
