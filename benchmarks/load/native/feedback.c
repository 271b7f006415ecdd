#include "engine.h"

#include <string.h>

enum {
    SENDER_REPORT = 200,
    RECEIVER_REPORT = 201,
    DESCRIPTION = 202,
    TRANSPORT_FEEDBACK = 205,
    PAYLOAD_FEEDBACK = 206,
    NACK_GAP_MS = 40,           /* between two requests for one packet */
    NACK_TRIES = 10,
    PLI_GAP_MS = 1000,
    REPORT_BLOCKS = 31,
};

static uint32_t own_ssrc(const Member *m) { return m->spec.stream_count > 0 ? m->spec.streams[0].ssrc : 1; }

static int head(uint8_t *out, int count, int type, int size) {
    out[0] = (uint8_t)(0x80 | count);
    out[1] = (uint8_t)type;
    store16(out + 2, (uint32_t)size / 4 - 1);
    return size;
}

static int empty_report(const Member *m, uint8_t *out) {
    store32(out + 4, own_ssrc(m));
    return head(out, 0, RECEIVER_REPORT, 8);
}

static void control_send(Member *m, uint8_t *data, int size) {
    if (srtp_protect_control(&m->send, data, &size))
        (void)!send(m->spec.fd, data, (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static Stream *stream_of(Member *m, uint32_t ssrc) {
    for (int i = 0; i < m->spec.stream_count; i++)
        if (m->streams[i].spec.ssrc == ssrc)
            return &m->streams[i];
    return NULL;
}

static void keyframe_asked(Fleet *f, Member *m, uint32_t ssrc) {
    Stream *s = stream_of(m, ssrc);
    f->stats.plis_received++;
    if (s != NULL)
        s->keyframe_due = true;
}

static void nack_heard(Fleet *f, Member *m, const uint8_t *data, int size) {
    Stream *s = stream_of(m, load32(data + 8));
    for (int at = 12; at + 4 <= size; at += 4) {
        uint16_t first = load16(data + at), more = load16(data + at + 2);
        f->stats.nacks_received += 1 + __builtin_popcount(more);
        if (s == NULL)
            continue;
        stream_resend(f, m, s, first);
        for (int bit = 0; bit < 16; bit++)
            if (more >> bit & 1)
                stream_resend(f, m, s, (uint16_t)(first + 1 + bit));
    }
}

static void report_heard(Fleet *f, Member *m, const uint8_t *data) {
    uint32_t ssrc = load32(data + 4);
    for (int i = 0; i < m->inbound_count; i++)
        if (m->inbound[i].ssrc == ssrc) {
            m->inbound[i].report_middle = load32(data + 10);
            m->inbound[i].report_ns = f->now_ns;
        }
}

void control_heard(Fleet *f, Member *m, const uint8_t *data, int size) {
    while (size >= 8) {
        int length = 4 * (load16(data + 2) + 1), count = data[0] & 31;
        if (length > size)
            return;
        if (data[1] == SENDER_REPORT && length >= 28)
            report_heard(f, m, data);
        else if (data[1] == TRANSPORT_FEEDBACK && count == 1 && length >= 16)
            nack_heard(f, m, data, length);
        else if (data[1] == TRANSPORT_FEEDBACK && count == 15)
            f->stats.feedback_received++;
        else if (data[1] == PAYLOAD_FEEDBACK && count == 1 && length >= 12)
            keyframe_asked(f, m, load32(data + 8));
        else if (data[1] == PAYLOAD_FEEDBACK && count == 4)
            for (int at = 12; at + 8 <= length; at += 8)
                keyframe_asked(f, m, load32(data + at));
        data += length;
        size -= length;
    }
}

static void write_block(const Fleet *f, Inbound *in, uint8_t *out) {
    int64_t expected = in->expected - in->prior_expected, had = in->unique - in->prior_unique;
    int64_t lost = in->expected - in->unique;
    int64_t fraction = expected > 0 && expected > had ? (expected - had) * 256 / expected : 0;
    in->prior_expected = in->expected;
    in->prior_unique = in->unique;
    store32(out, in->ssrc);
    store32(out + 4, (uint32_t)(fraction > 255 ? 255 : fraction) << 24 | (uint32_t)(lost & 0x7fffff));
    store32(out + 8, in->sequence);
    store32(out + 12, in->jitter_q4 >> 4);
    store32(out + 16, in->report_middle);
    store32(out + 20, in->report_ns ? (uint32_t)((f->now_ns - in->report_ns) * 65536 / NS_PER_S) : 0);
}

static int write_sender_report(const Stream *s, uint8_t *out) {
    int64_t now = wall_ns();
    store32(out + 4, s->spec.ssrc);
    store32(out + 8, (uint32_t)(now / NS_PER_S + 2208988800));
    store32(out + 12, (uint32_t)(((uint64_t)(now % NS_PER_S) << 32) / NS_PER_S));
    store32(out + 16, s->timestamp);
    store32(out + 20, s->packets);
    store32(out + 24, s->octets);
    return head(out, 0, SENDER_REPORT, 28);
}

/* SDES with a CNAME of six letters (RFC 3550 section 6.5). */
static int write_description(const Member *m, uint8_t *out) {
    store32(out + 4, own_ssrc(m));
    memcpy(out + 8, "\x01\x06member\0\0\0\0", 12);
    return head(out, 1, DESCRIPTION, 20);
}

void control_report(Fleet *f, Member *m) {
    uint8_t *out = f->out[0];
    int size = 0, blocks = 0;
    for (int i = 0; i < m->spec.stream_count; i++)
        if (m->streams[i].packets > 0)
            size += write_sender_report(&m->streams[i], out + size);
    uint8_t *report = out + size;
    store32(report + 4, own_ssrc(m));
    for (int i = 0; i < m->inbound_count && blocks < REPORT_BLOCKS; i++)
        if (m->inbound[i].started && !m->inbound[i].rtx)
            write_block(f, &m->inbound[i], report + 8 + 24 * blocks++);
    size += head(report, blocks, RECEIVER_REPORT, 8 + 24 * blocks);
    size += write_description(m, out + size);
    control_send(m, out, size);
}

void twcc_arrived(Fleet *f, Member *m, uint16_t number) {
    if (!m->twcc_started) {
        m->twcc_started = true;
        m->twcc_base = number;
        m->twcc_count = 0;
    }
    int at = (int16_t)(number - m->twcc_base);
    if (at < 0)
        return;
    if (at >= TWCC_WINDOW) {
        control_feedback(f, m);
        at = (int16_t)(number - m->twcc_base);
        if (at < 0 || at >= TWCC_WINDOW) {
            m->twcc_base = number;
            m->twcc_count = at = 0;
        }
    }
    while (m->twcc_count <= at)
        m->twcc_arrival_us[m->twcc_count++] = 0;
    m->twcc_arrival_us[at] = f->now_ns / 1000;
}

/* draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1, with two-bit status vectors alone. */
void control_feedback(Fleet *f, Member *m) {
    uint8_t *out = f->out[0], *packet, *chunk, *delta;
    int64_t first = 0, before, quarter;
    int count = m->twcc_count, size = empty_report(m, out);
    for (int i = 0; i < count && first == 0; i++)
        first = m->twcc_arrival_us[i];
    if (first == 0)
        return;
    packet = out + size;
    store32(packet + 4, own_ssrc(m));
    store32(packet + 8, m->inbound_count > 0 ? m->inbound[0].ssrc : 0);
    store16(packet + 12, m->twcc_base);
    store16(packet + 14, (uint32_t)count);
    store32(packet + 16, (uint32_t)(first / 64000) << 8 | m->twcc_number++);
    chunk = packet + 20;
    delta = chunk + 2 * ((count + 6) / 7);
    before = first / 64000 * 256;
    for (int i = 0; i < count; i += 7, chunk += 2) {
        uint32_t symbols = 0xc000;
        for (int k = i; k < i + 7 && k < count; k++) {
            if (m->twcc_arrival_us[k] == 0)
                continue;
            quarter = m->twcc_arrival_us[k] / 250;
            int64_t step = quarter - before;
            before = quarter;
            if (step >= 0 && step <= 255) {
                symbols |= 1u << (12 - 2 * (k - i));
                *delta++ = (uint8_t)step;
            } else {
                symbols |= 2u << (12 - 2 * (k - i));
                store16(delta, (uint32_t)(step & 0xffff));
                delta += 2;
            }
        }
        store16(chunk, symbols);
    }
    while ((delta - packet) % 4)
        *delta++ = 0;
    size += head(packet, 15, TRANSPORT_FEEDBACK, (int)(delta - packet));
    m->twcc_base = (uint16_t)(m->twcc_base + count);
    m->twcc_count = 0;
    control_send(m, out, size);
    f->stats.feedback_sent++;
}

static void ask_keyframe(Fleet *f, Member *m, Inbound *in) {
    uint8_t *out = f->out[0];
    if (f->now_ns - in->pli_ns < PLI_GAP_MS * NS_PER_MS)
        return;
    in->pli_ns = f->now_ns;
    int size = empty_report(m, out);
    store32(out + size + 4, own_ssrc(m));
    store32(out + size + 8, in->ssrc);
    size += head(out + size, 1, PAYLOAD_FEEDBACK, 12);
    control_send(m, out, size);
    f->stats.plis_sent++;
}

void control_repair(Fleet *f, Member *m) {
    for (int i = 0; i < m->inbound_count; i++) {
        Inbound *in = &m->inbound[i];
        uint8_t *out = f->out[0], *packet;
        bool given_up = false;
        int asked = 0, k = 0;
        if (in->missing_count == 0)
            continue;
        int size = empty_report(m, out);
        packet = out + size;
        while (k < in->missing_count) {
            Missing *lost = &in->missing[k];
            if (lost->tries == NACK_TRIES) {
                *lost = in->missing[--in->missing_count];
                given_up = true;
                continue;
            }
            if (f->now_ns - lost->asked_ns >= NACK_GAP_MS * NS_PER_MS) {
                lost->asked_ns = f->now_ns;
                lost->tries++;
                store32(packet + 12 + 4 * asked++, (uint32_t)lost->sequence << 16);
            }
            k++;
        }
        if (asked > 0) {
            store32(packet + 4, own_ssrc(m));
            store32(packet + 8, in->ssrc);
            size += head(packet, 1, TRANSPORT_FEEDBACK, 12 + 4 * asked);
            control_send(m, out, size);
            f->stats.nacks_sent += asked;
        }
        if (given_up)
            ask_keyframe(f, m, in);
    }
}
