#include "engine.h"

#include <string.h>
#include <time.h>

/* Value to bucket with a resolution of 3 %: 32 steps in every octave. */
static int bucket_of(int64_t value) {
    if (value < 0)
        value = 0;
    if (value < 32)
        return (int)value;
    int octave = 63 - __builtin_clzll((uint64_t)value);
    return (octave - 4) * 32 + (int)(value >> (octave - 5) & 31);
}

static Inbound *inbound_of(Member *m, uint32_t ssrc, uint8_t payload_type) {
    if (m->inbound_count > 0 && m->inbound[m->inbound_last].ssrc == ssrc)
        return &m->inbound[m->inbound_last];
    for (int i = 0; i < m->inbound_count; i++)
        if (m->inbound[i].ssrc == ssrc) {
            m->inbound_last = i;
            return &m->inbound[i];
        }
    if (m->inbound_count == MAX_INBOUND)
        return NULL;
    Inbound *in = &m->inbound[m->inbound_count++];
    memset(in, 0, sizeof(*in));
    in->ssrc = ssrc;
    in->rtx = m->spec.video_rtx_payload_type && payload_type == m->spec.video_rtx_payload_type;
    in->video = in->rtx || payload_type != m->spec.audio_payload_type;
    return in;
}

void member_reset(Member *m) {
    m->received_bytes = 0;
    memset(m->heard, 0, sizeof(m->heard));
    for (int i = 0; i < m->inbound_count; i++) {
        Inbound *in = &m->inbound[i];
        in->started = false;
        in->expected = in->unique = in->prior_expected = in->prior_unique = 0;
        in->missing_count = 0;
    }
}

static void note_missing(Inbound *in, uint16_t sequence, int64_t now_ns) {
    if (in->missing_count < MAX_MISSING)
        in->missing[in->missing_count++] = (Missing){.sequence = sequence, .first_ns = now_ns};
}

static bool found_missing(Inbound *in, uint16_t sequence) {
    for (int i = 0; i < in->missing_count; i++)
        if (in->missing[i].sequence == sequence) {
            in->missing[i] = in->missing[--in->missing_count];
            return true;
        }
    return false;
}

static inline uint64_t *seen_word(Inbound *in, uint16_t sequence) { return &in->seen[sequence / 64 % 16]; }

/* False for what was had already. `again`: it came as RTX. */
static bool note_sequence(Fleet *f, Inbound *in, uint16_t sequence, bool wanted, bool again) {
    uint64_t bit = 1ULL << sequence % 64;
    if (!in->started) {
        if (again)
            return false;
        in->started = true;
        in->sequence = sequence;
        in->expected = in->unique = 1;
        memset(in->seen, 0xff, sizeof(in->seen));
        return true;
    }
    int16_t ahead = (int16_t)(sequence - in->sequence);
    if (ahead > 0) {
        for (int i = 1; i < ahead; i++) {
            uint16_t lost = (uint16_t)(in->sequence + i);
            *seen_word(in, lost) &= ~(1ULL << lost % 64);
            if (wanted)
                note_missing(in, lost, f->now_ns);
        }
        *seen_word(in, sequence) |= bit;
        in->expected += ahead;
        in->sequence = sequence;
        in->unique++;
        return true;
    }
    if (ahead < -1000 || *seen_word(in, sequence) & bit) {
        f->stats.repeated++;
        return false;
    }
    *seen_word(in, sequence) |= bit;
    in->unique++;
    if (found_missing(in, sequence) && again)
        f->stats.repaired++;
    return true;
}

/* RFC 3550 appendix A.8, from the clear header. */
static void note_jitter(Inbound *in, uint32_t timestamp, int64_t now_ns) {
    uint32_t arrival = (uint32_t)((now_ns / 1000) * (in->video ? 90 : 48) / 1000);
    uint32_t transit = arrival - timestamp;
    int32_t d = (int32_t)(transit - in->transit);
    if (in->transit != 0) {
        uint32_t difference = (uint32_t)(d < 0 ? -d : d);
        in->jitter_q4 += difference - ((in->jitter_q4 + 8) >> 4);
    }
    in->transit = transit;
}

/* The value of a one-byte header extension of two bytes; -1 when it is not there. */
static int32_t find_twcc(const uint8_t *data, int size, uint8_t id) {
    int at = 12 + 4 * (data[0] & 15);
    if (!(data[0] & 0x10) || at + 4 > size || load16(data + at) != 0xbede)
        return -1;
    int end = at + 4 + 4 * load16(data + at + 2);
    if (end > size)
        return -1;
    for (at += 4; at < end;) {
        if (data[at] == 0) {
            at++;
            continue;
        }
        int length = (data[at] & 15) + 1;
        if (data[at] >> 4 == id && length == 2 && at + 3 <= end)
            return load16(data + at + 1);
        at += 1 + length;
    }
    return -1;
}

/* What a decrypted packet tells: the number that an RTX packet repeats, and when it was sent. */
static void read_clear(Fleet *f, Member *m, Inbound *in, const uint8_t *data, int size, int64_t arrived_ns) {
    int padding = data[0] & 0x20 ? data[size - 1] : 0;
    int end = size - padding;
    if (end < 12 + STAMP_SIZE || in->rtx)
        return;
    uint64_t mark = load64(data + end - STAMP_SIZE), seat = mark & 0xffff;
    if (mark - seat != f->run)
        return;
    if (seat < SEATS) {
        Heard *heard = &m->heard[seat];
        if (heard->first_ns[in->video] == 0)
            heard->first_ns[in->video] = f->now_ns;
        heard->last_ns = f->now_ns;
    }
    int64_t delay = arrived_ns - (int64_t)load64(data + end - 8);
    f->stats.delays[bucket_of(delay)]++;
}

static int payload_at(const uint8_t *data, int size) {
    int at = 12 + 4 * (data[0] & 15);
    if (data[0] & 0x10 && at + 4 <= size)
        at += 4 + 4 * load16(data + at + 2);
    return at;
}

/* The stream that an RTX stream repeats: the server numbers them apart, so the lost number decides. */
static void note_repair(Fleet *f, Member *m, const uint8_t *data, int size) {
    int at = payload_at(data, size);
    if (at + 2 > size - (data[0] & 0x20 ? data[size - 1] : 0))
        return;
    uint16_t sequence = load16(data + at);
    for (int i = 0; i < m->inbound_count; i++) {
        Inbound *in = &m->inbound[i];
        if (in->rtx || !in->video)
            continue;
        for (int k = 0; k < in->missing_count; k++)
            if (in->missing[k].sequence == sequence) {
                note_sequence(f, in, sequence, true, true);
                return;
            }
    }
    f->stats.repeated++;
}

static void rtp_heard(Fleet *f, Member *m, uint8_t *data, int size, int64_t arrived_ns) {
    Inbound *in = inbound_of(m, load32(data + 8), data[1] & 0x7f);
    if (in == NULL)
        return;
    f->stats.received++;
    f->stats.received_bytes += size;
    m->received_bytes += size;
    if (m->spec.ext_twcc) {
        int32_t number = find_twcc(data, size, m->spec.ext_twcc);
        if (number >= 0)
            twcc_arrived(f, m, (uint16_t)number);
    }
    bool fresh = note_sequence(f, in, load16(data + 2), m->spec.nack && in->video && !in->rtx, false);
    if (m->spec.reports && fresh)
        note_jitter(in, load32(data + 4), f->now_ns);
    if (in->video ? m->first_video_ns == 0 : m->first_audio_ns == 0)
        *(in->video ? &m->first_video_ns : &m->first_audio_ns) = f->now_ns;
    if (!m->spec.decrypts && !in->rtx)
        return;
    if (!srtp_unprotect_rtp(&m->receive, data, &size)) {
        f->stats.refused += fresh;
        return;
    }
    f->stats.decrypted++;
    if (in->rtx)
        note_repair(f, m, data, size);
    else
        read_clear(f, m, in, data, size, arrived_ns);
}

static void datagram_heard(Fleet *f, Member *m, uint8_t *data, int size, int64_t arrived_ns) {
    if (size < 12 || data[0] < 128 || data[0] > 191)
        return;
    if (data[1] >= 192 && data[1] < 224) {
        if (srtp_unprotect_control(&m->receive, data, &size))
            control_heard(f, m, data, size);
        else
            f->stats.refused++;
        return;
    }
    rtp_heard(f, m, data, size, arrived_ns);
}

static int64_t arrival_of(struct msghdr *header) {
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c != NULL; c = CMSG_NXTHDR(header, c))
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof(t));
            return t.tv_sec * NS_PER_S + t.tv_nsec;
        }
    return 0;
}

void member_receive(Fleet *f, Member *m) {
    struct mmsghdr headers[BATCH];
    struct iovec slices[BATCH];
    uint64_t controls[BATCH][8];
    int count;
    do {
        for (int i = 0; i < BATCH; i++) {
            slices[i] = (struct iovec){f->in[i], DATAGRAM};
            headers[i].msg_hdr = (struct msghdr){.msg_iov = &slices[i], .msg_iovlen = 1};
            if (m->spec.decrypts) {
                headers[i].msg_hdr.msg_control = controls[i];
                headers[i].msg_hdr.msg_controllen = sizeof(controls[i]);
            }
        }
        count = recvmmsg(m->spec.fd, headers, BATCH, MSG_DONTWAIT, NULL);
        for (int i = 0; i < count; i++)
            datagram_heard(f, m, f->in[i], (int)headers[i].msg_len,
                           m->spec.decrypts ? arrival_of(&headers[i].msg_hdr) : 0);
    } while (count == BATCH);
}
