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
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/uio.h>

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
/// Watches a descriptor no more.
int starling_epoll_remove(int epoll, int descriptor);
/// epoll_wait(2).
int starling_epoll_wait(int epoll, struct starling_event *events, int capacity, int milliseconds);
/// eventfd(2), not blocking, closed on exec.
int starling_eventfd(void);
/// accept4(2) with SOCK_NONBLOCK and SOCK_CLOEXEC.
int starling_accept(int listener, struct sockaddr_storage *address);
/// socket(2) with SOCK_NONBLOCK and SOCK_CLOEXEC.
int starling_socket(int family, int type);
/// A socket that listens at a path of the file system, for processes of this user only; -1 with errno. What an ended
/// process left there is replaced; where somebody listens it is EADDRINUSE.
int starling_local_listen(const char *path, int backlog);
/// A socket that is connected to whoever listens at a path; -1 with errno.
int starling_local_connect(const char *path);
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
/// memfd_create(2) with MFD_CLOEXEC.
int starling_memory_file(const char *name);
/// MADV_COLLAPSE of madvise(2), which Debian 12's headers do not have yet.
static const int starling_madv_collapse = 25;

/// One message of a batch, laid out as the system's struct mmsghdr (asserted in Datagrams.c).
struct starling_message {
    struct msghdr header;
    unsigned int length;
};

/// What one message points to, and its segment size when it is a run of datagrams, 0 when it is one.
struct starling_envelope {
    struct iovec vector;
    struct sockaddr_in6 name;
    unsigned int segment;
    uint64_t control[15];
};

/// The ends of a datagram and what comes with it. Addresses are two words in host order, IPv4 in its mapped form; `arrived`
/// is in nanoseconds of CLOCK_REALTIME, 0 when the kernel did not say.
struct starling_datagram {
    uint64_t peer_high, peer_low;
    uint64_t local_high, local_low;
    int64_t arrived;
    uint32_t scope;
    uint16_t port;
    uint16_t segment;
    uint8_t has_local;
    uint8_t ecn;
    uint8_t truncated;
};

/// Lets `count` messages point to as many envelopes, for good.
void starling_messages_link(
    struct starling_message *messages, struct starling_envelope *envelopes, unsigned int count);
/// recvmmsg(2) with MSG_DONTWAIT into linked messages.
int starling_receive_messages(int socket, struct starling_message *messages, unsigned int count);
/// sendmmsg(2) with MSG_DONTWAIT and MSG_NOSIGNAL.
int starling_send_messages(int socket, struct starling_message *messages, unsigned int count);
/// Sends the first `length` bytes of a linked message as one datagram, whatever its segment size.
long starling_send_part(int socket, const struct starling_message *message, unsigned long length);
/// Reads who sent a received message and what came with it; 0 for a family that is neither IPv4 nor IPv6.
int starling_datagram_read(const struct starling_message *message, struct starling_datagram *datagram);
/// Addresses a linked message, for a socket of this family.
void starling_datagram_write(
    struct starling_message *message, struct starling_envelope *envelope, int family,
    const struct starling_datagram *datagram);
/// Lets the first of the sockets that share a port with this one (SO_REUSEPORT) have all that arrives there.
int starling_receive_by_first(int socket);
/// How many datagrams the kernel dropped because the socket's receive buffer was full.
unsigned int starling_receive_overflows(int socket);
/// Sends the numbers of these signals, a byte each, through a pipe from now on; returns its reading end, or -1.
/// A pipe and a handler rather than sigwait: the mask that needs would have to be set before the first thread of
/// the Swift runtime starts, and children would inherit it.
int starling_signal_pipe(const int *signals, int count);
/// Starts a program by its path, closed to all descriptors but a socket, which is its standard input and output, and our
/// standard error, and without an environment. `parent` is the socket's other end, not blocking and closed on exec. It gives way to us for processors.
/// Returns 0 or an error number.
int starling_spawn(
    const char *path, char *const *arguments, unsigned long most_memory, pid_t *program, int *parent);
/// Bytes of memory that the allocator has given out, for benchmarks.
unsigned long starling_heap_in_use(void);
