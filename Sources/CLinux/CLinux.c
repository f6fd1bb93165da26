#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <time.h>

_Static_assert(sizeof(struct starling_event) == sizeof(struct epoll_event), "layout of epoll_event");
_Static_assert(offsetof(struct starling_event, index) == offsetof(struct epoll_event, data), "layout of epoll_event");

int starling_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

static int control(int epoll, int operation, int descriptor, uint32_t events, uint32_t index, uint32_t generation) {
    struct epoll_event event = {
        .events = events | EPOLLET,
        .data.u64 = (uint64_t)generation << 32 | index,
    };
    return epoll_ctl(epoll, operation, descriptor, &event);
}

int starling_epoll_add(int epoll, int descriptor, uint32_t events, uint32_t index, uint32_t generation) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, events, index, generation);
}

int starling_epoll_change(int epoll, int descriptor, uint32_t events, uint32_t index, uint32_t generation) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, events, index, generation);
}

int starling_epoll_remove(int epoll, int descriptor) {
    return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0, 0);
}

int starling_epoll_wait(int epoll, struct starling_event *events, int capacity, int milliseconds) {
    return epoll_wait(epoll, (struct epoll_event *)events, capacity, milliseconds);
}

int starling_eventfd(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

int starling_accept(int listener, struct sockaddr_storage *address) {
    socklen_t length = sizeof *address;
    return accept4(listener, (struct sockaddr *)address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int starling_socket(int family, int type) {
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int local_address(const char *path, struct sockaddr_un *address) {
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address->sun_path, path);
    return 0;
}

/// Closes a socket and keeps the error of before.
static int give_up(int descriptor) {
    int error = errno;
    close(descriptor);
    errno = error;
    return -1;
}

int starling_local_connect(const char *path) {
    struct sockaddr_un address;
    if (local_address(path, &address) != 0) return -1;
    int descriptor = starling_socket(AF_UNIX, SOCK_STREAM);
    if (descriptor < 0) return -1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) == 0) return descriptor;
    return give_up(descriptor);
}

int starling_local_listen(const char *path, int backlog) {
    struct sockaddr_un address;
    if (local_address(path, &address) != 0) return -1;
    int descriptor = starling_socket(AF_UNIX, SOCK_STREAM);
    if (descriptor < 0) return -1;
    // unix(7): the file gets the mode of the socket, less the umask. So there is no moment in which others may connect.
    if (fchmod(descriptor, 0600) != 0) return give_up(descriptor);
    int bound = bind(descriptor, (struct sockaddr *)&address, sizeof address);
    if (bound != 0 && errno == EADDRINUSE) {
        int other = starling_local_connect(path);
        if (other >= 0) close(other);
        if (other >= 0 || errno != ECONNREFUSED || unlink(path) != 0) {
            errno = EADDRINUSE;
            return give_up(descriptor);
        }
        bound = bind(descriptor, (struct sockaddr *)&address, sizeof address);
    }
    if (bound != 0 || listen(descriptor, backlog) != 0) return give_up(descriptor);
    return descriptor;
}

struct thread_start {
    void (*body)(void *);
    void *context;
    char name[16];
};

static void *run_thread(void *argument) {
    struct thread_start start = *(struct thread_start *)argument;
    free(argument);
    pthread_setname_np(pthread_self(), start.name);
    start.body(start.context);
    return NULL;
}

int starling_thread_start(pthread_t *thread, const char *name, void (*body)(void *), void *context) {
    struct thread_start *start = calloc(1, sizeof *start);
    if (start == NULL) return ENOMEM;
    start->body = body;
    start->context = context;
    strncpy(start->name, name, sizeof start->name - 1);
    int error = pthread_create(thread, NULL, run_thread, start);
    if (error != 0) free(start);
    return error;
}

int starling_thread_pin(int core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int starling_core_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    return CPU_COUNT(&set);
}

int starling_core(int index) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return index;
    for (int core = 0; core < CPU_SETSIZE; core++) {
        if (CPU_ISSET(core, &set) && index-- == 0) return core;
    }
    return -1;
}

int starling_semaphore_wait(sem_t *semaphore, long long nanoseconds) {
    struct timespec deadline;
    clock_gettime(CLOCK_MONOTONIC, &deadline);
    long long sum = deadline.tv_nsec + nanoseconds % 1000000000;
    deadline.tv_sec += nanoseconds / 1000000000 + sum / 1000000000;
    deadline.tv_nsec = sum % 1000000000;
    int result;
    do {
        result = sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline);
    } while (result != 0 && errno == EINTR);
    return result;
}

int starling_memory_file(const char *name) {
    return memfd_create(name, MFD_CLOEXEC);
}

static int signal_pipe = -1;

static void forward_signal(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    // A full pipe holds thousands of signals that nobody has read; one more tells nothing new.
    ssize_t written = write(signal_pipe, &byte, 1);
    (void)written;
    errno = saved;
}

int starling_signal_pipe(const int *signals, int count) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -1;
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    signal_pipe = ends[1];
    struct sigaction action = {.sa_handler = forward_signal, .sa_flags = SA_RESTART};
    for (int index = 0; index < count; index++) {
        if (sigaction(signals[index], &action, NULL) != 0) return -1;
    }
    return ends[0];
}

/// What a program of ours may use: so much memory, a few descriptors, and no core file of what it was sent.
static void limit(pid_t program, unsigned long most_memory) {
    const struct rlimit memory = {most_memory, most_memory}, files = {64, 64}, core = {0, 0};
    prlimit(program, RLIMIT_AS, &memory, NULL);
    prlimit(program, RLIMIT_NOFILE, &files, NULL);
    prlimit(program, RLIMIT_CORE, &core, NULL);
    setpriority(PRIO_PROCESS, (id_t)program, 10);
}

int starling_spawn(
    const char *path, char *const *arguments, unsigned long most_memory, pid_t *program, int *parent)
{
    char *const environment[] = {NULL};
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    // Neither our threads' masks nor what we ignore is for others.
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    int error = posix_spawn(program, path, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        return error;
    }
    // It has been sent nothing yet that it could spend any of this on.
    limit(*program, most_memory);
    *parent = ends[0];
    return 0;
}

unsigned long starling_heap_in_use(void) {
    struct mallinfo2 counts = mallinfo2();
    return counts.uordblks + counts.hblkhd;
}
