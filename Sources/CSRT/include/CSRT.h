// libsrt behind functions and structures of our own: its options are macros and enumerations by the dozen, its calls take
// socket addresses, and its statistics are eighty fields of which we tell fifteen.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// An IPv6 address, or an IPv4 address in its IPv6-mapped form, in network order, and a port in host order.
struct starling_srt_address {
    uint8_t octets[16];
    uint16_t port;
};

/// How connections are made.
struct starling_srt_settings {
    /// How long packets are held back so that lost ones can come again, in milliseconds.
    int latency;
    /// What both ends encrypt with, NULL for nothing, and how many octets the key has that is made of it: 16, 24 or 32.
    const char *passphrase;
    int key_length;
};

/// Begins the library, and keeps it from writing to standard error. Whether it can be used.
int starling_srt_begin(void);

/// Decides on a caller before it is connected: 0 to take it, or the code that it is refused with. Called on a thread of the
/// library's, which takes packets of all connections of the port.
typedef int starling_srt_judge(
    void *context, const struct starling_srt_address *peer, const char *stream_id);

/// Opens a port; an address of a mapped form is IPv4 only, others IPv6 only. Writes where it is. Returns its socket, or -1.
int starling_srt_listen(
    struct starling_srt_address *address, const struct starling_srt_settings *settings, starling_srt_judge *judge,
    void *context);
/// Takes a caller that was let through: its socket, or -1 when there is none. Writes who it is, and its stream ID of
/// `capacity` octets at most, with a zero behind it.
int starling_srt_accept(int listener, struct starling_srt_address *peer, char *stream_id, int capacity);
/// Closes a socket. Returns at once; the library says farewell to the peer by itself.
void starling_srt_close(int socket);
/// How long packets of a connection are held back, as both ends agreed, in milliseconds.
int starling_srt_latency(int socket);

/// Reads a message: how many octets it has, 0 when there is none, -1 when the connection is over.
int starling_srt_receive(int socket, uint8_t *bytes, int capacity);

/// Sends a message: how many octets left, 0 when there is no room, -1 when the connection is over.
int starling_srt_send(int socket, const uint8_t *bytes, int count);

/// What sockets became ready for.
struct starling_srt_event {
    int socket;
    int is_readable, is_broken;
};

/// Something that waits for sockets; -1 when it cannot be made.
int starling_srt_poll_create(void);
void starling_srt_poll_free(int poll);
/// Waits for a socket to be read, or to break. Returns 0 when that worked.
int starling_srt_poll_add(int poll, int socket);
void starling_srt_poll_remove(int poll, int socket);
/// Waits at most so long. Returns how many events were written.
int starling_srt_poll_wait(int poll, struct starling_srt_event *events, int capacity, int milliseconds);

/// Sleeps.
void starling_srt_pause(int milliseconds);

/// What a connection counted since its beginning, and how it is now.
struct starling_srt_statistics {
    uint64_t received_packets, lost_packets, repeated_packets, dropped_packets, undecrypted_packets, received_bytes;
    uint64_t sent_packets, resent_packets;
    double round_trip_ms;
};

/// Writes them. Returns 0 when the connection is there.
int starling_srt_statistics(int socket, struct starling_srt_statistics *statistics);

/// What went wrong on this thread last, in words of the library's.
const char *starling_srt_last_error(void);
