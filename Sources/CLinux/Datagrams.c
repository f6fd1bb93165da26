// Datagrams in batches. Control messages are macros, and the structures hide behind _GNU_SOURCE.
#define _GNU_SOURCE
#include "CLinux.h"

#include <endian.h>
#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

_Static_assert(sizeof(struct starling_message) == sizeof(struct mmsghdr), "layout of mmsghdr");
_Static_assert(offsetof(struct starling_message, length) == offsetof(struct mmsghdr, msg_len), "layout of mmsghdr");

// The most that one message carries: a local address, the ECN bits, a segment size and a time. Fewer go out.
_Static_assert(
    sizeof(((struct starling_envelope *)0)->control)
        == CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(int)) + CMSG_SPACE(sizeof(int))
            + CMSG_SPACE(sizeof(struct timespec)),
    "space for control messages");

// An IPv4 address in two words begins with this one (RFC 4291 §2.5.5.2).
static const uint64_t mapped_prefix = 0xFFFF00000000;

void starling_messages_link(
    struct starling_message *messages, struct starling_envelope *envelopes, unsigned int count) {
    memset(messages, 0, count * sizeof *messages);
    memset(envelopes, 0, count * sizeof *envelopes);
    for (unsigned int index = 0; index < count; index++) {
        struct msghdr *header = &messages[index].header;
        header->msg_name = &envelopes[index].name;
        header->msg_iov = &envelopes[index].vector;
        header->msg_iovlen = 1;
        header->msg_control = envelopes[index].control;
    }
}

int starling_receive_messages(int socket, struct starling_message *messages, unsigned int count) {
    for (unsigned int index = 0; index < count; index++) {
        // The last call left here what it used.
        messages[index].header.msg_namelen = sizeof(struct sockaddr_in6);
        messages[index].header.msg_controllen = sizeof(((struct starling_envelope *)0)->control);
    }
    return recvmmsg(socket, (struct mmsghdr *)messages, count, MSG_DONTWAIT, NULL);
}

int starling_send_messages(int socket, struct starling_message *messages, unsigned int count) {
    return sendmmsg(socket, (struct mmsghdr *)messages, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

long starling_send_part(int socket, const struct starling_message *message, unsigned long length) {
    struct msghdr header = message->header;
    struct iovec part = header.msg_iov[0];
    if (length < part.iov_len) part.iov_len = length;
    header.msg_iov = &part;
    // starling_datagram_write puts the segment size last.
    struct cmsghdr *first = CMSG_FIRSTHDR(&header);
    header.msg_controllen =
        first == NULL || first->cmsg_level == SOL_UDP ? 0 : CMSG_ALIGN(first->cmsg_len);
    return sendmsg(socket, &header, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void read_v6(const struct in6_addr *address, uint64_t *high, uint64_t *low) {
    uint64_t words[2];
    memcpy(words, address, sizeof words);
    *high = be64toh(words[0]);
    *low = be64toh(words[1]);
}

static struct in6_addr write_v6(uint64_t high, uint64_t low) {
    uint64_t words[2] = {htobe64(high), htobe64(low)};
    struct in6_addr address;
    memcpy(&address, words, sizeof address);
    return address;
}

static bool read_peer(const struct msghdr *header, struct starling_datagram *datagram) {
    const struct sockaddr_in6 *v6 = header->msg_name;
    switch (v6->sin6_family) {
    case AF_INET: {
        const struct sockaddr_in *v4 = header->msg_name;
        datagram->peer_low = mapped_prefix | ntohl(v4->sin_addr.s_addr);
        datagram->port = ntohs(v4->sin_port);
        return true;
    }
    case AF_INET6:
        read_v6(&v6->sin6_addr, &datagram->peer_high, &datagram->peer_low);
        datagram->port = ntohs(v6->sin6_port);
        datagram->scope = v6->sin6_scope_id;
        return true;
    default:
        return false;
    }
}

static void read_control(const struct cmsghdr *message, struct starling_datagram *datagram) {
    const void *data = CMSG_DATA(message);
    if (message->cmsg_level == SOL_UDP && message->cmsg_type == UDP_GRO) {
        int size;
        memcpy(&size, data, sizeof size);
        datagram->segment = (uint16_t)size;
    } else if (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo information;
        memcpy(&information, data, sizeof information);
        read_v6(&information.ipi6_addr, &datagram->local_high, &datagram->local_low);
        datagram->has_local = 1;
    } else if (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo information;
        memcpy(&information, data, sizeof information);
        datagram->local_low = mapped_prefix | ntohl(information.ipi_spec_dst.s_addr);
        datagram->has_local = 1;
    } else if (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_TOS) {
        datagram->ecn = *(const uint8_t *)data & 3;
    } else if (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_TCLASS) {
        int class;
        memcpy(&class, data, sizeof class);
        datagram->ecn = class & 3;
    } else if (message->cmsg_level == SOL_SOCKET && message->cmsg_type == SCM_TIMESTAMPNS) {
        struct timespec time;
        memcpy(&time, data, sizeof time);
        datagram->arrived = time.tv_sec * 1000000000ll + time.tv_nsec;
    }
}

int starling_datagram_read(const struct starling_message *message, struct starling_datagram *datagram) {
    memset(datagram, 0, sizeof *datagram);
    struct msghdr *header = (struct msghdr *)&message->header;
    if (!read_peer(header, datagram)) return 0;
    datagram->truncated = (header->msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0;
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control != NULL;
         control = CMSG_NXTHDR(header, control)) {
        read_control(control, datagram);
    }
    return 1;
}

static void *append_control(void *buffer, int level, int type, const void *data, size_t length) {
    struct cmsghdr *message = buffer;
    message->cmsg_level = level;
    message->cmsg_type = type;
    message->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(message), data, length);
    return (char *)buffer + CMSG_SPACE(length);
}

static void write_peer(struct msghdr *header, int family, const struct starling_datagram *datagram) {
    if (family == AF_INET) {
        struct sockaddr_in *name = header->msg_name;
        name->sin_family = AF_INET;
        name->sin_port = htons(datagram->port);
        name->sin_addr.s_addr = htonl((uint32_t)datagram->peer_low);
        header->msg_namelen = sizeof *name;
    } else {
        struct sockaddr_in6 *name = header->msg_name;
        name->sin6_family = AF_INET6;
        name->sin6_port = htons(datagram->port);
        name->sin6_flowinfo = 0;
        name->sin6_addr = write_v6(datagram->peer_high, datagram->peer_low);
        name->sin6_scope_id = datagram->scope;
        header->msg_namelen = sizeof *name;
    }
}

static void *append_local(void *end, int family, const struct starling_datagram *datagram) {
    if (family == AF_INET) {
        struct in_pktinfo information = {.ipi_spec_dst.s_addr = htonl((uint32_t)datagram->local_low)};
        return append_control(end, IPPROTO_IP, IP_PKTINFO, &information, sizeof information);
    }
    struct in6_pktinfo information = {
        .ipi6_addr = write_v6(datagram->local_high, datagram->local_low),
        // A link-local source needs its interface (RFC 3542 §6.7), and that is the one its peer's address names.
        .ipi6_ifindex = datagram->scope,
    };
    return append_control(end, IPPROTO_IPV6, IPV6_PKTINFO, &information, sizeof information);
}

void starling_datagram_write(
    struct starling_message *message, struct starling_envelope *envelope, int family,
    const struct starling_datagram *datagram) {
    struct msghdr *header = &message->header;
    write_peer(header, family, datagram);
    void *end = envelope->control;
    if (datagram->has_local) end = append_local(end, family, datagram);
    envelope->segment = datagram->segment;
    if (datagram->segment > 0) {
        end = append_control(end, SOL_UDP, UDP_SEGMENT, &datagram->segment, sizeof datagram->segment);
    }
    header->msg_controllen = (size_t)((char *)end - (char *)envelope->control);
}

int starling_receive_by_first(int socket) {
    struct sock_filter answer = BPF_STMT(BPF_RET | BPF_K, 0);
    struct sock_fprog program = {.len = 1, .filter = &answer};
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &program, sizeof program);
}

unsigned int starling_receive_overflows(int socket) {
    // The ninth word is SK_MEMINFO_DROPS (linux/sock_diag.h).
    uint32_t memory[9] = {0};
    socklen_t length = sizeof memory;
    if (getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory, &length) != 0) return 0;
    return memory[8];
}
