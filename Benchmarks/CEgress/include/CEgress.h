// The loop that one core's limit is measured with, in C: rewrite a header, encrypt from shared plaintext, send in runs.
//
// What PERFORMANCE.md calls P4: loopback, and 1,000 bound sockets whose small receive buffers overflow. It is as plain
// as it can be, and knows nothing of sessions, classes or losses: whoever forwards for real does more for each packet.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// Bytes of a packet before it is sealed, of its header, and of its tag.
enum { egress_packet = 1200, egress_header = 28, egress_tag = 16 };

/// Sockets that are sent to, on 127.0.0.1.
struct egress_receivers;

/// Opens `count` of them. With `drains`, a thread fetches what came every 5 ms, in whole runs (UDP_GRO); without,
/// their buffers are as small as the kernel allows, and overflow. NULL when the system gives no more descriptors.
struct egress_receivers *egress_receivers_open(int count, int drains);
/// The port of one, in host order.
uint16_t egress_receivers_port(const struct egress_receivers *receivers, int index);
/// Closes all.
void egress_receivers_close(struct egress_receivers *receivers);

/// A sender with a key for each receiver.
struct egress_loop;

/// A sender to these receivers, which stay the caller's. NULL without libipsec-mb.
struct egress_loop *egress_loop_create(const struct egress_receivers *receivers);
/// Frees it.
void egress_loop_destroy(struct egress_loop *loop);

/// Nanoseconds to rewrite and encrypt one packet, each for another receiver, without sending: the calibration.
double egress_loop_seal(struct egress_loop *loop, int packets);

/// Sends `rounds` times a run of `k` packets of `size` bytes on the wire to every receiver; how many packets the kernel
/// took. `size` is the UDP payload, tag included.
uint64_t egress_loop_send(struct egress_loop *loop, int k, int size, int rounds);

/// Sends one run each to the next `count` receivers in turn, as one line of a histogram asks for.
uint64_t egress_loop_replay(struct egress_loop *loop, int k, int size, uint64_t count);

/// The time this thread was busy for, in nanoseconds: of a machine with other work, the part that is ours.
int64_t egress_thread_time(void);
