#include "CSRT.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// It has bool in it, and does not say so to C.
#include <srt/srt.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_begun = 0;

// What the library has to say of hostile callers would be without end.
static void say_nothing(void *context, int level, const char *file, int line, const char *area, const char *message) {
    (void)context, (void)level, (void)file, (void)line, (void)area, (void)message;
}

static void begin(void) {
    srt_setloghandler(NULL, say_nothing);
    is_begun = srt_startup() >= 0;
}

int starling_srt_begin(void) {
    pthread_once(&once, begin);
    return is_begun;
}

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

// The address as the kernel has it; returns its length.
static int to_system(const struct starling_srt_address *address, struct sockaddr_storage *storage) {
    memset(storage, 0, sizeof *storage);
    if (memcmp(address->octets, mapped, sizeof mapped) == 0) {
        struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(address->port);
        memcpy(&v4->sin_addr, address->octets + 12, 4);
        return sizeof *v4;
    }
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(address->port);
    memcpy(&v6->sin6_addr, address->octets, 16);
    return sizeof *v6;
}

static void from_system(const struct sockaddr *name, struct starling_srt_address *address) {
    memset(address, 0, sizeof *address);
    if (name->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)name;
        memcpy(address->octets, mapped, sizeof mapped);
        memcpy(address->octets + 12, &v4->sin_addr, 4);
        address->port = ntohs(v4->sin_port);
    } else if (name->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)name;
        memcpy(address->octets, &v6->sin6_addr, 16);
        address->port = ntohs(v6->sin6_port);
    }
}

// One listener's judge, for as long as the process lives: the library may be in the middle of asking when a port closes.
struct judge {
    starling_srt_judge *decide;
    void *context;
};

static int hook(void *opaque, SRTSOCKET caller, int version, const struct sockaddr *name, const char *stream_id) {
    const struct judge *judge = opaque;
    struct starling_srt_address peer;
    from_system(name, &peer);
    // Callers of version 4 have no stream ID.
    int code = judge->decide(judge->context, &peer, version >= 5 && stream_id != NULL ? stream_id : "");
    if (code == 0) return 0;
    srt_setrejectreason(caller, code);
    return -1;
}

static int set(SRTSOCKET socket, SRT_SOCKOPT option, int value) {
    return srt_setsockflag(socket, option, &value, sizeof value);
}

static int set_flag(SRTSOCKET socket, SRT_SOCKOPT option, bool value) {
    return srt_setsockflag(socket, option, &value, sizeof value);
}

static int set_up(SRTSOCKET socket, const struct starling_srt_settings *settings) {
    if (set(socket, SRTO_TRANSTYPE, SRTT_LIVE) != 0 || set(socket, SRTO_LATENCY, settings->latency) != 0) return -1;
    if (set_flag(socket, SRTO_RCVSYN, false) != 0 || set_flag(socket, SRTO_SNDSYN, false) != 0) return -1;
    if (settings->passphrase == NULL) return 0;
    if (set(socket, SRTO_PBKEYLEN, settings->key_length) != 0) return -1;
    return srt_setsockflag(socket, SRTO_PASSPHRASE, settings->passphrase, (int)strlen(settings->passphrase));
}

int starling_srt_listen(
    struct starling_srt_address *address, const struct starling_srt_settings *settings, starling_srt_judge *decide,
    void *context) {
    struct sockaddr_storage storage;
    int length = to_system(address, &storage);
    SRTSOCKET listener = srt_create_socket();
    if (listener == SRT_INVALID_SOCK) return -1;
    struct judge *judge = malloc(sizeof *judge);
    if (judge != NULL) *judge = (struct judge){decide, context};
    int failed = judge == NULL || set_up(listener, settings) != 0;
    failed = failed || (storage.ss_family == AF_INET6 && set(listener, SRTO_IPV6ONLY, 1) != 0);
    failed = failed || srt_bind(listener, (struct sockaddr *)&storage, length) != 0;
    failed = failed || srt_listen_callback(listener, hook, judge) != 0 || srt_listen(listener, 64) != 0;
    length = sizeof storage;
    failed = failed || srt_getsockname(listener, (struct sockaddr *)&storage, &length) != 0;
    if (failed) {
        srt_close(listener);
        free(judge);
        return -1;
    }
    from_system((struct sockaddr *)&storage, address);
    return listener;
}

int starling_srt_accept(int listener, struct starling_srt_address *peer, char *stream_id, int capacity) {
    struct sockaddr_storage storage;
    int length = sizeof storage;
    SRTSOCKET caller = srt_accept(listener, (struct sockaddr *)&storage, &length);
    if (caller == SRT_INVALID_SOCK) return -1;
    from_system((struct sockaddr *)&storage, peer);
    length = capacity;
    stream_id[0] = 0;
    if (srt_getsockflag(caller, SRTO_STREAMID, stream_id, &length) != 0) stream_id[0] = 0;
    stream_id[capacity - 1] = 0;
    return caller;
}

void starling_srt_close(int socket) { srt_close(socket); }

int starling_srt_latency(int socket) {
    int latency = 0, length = sizeof latency;
    return srt_getsockflag(socket, SRTO_RCVLATENCY, &latency, &length) == 0 ? latency : 0;
}

int starling_srt_receive(int socket, uint8_t *bytes, int capacity) {
    int count = srt_recvmsg(socket, (char *)bytes, capacity);
    if (count >= 0) return count;
    return srt_getlasterror(NULL) == SRT_EASYNCRCV ? 0 : -1;
}

int starling_srt_send(int socket, const uint8_t *bytes, int count) {
    int sent = srt_sendmsg2(socket, (const char *)bytes, count, NULL);
    if (sent >= 0) return sent;
    return srt_getlasterror(NULL) == SRT_EASYNCSND ? 0 : -1;
}

int starling_srt_poll_create(void) {
    int poll = srt_epoll_create();
    if (poll >= 0) srt_epoll_set(poll, SRT_EPOLL_ENABLE_EMPTY);
    return poll;
}

void starling_srt_poll_free(int poll) { srt_epoll_release(poll); }

int starling_srt_poll_add(int poll, int socket) {
    int wanted = SRT_EPOLL_IN | SRT_EPOLL_ERR;
    return srt_epoll_add_usock(poll, socket, &wanted);
}

void starling_srt_poll_remove(int poll, int socket) { srt_epoll_remove_usock(poll, socket); }

int starling_srt_poll_wait(int poll, struct starling_srt_event *events, int capacity, int milliseconds) {
    SRT_EPOLL_EVENT ready[64];
    if (capacity > 64) capacity = 64;
    int count = srt_epoll_uwait(poll, ready, capacity, milliseconds);
    if (count > capacity) count = capacity;
    for (int index = 0; index < count; index++) {
        events[index].socket = ready[index].fd;
        events[index].is_readable = (ready[index].events & SRT_EPOLL_IN) != 0;
        events[index].is_broken = (ready[index].events & SRT_EPOLL_ERR) != 0;
    }
    return count;
}

void starling_srt_pause(int milliseconds) { usleep((useconds_t)milliseconds * 1000); }

static uint64_t counted(int64_t count) { return count < 0 ? 0 : (uint64_t)count; }

int starling_srt_statistics(int socket, struct starling_srt_statistics *statistics) {
    SRT_TRACEBSTATS found;
    // Nothing is cleared, so that what is counted since the last clearing is counted since the beginning.
    if (srt_bistats(socket, &found, 0, 1) != 0) return -1;
    statistics->received_packets = counted(found.pktRecvTotal);
    statistics->lost_packets = counted(found.pktRcvLossTotal);
    statistics->repeated_packets = counted(found.pktRcvRetrans);
    statistics->dropped_packets = counted(found.pktRcvDropTotal);
    statistics->undecrypted_packets = counted(found.pktRcvUndecryptTotal);
    statistics->received_bytes = found.byteRecvTotal;
    statistics->sent_packets = counted(found.pktSentTotal);
    statistics->resent_packets = counted(found.pktRetransTotal);
    statistics->round_trip_ms = found.msRTT;
    return 0;
}

const char *starling_srt_last_error(void) { return srt_getlasterror_str(); }
