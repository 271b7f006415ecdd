#ifndef LOAD_ENGINE_H
#define LOAD_ENGINE_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

enum {
    MAX_STREAMS = 5,        /* a microphone, a camera of three layers, one more */
    MAX_INBOUND = 64,       /* SSRCs that one member receives */
    MAX_MISSING = 64,
    HISTORY = 512,          /* packets that can be sent again */
    TWCC_WINDOW = 512,
    TRAILER = 148,          /* what SRTP may append */
    DATAGRAM = 2048,
    BATCH = 32,
    STAMP_SIZE = 16,
    HISTOGRAM = 2048,
    SEATS = 64,             /* of a room, that are told apart */
};

#define NS_PER_MS 1000000LL
#define NS_PER_S 1000000000LL

/* One RTP stream that a member sends. */
typedef struct {
    uint32_t ssrc, rtx_ssrc;
    uint32_t bitrate;           /* bit/s of RTP payload */
    uint32_t interval_us;       /* between frames */
    uint32_t packet_bytes;      /* the longest payload */
    uint32_t phase_us;          /* of the first frame */
    uint16_t width, height;
    uint8_t video;
    uint8_t payload_type, rtx_payload_type;
    uint8_t temporal_layers;
    uint8_t mid_length, rid_length;
    char mid[8], rid[8];
} StreamSpec;

/* One participant. The pointers need to live until fleet_add has returned. */
typedef struct {
    int32_t fd;                 /* a connected UDP socket; the fleet closes it */
    int32_t profile;            /* RFC 5764 section 4.1.2 */
    uint8_t receive_key[48], send_key[48];
    const uint8_t *check;       /* the STUN request that keeps consent (RFC 7675) */
    int32_t check_size;
    int32_t stream_count;
    StreamSpec streams[MAX_STREAMS];
    uint32_t talk_ms;           /* each seat of a room speaks in turn for this long; 0 = all of them, all the time */
    uint16_t room, seat, people;
    uint8_t level;              /* -dBov of the voice */
    uint8_t decrypts, nack, reports;
    uint8_t segments;           /* a frame is one message to the kernel (UDP_SEGMENT) */
    uint8_t ext_mid, ext_rid, ext_repaired_rid, ext_level, ext_twcc;
    uint8_t audio_payload_type, video_payload_type, video_rtx_payload_type;    /* of what it receives */
} MemberSpec;

/* Counters since the last reset. */
typedef struct {
    int64_t sent, sent_bytes, resent, late_ns, unsent;
    int64_t received, received_bytes, decrypted, refused, repaired, repeated, lost;
    int64_t nacks_sent, nacks_received, plis_sent, plis_received, feedback_sent, feedback_received;
    int64_t turns, cpu_ns, wall_ns;
    int64_t delays[HISTOGRAM];          /* one-way delay of media packets, ns */
} FleetStats;

typedef struct {
    int64_t first_audio_ns, first_video_ns;    /* CLOCK_MONOTONIC; 0 = none yet */
    int64_t received, received_bytes, lost;
    int64_t receiving;                         /* streams that packets came on since the reset */
} MemberStats;

/* When packets of one seat came, CLOCK_MONOTONIC since the last reset; 0 = none. Of those who decrypt. */
typedef struct { int64_t first_ns[2], last_ns; } Heard;    /* first: voice, picture */

typedef struct { void *session; } Srtp;

/* srtp.c: the libsrtp that the Python package pylibsrtp carries. */
int srtp_load(const char *path);                   /* 0, or -1 when something is missing */
int srtp_open(Srtp *s, int profile, const uint8_t *key, bool inbound);
void srtp_close(Srtp *s);
bool srtp_protect_rtp(Srtp *s, uint8_t *packet, int *size);
bool srtp_protect_control(Srtp *s, uint8_t *packet, int *size);
bool srtp_unprotect_rtp(Srtp *s, uint8_t *packet, int *size);
bool srtp_unprotect_control(Srtp *s, uint8_t *packet, int *size);

/* How a packet was made, so that it can be made again. */
typedef struct {
    int64_t stamp_ns;
    uint32_t timestamp;
    uint16_t sequence, picture_id, size;
    uint8_t tl0picidx, tid, keyidx, used;
    bool start, marker, keyframe, sync;
} Sent;

typedef struct {
    StreamSpec spec;
    uint16_t sequence, rtx_sequence, picture_id;
    uint8_t tl0picidx, keyidx, layer_at;
    bool keyframe_due;
    uint32_t timestamp, frames, packets, octets;
    int64_t keyframe_ns;
    Sent *history;
} Stream;

typedef struct {
    uint16_t sequence;
    uint8_t tries;
    int64_t first_ns, asked_ns;
} Missing;

typedef struct {
    uint32_t ssrc;
    bool video, rtx, started;
    uint16_t sequence;          /* the newest */
    uint32_t span;              /* numbers since the first */
    uint32_t jitter_q4, transit;
    uint32_t report_middle;     /* of the last sender report's NTP time */
    int64_t report_ns, pli_ns;
    int64_t expected, unique, prior_expected, prior_unique;
    uint64_t seen[16];
    Missing missing[MAX_MISSING];
    int missing_count;
} Inbound;

typedef struct Member {
    MemberSpec spec;
    uint8_t *check;
    Srtp receive, send;
    Stream streams[MAX_STREAMS];
    Inbound *inbound;
    int inbound_count, inbound_last;
    uint16_t twcc_out;
    bool twcc_started;
    uint16_t twcc_base;
    int twcc_count;
    uint8_t twcc_number;
    int64_t twcc_arrival_us[TWCC_WINDOW];
    int64_t received_bytes, first_audio_ns, first_video_ns;
    Heard heard[SEATS];
} Member;

typedef struct {
    int64_t due_ns;
    uint32_t member;
    uint8_t kind;               /* a stream's index, or one of Duty */
} Due;

enum Duty { DUTY_CHECK = 16, DUTY_REPORT, DUTY_FEEDBACK, DUTY_REPAIR };

typedef struct Fleet {
    pthread_t thread;
    pthread_mutex_t lock;       /* of what Python hands over */
    int epoll, wake, core;
    Member **members;
    int count, capacity, running_count;
    Due *heap;
    int heap_count, heap_capacity;
    bool running, quit, quiet, reset;
    uint64_t run;               /* marks our own payloads, above the seat of who sent them */
    int64_t now_ns, reset_ns, reset_cpu_ns;
    FleetStats stats;
    uint8_t noise[DATAGRAM];
    uint8_t out[64][DATAGRAM];
    uint8_t in[BATCH][DATAGRAM];
} Fleet;

int64_t clock_ns(void);
int64_t wall_ns(void);

static inline uint16_t load16(const uint8_t *p) { return (uint16_t)(p[0] << 8 | p[1]); }
static inline uint32_t load32(const uint8_t *p) { return (uint32_t)load16(p) << 16 | load16(p + 2); }
static inline uint64_t load64(const uint8_t *p) { return (uint64_t)load32(p) << 32 | load32(p + 4); }
static inline void store16(uint8_t *p, uint32_t v) { p[0] = (uint8_t)(v >> 8); p[1] = (uint8_t)v; }
static inline void store32(uint8_t *p, uint32_t v) { store16(p, v >> 16); store16(p + 2, v & 0xffff); }
static inline void store64(uint8_t *p, uint64_t v) { store32(p, (uint32_t)(v >> 32)); store32(p + 4, (uint32_t)v); }

/* send.c */
int streams_open(Member *m);
void stream_frame(Fleet *f, Member *m, Stream *s);
void stream_resend(Fleet *f, Member *m, Stream *s, uint16_t sequence);

/* receive.c */
void member_receive(Fleet *f, Member *m);
void member_reset(Member *m);

/* feedback.c */
void control_heard(Fleet *f, Member *m, const uint8_t *data, int size);
void control_report(Fleet *f, Member *m);
void control_feedback(Fleet *f, Member *m);
void control_repair(Fleet *f, Member *m);
void twcc_arrived(Fleet *f, Member *m, uint16_t number);

#endif
