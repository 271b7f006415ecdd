#include "engine.h"

#include <netinet/in.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>

enum {
    VP8_DESCRIPTOR = 6,
    VP8_HEADER = 10,
    KEYFRAME_FACTOR = 4,        /* a keyframe's size over another frame's */
    KEYFRAME_GAP_MS = 300,      /* an encoder makes no two closer than this */
    NAMED_PACKETS = 150,        /* that carry mid and rid at a stream's start */
    FRAME_PACKETS = 64,
};

int streams_open(Member *m) {
    for (int i = 0; i < m->spec.stream_count; i++) {
        Stream *s = &m->streams[i];
        s->spec = m->spec.streams[i];
        /* Far from the rollover, which a receiver that comes late would guess wrong. */
        s->sequence = (uint16_t)(1 + s->spec.ssrc % 1000);
        s->rtx_sequence = 1;
        s->picture_id = (uint16_t)(s->spec.ssrc & 0x3fff);
        s->timestamp = s->spec.ssrc * 7919u;
        s->keyframe_due = s->spec.video;
        s->history = calloc(HISTORY, sizeof(Sent));
        if (s->history == NULL)
            return -1;
    }
    return 0;
}

static int extension(uint8_t *out, uint8_t id, const void *value, int size) {
    out[0] = (uint8_t)(id << 4 | (size - 1));
    memcpy(out + 1, value, (size_t)size);
    return size + 1;
}

/* Who speaks in this room now: the seats take turns, and each runs into the next one's by a tenth. */
static uint8_t voice_level(const Fleet *f, const MemberSpec *spec) {
    if (spec->talk_ms == 0)
        return spec->level;
    int64_t ms = f->now_ns / NS_PER_MS + spec->room * 7919;
    int64_t turn = ms / spec->talk_ms;
    bool overlap = ms % spec->talk_ms < spec->talk_ms / 10;
    if (turn % spec->people == spec->seat || (overlap && (turn + spec->people - 1) % spec->people == spec->seat))
        return (uint8_t)(spec->level + ms / 20 % 5);
    return 127;
}

/* The RTP header with its extensions (RFC 8285, one-byte form). Returns its size. */
static int write_header(Fleet *f, Member *m, Stream *s, const Sent *p, bool again, uint8_t *out) {
    const MemberSpec *spec = &m->spec;
    uint8_t *at = out + 16, twcc[2], level;
    out[0] = 0x80;
    out[1] = (uint8_t)((p->marker ? 0x80 : 0) | (again ? s->spec.rtx_payload_type : s->spec.payload_type));
    store16(out + 2, again ? s->rtx_sequence++ : p->sequence);
    store32(out + 4, p->timestamp);
    store32(out + 8, again ? s->spec.rtx_ssrc : s->spec.ssrc);
    if (spec->ext_twcc) {
        store16(twcc, m->twcc_out++);
        at += extension(at, spec->ext_twcc, twcc, 2);
    }
    if (spec->ext_level && !s->spec.video) {
        level = voice_level(f, spec);
        if (level < 127)
            level |= 0x80;
        at += extension(at, spec->ext_level, &level, 1);
    }
    if (s->packets < NAMED_PACKETS || p->keyframe || again) {
        if (spec->ext_mid && s->spec.mid_length)
            at += extension(at, spec->ext_mid, s->spec.mid, s->spec.mid_length);
        uint8_t rid = again ? spec->ext_repaired_rid : spec->ext_rid;
        if (rid && s->spec.rid_length)
            at += extension(at, rid, s->spec.rid, s->spec.rid_length);
    }
    if (at == out + 16)
        return 12;
    while ((at - out) % 4)
        *at++ = 0;
    out[0] |= 0x10;
    store16(out + 12, 0xbede);
    store16(out + 14, (uint32_t)(at - out - 16) / 4);
    return (int)(at - out);
}

/* VP8 payload descriptor (RFC 7741 section 4.2) and the start of a frame header (RFC 6386 section 9.1). */
static int write_vp8(const Stream *s, const Sent *p, uint8_t *out) {
    out[0] = p->start ? 0x90 : 0x80;
    out[1] = 0xf0;
    store16(out + 2, 0x8000 | (p->picture_id & 0x7fff));
    out[4] = p->tl0picidx;
    out[5] = (uint8_t)(p->tid << 6 | (p->sync ? 0x20 : 0) | (p->keyidx & 0x1f));
    if (!p->start)
        return VP8_DESCRIPTOR;
    uint8_t *tag = out + VP8_DESCRIPTOR;
    memset(tag, 0, VP8_HEADER);
    tag[0] = p->keyframe ? 0x10 : 0x11;
    if (!p->keyframe)
        return VP8_DESCRIPTOR + 3;
    tag[3] = 0x9d;
    tag[4] = 0x01;
    tag[5] = 0x2a;
    tag[6] = (uint8_t)s->spec.width;
    tag[7] = (uint8_t)(s->spec.width >> 8);
    tag[8] = (uint8_t)s->spec.height;
    tag[9] = (uint8_t)(s->spec.height >> 8);
    return VP8_DESCRIPTOR + VP8_HEADER;
}

/* The clear packet; noise between the codec's header and the mark and time that end it. */
static int write_packet(Fleet *f, Member *m, Stream *s, const Sent *p, bool again, uint8_t *out) {
    int at = write_header(f, m, s, p, again, out), head;
    if (again) {
        store16(out + at, p->sequence);
        at += 2;
    }
    if (s->spec.video) {
        head = write_vp8(s, p, out + at);
    } else {
        out[at] = 0x78;
        head = 1;
    }
    int noise = p->size - head - STAMP_SIZE;
    memcpy(out + at + head, f->noise, (size_t)noise);
    store64(out + at + head + noise, f->run | m->spec.seat);
    store64(out + at + head + noise + 8, (uint64_t)p->stamp_ns);
    return at + p->size;
}

/* The temporal pattern of libwebrtc: 0 2 1 2 with three layers, 0 1 with two. */
static uint8_t temporal_layer(Stream *s, bool keyframe) {
    static const uint8_t THREE[] = {0, 2, 1, 2};
    if (keyframe)
        s->layer_at = 0;
    uint8_t at = s->layer_at++;
    if (s->spec.temporal_layers == 3)
        return THREE[at % 4];
    return s->spec.temporal_layers == 2 ? at % 2 : 0;
}

/* Datagrams of one size, which lie apart, as segments of one message. Returns how many have left. */
static int send_segments(int fd, struct iovec *slices, int count) {
    uint64_t control[4] = {0};
    struct msghdr header = {.msg_iov = slices, .msg_iovlen = (size_t)count, .msg_control = control};
    uint16_t size = (uint16_t)slices[0].iov_len;
    header.msg_controllen = CMSG_SPACE(sizeof(size));
    struct cmsghdr *c = CMSG_FIRSTHDR(&header);
    c->cmsg_level = SOL_UDP;
    c->cmsg_type = UDP_SEGMENT;
    c->cmsg_len = CMSG_LEN(sizeof(size));
    memcpy(CMSG_DATA(c), &size, sizeof(size));
    return sendmsg(fd, &header, MSG_DONTWAIT | MSG_NOSIGNAL) > 0 ? count : 0;
}

void stream_frame(Fleet *f, Member *m, Stream *s) {
    struct mmsghdr headers[FRAME_PACKETS];
    struct iovec slices[FRAME_PACKETS];
    const StreamSpec *spec = &s->spec;
    int64_t bytes = (int64_t)spec->bitrate * spec->interval_us / 8000000;
    bool keyframe = s->keyframe_due && f->now_ns - s->keyframe_ns > KEYFRAME_GAP_MS * NS_PER_MS;
    uint8_t tid = 0;
    if (spec->video) {
        tid = temporal_layer(s, keyframe);
        if (keyframe) {
            bytes *= KEYFRAME_FACTOR;
            s->keyframe_due = false;
            s->keyframe_ns = f->now_ns;
            s->keyidx++;
        }
        if (tid == 0)
            s->tl0picidx++;
        s->picture_id = (s->picture_id + 1) & 0x7fff;
    }
    int count = (int)((bytes + spec->packet_bytes - 1) / spec->packet_bytes);
    if (count > FRAME_PACKETS)
        count = FRAME_PACKETS;
    int size = (int)(bytes / count);
    if (size < 40)
        size = 40;
    int ready = 0;
    memset(headers, 0, sizeof(headers[0]) * (size_t)count);
    for (int i = 0; i < count; i++) {
        Sent *p = &s->history[s->sequence % HISTORY];
        *p = (Sent){
            .stamp_ns = wall_ns(),
            .timestamp = s->timestamp,
            .sequence = s->sequence++,
            .picture_id = s->picture_id,
            .size = (uint16_t)size,
            .tl0picidx = s->tl0picidx,
            .tid = tid,
            .keyidx = s->keyidx,
            .used = 1,
            .start = i == 0,
            .marker = spec->video && i == count - 1,
            .keyframe = keyframe,
            .sync = keyframe || tid > 0,
        };
        int length = write_packet(f, m, s, p, false, f->out[ready]);
        s->packets++;
        s->octets += (uint32_t)size;
        if (!srtp_protect_rtp(&m->send, f->out[ready], &length))
            continue;
        slices[ready] = (struct iovec){f->out[ready], (size_t)length};
        headers[ready].msg_hdr.msg_iov = &slices[ready];
        headers[ready].msg_hdr.msg_iovlen = 1;
        f->stats.sent_bytes += length;
        ready++;
    }
    s->frames++;
    s->timestamp += spec->video ? spec->interval_us * 9 / 100 : spec->interval_us * 48 / 1000;
    int done = 0;
    if (m->spec.segments && ready > 1 && slices[0].iov_len == slices[ready - 1].iov_len)
        done = send_segments(m->spec.fd, slices, ready);
    else if (ready > 0)
        done = sendmmsg(m->spec.fd, headers, (unsigned)ready, MSG_DONTWAIT | MSG_NOSIGNAL);
    f->stats.sent += done > 0 ? done : 0;
    f->stats.unsent += ready - (done > 0 ? done : 0);
}

void stream_resend(Fleet *f, Member *m, Stream *s, uint16_t sequence) {
    const Sent *p = &s->history[sequence % HISTORY];
    if (s->spec.rtx_ssrc == 0 || !p->used || p->sequence != sequence)
        return;
    int size = write_packet(f, m, s, p, true, f->out[0]);
    if (srtp_protect_rtp(&m->send, f->out[0], &size) &&
        send(m->spec.fd, f->out[0], (size_t)size, MSG_DONTWAIT | MSG_NOSIGNAL) > 0)
        f->stats.resent++;
}
