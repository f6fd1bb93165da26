// What Swift cannot see of Linux by itself: calls that hide behind _GNU_SOURCE, macros, and variadic functions.
// This header defines no feature macro: another C module that did without would disagree about the structures.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>

/// One message of a batch, laid out as the system's struct mmsghdr (asserted in CLinux.c).
struct starling_message {
    struct msghdr header;
    unsigned int length;
};

/// What epoll reports of one descriptor, laid out as struct epoll_event on a little-endian machine.
struct starling_event {
    uint32_t readiness;
    uint32_t index;
    uint32_t generation;
};

/// epoll_create1(2), closed on exec.
int starling_epoll_create(void);
/// Watches a descriptor for these epoll events, edge-triggered.
int starling_epoll_add(int epoll, int descriptor, uint32_t events, uint32_t index, uint32_t generation);
/// Changes the events a descriptor is watched for; one that holds already is reported.
int starling_epoll_change(int epoll, int descriptor, uint32_t events, uint32_t index, uint32_t generation);
/// epoll_wait(2).
int starling_epoll_wait(int epoll, struct starling_event *events, int capacity, int milliseconds);
/// eventfd(2), not blocking, closed on exec.
int starling_eventfd(void);
/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC.
int starling_accept(int listener, struct sockaddr_storage *address);
/// socket(2) with SOCK_NONBLOCK and SOCK_CLOEXEC.
int starling_socket(int family, int type);
/// recvmmsg(2) with MSG_DONTWAIT.
int starling_receive_messages(int socket, struct starling_message *messages, unsigned int count);
/// sendmmsg(2) with MSG_DONTWAIT and MSG_NOSIGNAL.
int starling_send_messages(int socket, struct starling_message *messages, unsigned int count);
/// Runs `body(context)` on a new thread with a name of at most 15 bytes. Returns 0 or an error number.
int starling_thread_start(pthread_t *thread, const char *name, void (*body)(void *), void *context);
/// Binds the calling thread to one core. Returns 0 or an error number.
int starling_thread_pin(int core);
/// How many cores this process may run on.
int starling_core_count(void);
/// The number of the `index`th core this process may run on.
int starling_core(int index);
/// Waits for a semaphore at most so long, by the monotonic clock. Returns 0, or -1 when the time is over.
int starling_semaphore_wait(sem_t *semaphore, long long nanoseconds);
/// The space that one control message with `length` bytes of data takes.
unsigned long starling_control_space(unsigned long length);
/// Writes one control message at `buffer`, whose size the caller checked, and returns the space it takes.
unsigned long starling_control_write(
    void *buffer, int level, int type, const void *data, unsigned long length);
/// Copies the data of the first control message of that level and type; returns its length, or -1 without one.
long starling_control_read(
    const struct msghdr *header, int level, int type, void *data, unsigned long capacity);
/// memfd_create(2) with MFD_CLOEXEC.
int starling_memory_file(const char *name);
