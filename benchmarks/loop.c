/* What forwarding costs at least: a loop that receives SRTP, decrypts it, and sends it encrypted anew to everybody who is
 * meant to have it. No ICE, no reports, no repair, no choice of layers: addresses, keys and routes are given. */
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

enum {
    BATCH = 64,
    DATAGRAM = 2048,
    QUEUE = 64,                 /* packets to one receiver in one turn */
    MESSAGES = 64,              /* to the kernel in one call */
    ARENA = 65536,
    TAG = 16,
    AUDIO_PAYLOAD_TYPE = 111,
    EVP_CTRL_AEAD_GET_TAG = 0x10,
    EVP_CTRL_AEAD_SET_TAG = 0x11,
};

typedef struct {
    uint16_t port;              /* on 127.0.0.1 */
    uint8_t receive_key[16], receive_salt[12], send_key[16], send_salt[12];
} Peer;

/* Of what a member sends of one kind (2 × member + video), `count` routes from `first`. */
typedef struct { uint32_t first, count; } Fan;

typedef struct {
    uint32_t to;
    uint32_t ssrc;
    uint32_t next;              /* extended sequence number */
} Route;

typedef struct {
    uint8_t *data;
    int size, head;
} Packet;

typedef struct { const Packet *packet; Route *route; } Outgoing;

typedef struct {
    struct sockaddr_in name;
    void *receive, *send;       /* EVP_CIPHER_CTX */
    uint8_t receive_salt[12], send_salt[12];
    Outgoing queue[QUEUE];
    int queued;
} Member;

static struct {
    void *(*new)(void);
    const void *(*aes_128_gcm)(void);
    int (*encrypt_init)(void *, const void *, void *, const uint8_t *, const uint8_t *);
    int (*encrypt_update)(void *, uint8_t *, int *, const uint8_t *, int);
    int (*encrypt_final)(void *, uint8_t *, int *);
    int (*decrypt_init)(void *, const void *, void *, const uint8_t *, const uint8_t *);
    int (*decrypt_update)(void *, uint8_t *, int *, const uint8_t *, int);
    int (*decrypt_final)(void *, uint8_t *, int *);
    int (*control)(void *, int, int, void *);
} evp;

static struct mmsghdr headers[MESSAGES];
static struct iovec slices[MESSAGES];
static uint64_t controls[MESSAGES][4];
static uint8_t arena[ARENA + DATAGRAM];
static int messages, used;

static int load(const char *path) {
    static const struct { const char *name; void *place; } NEEDED[] = {
        {"EVP_CIPHER_CTX_new", &evp.new},           {"EVP_aes_128_gcm", &evp.aes_128_gcm},
        {"EVP_EncryptInit_ex", &evp.encrypt_init},  {"EVP_EncryptUpdate", &evp.encrypt_update},
        {"EVP_EncryptFinal_ex", &evp.encrypt_final}, {"EVP_DecryptInit_ex", &evp.decrypt_init},
        {"EVP_DecryptUpdate", &evp.decrypt_update}, {"EVP_DecryptFinal_ex", &evp.decrypt_final},
        {"EVP_CIPHER_CTX_ctrl", &evp.control},
    };
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
    if (library == NULL)
        return -1;
    for (size_t i = 0; i < sizeof(NEEDED) / sizeof(NEEDED[0]); i++) {
        void *found = dlsym(library, NEEDED[i].name);
        if (found == NULL)
            return -1;
        memcpy(NEEDED[i].place, &found, sizeof(found));
    }
    return 0;
}

/* RFC 7714 section 8.1 */
static void nonce(uint8_t *iv, const uint8_t *salt, uint32_t ssrc, uint32_t rollovers, uint16_t sequence) {
    uint32_t words[2] = {htonl(ssrc), htonl(rollovers)};
    uint16_t number = htons(sequence);
    memset(iv, 0, 2);
    memcpy(iv + 2, words, 8);
    memcpy(iv + 10, &number, 2);
    for (int i = 0; i < 12; i++)
        iv[i] ^= salt[i];
}

static int header_size(const uint8_t *data, int size) {
    int at = 12 + 4 * (data[0] & 15);
    if (data[0] & 0x10 && at + 4 <= size)
        at += 4 + 4 * (data[at + 2] << 8 | data[at + 3]);
    return at;
}

static bool decrypt(Member *m, Packet *p) {
    uint8_t iv[12];
    int length;
    uint32_t ssrc;
    p->head = header_size(p->data, p->size);
    if (p->head + TAG > p->size)
        return false;
    p->size -= TAG;
    memcpy(&ssrc, p->data + 8, 4);
    nonce(iv, m->receive_salt, ntohl(ssrc), 0, (uint16_t)(p->data[2] << 8 | p->data[3]));
    return evp.decrypt_init(m->receive, NULL, NULL, NULL, iv) > 0 &&
           evp.control(m->receive, EVP_CTRL_AEAD_SET_TAG, TAG, p->data + p->size) > 0 &&
           evp.decrypt_update(m->receive, NULL, &length, p->data, p->head) > 0 &&
           evp.decrypt_update(m->receive, p->data + p->head, &length, p->data + p->head, p->size - p->head) > 0 &&
           evp.decrypt_final(m->receive, p->data + p->size, &length) > 0;
}

/* The packet under the route's names, encrypted at `out`. Returns its size. */
static int encrypt(Member *m, const Packet *p, Route *r, uint8_t *out) {
    uint8_t iv[12];
    int length;
    uint32_t ssrc = htonl(r->ssrc);
    uint16_t sequence = htons((uint16_t)r->next);
    memcpy(out, p->data, (size_t)p->head);
    memcpy(out + 2, &sequence, 2);
    memcpy(out + 8, &ssrc, 4);
    nonce(iv, m->send_salt, r->ssrc, r->next >> 16, (uint16_t)r->next);
    r->next++;
    evp.encrypt_init(m->send, NULL, NULL, NULL, iv);
    evp.encrypt_update(m->send, NULL, &length, out, p->head);
    evp.encrypt_update(m->send, out + p->head, &length, p->data + p->head, p->size - p->head);
    evp.encrypt_final(m->send, out + p->size, &length);
    evp.control(m->send, EVP_CTRL_AEAD_GET_TAG, TAG, out + p->size);
    return p->size + TAG;
}

static void flush(int fd) {
    for (int at = 0; at < messages;) {
        int sent = sendmmsg(fd, headers + at, (unsigned)(messages - at), MSG_DONTWAIT | MSG_NOSIGNAL);
        at += sent > 0 ? sent : 1;
    }
    messages = used = 0;
}

/* Datagrams of one size that follow one another leave as one message. */
static void send_queue(int fd, Member *m) {
    int i = 0;
    while (i < m->queued) {
        int first = used, segment = 0, count = 0;
        do {
            int size = encrypt(m, m->queue[i].packet, m->queue[i].route, arena + used);
            used += size;
            segment = count == 0 ? size : segment;
            count++;
            i++;
        } while (i < m->queued && m->queue[i].packet->size + TAG == segment && used + segment < ARENA);
        struct msghdr *h = &headers[messages].msg_hdr;
        slices[messages] = (struct iovec){arena + first, (size_t)(used - first)};
        *h = (struct msghdr){&m->name, sizeof(m->name), &slices[messages], 1, NULL, 0, 0};
        if (count > 1) {
            uint16_t value = (uint16_t)segment;
            h->msg_control = controls[messages];
            h->msg_controllen = CMSG_SPACE(sizeof(value));
            struct cmsghdr *c = CMSG_FIRSTHDR(h);
            c->cmsg_level = SOL_UDP;
            c->cmsg_type = UDP_SEGMENT;
            c->cmsg_len = CMSG_LEN(sizeof(value));
            memcpy(CMSG_DATA(c), &value, sizeof(value));
        }
        if (++messages == MESSAGES || used > ARENA - DATAGRAM * 4)
            flush(fd);
    }
    m->queued = 0;
}

/* Forwards until the process ends; a negative number when it cannot. */
int loop_run(const char *library, int fd, const Peer *peers, int count, const Fan *fans, Route *routes) {
    static uint8_t buffers[BATCH][DATAGRAM];
    static struct mmsghdr in[BATCH];
    static struct iovec places[BATCH];
    static struct sockaddr_in names[BATCH];
    static Packet packets[BATCH];
    static int by_port[65536];
    struct epoll_event event = {.events = EPOLLIN};
    Member *members = calloc((size_t)count, sizeof(Member));
    int *writing = calloc((size_t)count, sizeof(int));
    int epoll = epoll_create1(0);
    if (load(library) < 0 || members == NULL || writing == NULL || epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) != 0)
        return -1;
    for (int i = 0; i < count; i++) {
        Member *m = &members[i];
        m->name = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(peers[i].port)};
        m->name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        memcpy(m->receive_salt, peers[i].receive_salt, 12);
        memcpy(m->send_salt, peers[i].send_salt, 12);
        m->receive = evp.new();
        m->send = evp.new();
        evp.decrypt_init(m->receive, evp.aes_128_gcm(), NULL, peers[i].receive_key, NULL);
        evp.encrypt_init(m->send, evp.aes_128_gcm(), NULL, peers[i].send_key, NULL);
        by_port[peers[i].port] = i + 1;
    }
    for (;;) {
        int waiting = 0;
        epoll_wait(epoll, &event, 1, -1);
        for (int i = 0; i < BATCH; i++) {
            places[i] = (struct iovec){buffers[i], DATAGRAM};
            in[i].msg_hdr = (struct msghdr){&names[i], sizeof(names[i]), &places[i], 1, NULL, 0, 0};
        }
        int received = recvmmsg(fd, in, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < received; i++) {
            int from = by_port[ntohs(names[i].sin_port)] - 1;
            Packet *p = &packets[i];
            *p = (Packet){buffers[i], (int)in[i].msg_len, 0};
            if (from < 0 || p->size < 12 || p->data[0] < 128 || (p->data[1] >= 192 && p->data[1] < 224) ||
                !decrypt(&members[from], p))
                continue;
            const Fan *fan = &fans[2 * from + ((p->data[1] & 0x7f) != AUDIO_PAYLOAD_TYPE)];
            for (uint32_t k = 0; k < fan->count; k++) {
                Route *r = &routes[fan->first + k];
                Member *to = &members[r->to];
                if (to->queued == 0)
                    writing[waiting++] = (int)r->to;
                to->queue[to->queued++] = (Outgoing){p, r};
            }
        }
        for (int i = 0; i < waiting; i++)
            send_queue(fd, &members[writing[i]]);
        flush(fd);
    }
}
