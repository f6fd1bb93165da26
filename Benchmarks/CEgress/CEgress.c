#define _GNU_SOURCE
#include "CEgress.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

int64_t egress_thread_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}

// Receivers.

struct egress_receivers {
    int count;
    int *sockets;
    struct sockaddr_in *addresses;
    atomic_int is_draining;
    pthread_t drain;
    int has_drain;
};

/// Fetches whatever came, every 5 ms: waking a receiver for each packet would cost the sender more than sending does.
static void *drain(void *context) {
    struct egress_receivers *receivers = context;
    static _Thread_local char room[65536];
    while (atomic_load(&receivers->is_draining)) {
        for (int i = 0; i < receivers->count; i++) {
            while (recv(receivers->sockets[i], room, sizeof room, MSG_DONTWAIT) > 0) {}
        }
        usleep(5000);
    }
    return NULL;
}

static int receiver_open(struct sockaddr_in *address, int drains) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    int room = drains ? 1 << 20 : 1, on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
    if (drains) setsockopt(descriptor, SOL_UDP, UDP_GRO, &on, sizeof on);
    socklen_t length = sizeof *address;
    *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(descriptor, (struct sockaddr *)address, length) == 0
        && getsockname(descriptor, (struct sockaddr *)address, &length) == 0)
        return descriptor;
    close(descriptor);
    return -1;
}

struct egress_receivers *egress_receivers_open(int count, int drains) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < (rlim_t)count + 64) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    struct egress_receivers *receivers = calloc(1, sizeof *receivers);
    receivers->sockets = calloc((size_t)count, sizeof *receivers->sockets);
    receivers->addresses = calloc((size_t)count, sizeof *receivers->addresses);
    for (; receivers->count < count; receivers->count++) {
        int index = receivers->count;
        receivers->sockets[index] = receiver_open(&receivers->addresses[index], drains);
        if (receivers->sockets[index] < 0) {
            egress_receivers_close(receivers);
            return NULL;
        }
    }
    atomic_store(&receivers->is_draining, drains);
    receivers->has_drain = drains && pthread_create(&receivers->drain, NULL, drain, receivers) == 0;
    return receivers;
}

uint16_t egress_receivers_port(const struct egress_receivers *receivers, int index) {
    return ntohs(receivers->addresses[index].sin_port);
}

void egress_receivers_close(struct egress_receivers *receivers) {
    atomic_store(&receivers->is_draining, 0);
    if (receivers->has_drain) pthread_join(receivers->drain, NULL);
    for (int i = 0; i < receivers->count; i++) close(receivers->sockets[i]);
    free(receivers->sockets);
    free(receivers->addresses);
    free(receivers);
}

// The sender.

#if defined(__x86_64__)

#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>

/// Messages a call, and the longest run.
enum { messages_per_call = 32, longest_run = 64, largest_message = 65507 };

/// What a viewer is, at its barest.
struct subscriber {
    struct gcm_key_data *key;
    uint8_t salt[12];
    uint32_t ssrc;
    uint32_t timestamp_offset;
    uint32_t rollover;
    uint16_t sequence;
    uint16_t transport;
};

struct egress_loop {
    const struct egress_receivers *receivers;
    struct subscriber *subscribers;
    void *keys;
    IMB_MGR *manager;
    int descriptor;
    int next;
    uint8_t header[egress_header];
    /// The shared plaintext, `longest_run` packets.
    uint8_t *plain;
    /// Where packets are sealed to: as much as one call sends.
    uint8_t *arena;
    struct mmsghdr messages[messages_per_call];
    struct iovec vectors[messages_per_call];
    union {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(uint16_t))];
    } controls[messages_per_call];
};

static int sender_open(void) {
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int size = 4 << 20, discovery = IP_PMTUDISC_DO;
    if (setsockopt(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &discovery, sizeof discovery);
    return descriptor;
}

static void subscriber_set(struct egress_loop *loop, int index) {
    struct subscriber *subscriber = &loop->subscribers[index];
    uint8_t secret[16];
    for (int i = 0; i < 16; i++) secret[i] = (uint8_t)(index * 31 + i * 7 + (index >> 8));
    for (int i = 0; i < 12; i++) subscriber->salt[i] = (uint8_t)(index * 13 + i);
    subscriber->key = (struct gcm_key_data *)((uint8_t *)loop->keys + (size_t)index * sizeof(struct gcm_key_data));
    subscriber->ssrc = 0x10000u + (uint32_t)index;
    subscriber->timestamp_offset = (uint32_t)index * 7919;
    subscriber->sequence = (uint16_t)(index * 17);
    IMB_AES128_GCM_PRE(loop->manager, secret, subscriber->key);
}

struct egress_loop *egress_loop_create(const struct egress_receivers *receivers) {
    struct egress_loop *loop = calloc(1, sizeof *loop);
    loop->receivers = receivers;
    loop->manager = alloc_mb_mgr(0);
    init_mb_mgr_auto(loop->manager, NULL);
    loop->descriptor = sender_open();
    int count = receivers->count;
    loop->subscribers = calloc((size_t)count, sizeof *loop->subscribers);
    loop->keys = aligned_alloc(64, (size_t)count * sizeof(struct gcm_key_data));
    for (int i = 0; i < count; i++) subscriber_set(loop, i);
    // 12 bytes of header, then three words of extensions: send time, transport-wide number, padding.
    static const uint8_t header[egress_header] = {
        0x90, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xBE, 0xDE, 0, 3, 0x22, 0, 0, 0, 0x31, 0, 0};
    memcpy(loop->header, header, sizeof header);
    loop->plain = malloc((size_t)longest_run * 1500);
    memset(loop->plain, 0x5A, (size_t)longest_run * 1500);
    loop->arena = aligned_alloc(64, (size_t)messages_per_call * 65536);
    memset(loop->arena, 0, (size_t)messages_per_call * 65536);
    return loop;
}

void egress_loop_destroy(struct egress_loop *loop) {
    close(loop->descriptor);
    free_mb_mgr(loop->manager);
    free(loop->subscribers);
    free(loop->keys);
    free(loop->plain);
    free(loop->arena);
    free(loop);
}

static inline void put16(uint8_t *at, uint16_t value) {
    value = htons(value);
    memcpy(at, &value, 2);
}

static inline void put32(uint8_t *at, uint32_t value) {
    value = htonl(value);
    memcpy(at, &value, 4);
}

/// Writes a header and seals a packet behind it.
static inline void seal(
    struct egress_loop *loop, struct subscriber *to, uint32_t timestamp, const uint8_t *plain, size_t size,
    uint8_t *slot) {
    uint16_t sequence = to->sequence++;
    if (to->sequence == 0) to->rollover++;
    memcpy(slot, loop->header, egress_header);
    put16(slot + 2, sequence);
    put32(slot + 4, timestamp + to->timestamp_offset);
    put32(slot + 8, to->ssrc);
    slot[17] = (uint8_t)(timestamp >> 16);
    put16(slot + 18, (uint16_t)timestamp);
    put16(slot + 21, to->transport++);
    uint8_t nonce[12] = {0};
    put32(nonce + 2, to->ssrc);
    put32(nonce + 6, to->rollover);
    put16(nonce + 10, sequence);
    for (int i = 0; i < 12; i++) nonce[i] ^= to->salt[i];
    struct gcm_context_data context;
    IMB_AES128_GCM_ENC(
        loop->manager, to->key, &context, slot + egress_header, plain, size, nonce, slot, egress_header,
        slot + egress_header + size, egress_tag);
}

double egress_loop_seal(struct egress_loop *loop, int packets) {
    int64_t begin = egress_thread_time();
    for (int i = 0; i < packets; i++) {
        struct subscriber *to = &loop->subscribers[i % loop->receivers->count];
        seal(loop, to, (uint32_t)i, loop->plain, egress_packet - egress_header, loop->arena + (i % 256) * 1216);
    }
    return (double)(egress_thread_time() - begin) / packets;
}

/// Seals a run for one subscriber as message `place`.
static void add(struct egress_loop *loop, int place, int index, int k, int size, uint8_t *slot) {
    size_t plain = (size_t)(size - egress_header - egress_tag);
    for (int i = 0; i < k; i++) {
        seal(
            loop, &loop->subscribers[index], 3000, loop->plain + i * 1500, plain, slot + (size_t)i * (size_t)size);
    }
    loop->vectors[place] = (struct iovec){slot, (size_t)k * (size_t)size};
    struct msghdr *header = &loop->messages[place].msg_hdr;
    *header = (struct msghdr){
        .msg_name = &loop->receivers->addresses[index],
        .msg_namelen = sizeof(struct sockaddr_in),
        .msg_iov = &loop->vectors[place],
        .msg_iovlen = 1,
    };
    if (k == 1) return;
    header->msg_control = loop->controls[place].bytes;
    header->msg_controllen = sizeof loop->controls[place].bytes;
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    control->cmsg_level = SOL_UDP;
    control->cmsg_type = UDP_SEGMENT;
    control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    uint16_t segment = (uint16_t)size;
    memcpy(CMSG_DATA(control), &segment, sizeof segment);
}

uint64_t egress_loop_replay(struct egress_loop *loop, int k, int size, uint64_t count) {
    if (k < 1 || k > longest_run || k * size > largest_message || size <= egress_header + egress_tag) return 0;
    uint64_t sent = 0;
    while (count > 0) {
        int batch = count < messages_per_call ? (int)count : messages_per_call;
        uint8_t *slot = loop->arena;
        for (int i = 0; i < batch; i++, slot += k * size) {
            add(loop, i, loop->next, k, size, slot);
            loop->next = (loop->next + 1) % loop->receivers->count;
        }
        int taken = sendmmsg(loop->descriptor, loop->messages, (unsigned)batch, 0);
        if (taken > 0) sent += (uint64_t)taken * (uint64_t)k;
        count -= (uint64_t)batch;
    }
    return sent;
}

uint64_t egress_loop_send(struct egress_loop *loop, int k, int size, int rounds) {
    return egress_loop_replay(loop, k, size, (uint64_t)rounds * (uint64_t)loop->receivers->count);
}

#else

struct egress_loop *egress_loop_create(const struct egress_receivers *receivers) {
    (void)receivers;
    return NULL;
}
void egress_loop_destroy(struct egress_loop *loop) { (void)loop; }
double egress_loop_seal(struct egress_loop *loop, int packets) {
    (void)loop, (void)packets;
    return 0;
}
uint64_t egress_loop_send(struct egress_loop *loop, int k, int size, int rounds) {
    (void)loop, (void)k, (void)size, (void)rounds;
    return 0;
}
uint64_t egress_loop_replay(struct egress_loop *loop, int k, int size, uint64_t count) {
    (void)loop, (void)k, (void)size, (void)count;
    return 0;
}

#endif
