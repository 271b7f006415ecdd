#include "engine.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum {
    READY = 256,
    CHECK_MS = 2500,
    REPORT_MS = 1000,
    FEEDBACK_MS = 100,
    REPAIR_MS = 10,
    LONGEST_WAIT_MS = 200,
};

static int64_t read_clock(clockid_t id) {
    struct timespec t;
    clock_gettime(id, &t);
    return t.tv_sec * NS_PER_S + t.tv_nsec;
}

int64_t clock_ns(void) { return read_clock(CLOCK_MONOTONIC); }
int64_t wall_ns(void) { return read_clock(CLOCK_REALTIME); }

static void heap_push(Fleet *f, Due due) {
    if (f->heap_count == f->heap_capacity) {
        f->heap_capacity = f->heap_capacity ? 2 * f->heap_capacity : 1024;
        f->heap = realloc(f->heap, sizeof(Due) * (size_t)f->heap_capacity);
        if (f->heap == NULL)
            abort();
    }
    int at = f->heap_count++;
    while (at > 0 && f->heap[(at - 1) / 2].due_ns > due.due_ns) {
        f->heap[at] = f->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    f->heap[at] = due;
}

/* Put the first one off until `due_ns`. */
static void heap_delay(Fleet *f, int64_t due_ns) {
    Due due = f->heap[0];
    int at = 0;
    due.due_ns = due_ns;
    for (;;) {
        int child = 2 * at + 1;
        if (child >= f->heap_count)
            break;
        if (child + 1 < f->heap_count && f->heap[child + 1].due_ns < f->heap[child].due_ns)
            child++;
        if (f->heap[child].due_ns >= due_ns)
            break;
        f->heap[at] = f->heap[child];
        at = child;
    }
    f->heap[at] = due;
}

/* A full period ahead of the last time that it was due; what was missed for longer than one is not made up for. */
static int64_t next_due(int64_t due_ns, int64_t period_ns, int64_t now_ns) {
    int64_t next = due_ns + period_ns;
    return next > now_ns - period_ns ? next : now_ns;
}

static void fire(Fleet *f) {
    Due due = f->heap[0];
    Member *m = f->members[due.member];
    int64_t late = f->now_ns - due.due_ns, period;
    if (due.kind < MAX_STREAMS) {
        period = m->streams[due.kind].spec.interval_us * 1000LL;
        if (late > f->stats.late_ns)
            f->stats.late_ns = late;
        if (!f->quiet)
            stream_frame(f, m, &m->streams[due.kind]);
    } else if (due.kind == DUTY_CHECK) {
        period = CHECK_MS * NS_PER_MS;
        (void)!send(m->spec.fd, m->check, (size_t)m->spec.check_size, MSG_DONTWAIT | MSG_NOSIGNAL);
    } else if (due.kind == DUTY_REPORT) {
        period = REPORT_MS * NS_PER_MS;
        control_report(f, m);
    } else if (due.kind == DUTY_FEEDBACK) {
        period = FEEDBACK_MS * NS_PER_MS;
        control_feedback(f, m);
    } else {
        period = REPAIR_MS * NS_PER_MS;
        control_repair(f, m);
    }
    heap_delay(f, next_due(due.due_ns, period, f->now_ns));
}

static void fire_due(Fleet *f) {
    f->now_ns = clock_ns();
    while (f->heap_count > 0 && f->heap[0].due_ns <= f->now_ns) {
        fire(f);
        f->now_ns = clock_ns();
    }
}

/* Begin with a member that Python has added. */
static void begin(Fleet *f, uint32_t index) {
    Member *m = f->members[index];
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = index};
    epoll_ctl(f->epoll, EPOLL_CTL_ADD, m->spec.fd, &event);
    for (int i = 0; i < m->spec.stream_count; i++)
        heap_push(f, (Due){f->now_ns + m->spec.streams[i].phase_us * 1000LL, index, (uint8_t)i});
    int64_t spread = f->now_ns + (index * 7919 % 1000) * NS_PER_MS;
    if (m->spec.check_size > 0)
        heap_push(f, (Due){spread, index, DUTY_CHECK});
    if (m->spec.reports)
        heap_push(f, (Due){spread, index, DUTY_REPORT});
    if (m->spec.reports && m->spec.ext_twcc)
        heap_push(f, (Due){f->now_ns + (index * 7919 % FEEDBACK_MS) * NS_PER_MS, index, DUTY_FEEDBACK});
    if (m->spec.nack)
        heap_push(f, (Due){f->now_ns + (index * 7919 % REPAIR_MS) * NS_PER_MS, index, DUTY_REPAIR});
}

static void reset(Fleet *f) {
    memset(&f->stats, 0, sizeof(f->stats));
    for (int i = 0; i < f->running_count; i++)
        member_reset(f->members[i]);
    f->reset_ns = clock_ns();
    f->reset_cpu_ns = read_clock(CLOCK_THREAD_CPUTIME_ID);
}

static bool take_commands(Fleet *f) {
    eventfd_t ignored;
    eventfd_read(f->wake, &ignored);
    pthread_mutex_lock(&f->lock);
    while (f->running_count < f->count)
        begin(f, (uint32_t)f->running_count++);
    if (f->reset)
        reset(f);
    f->reset = false;
    bool quit = f->quit;
    pthread_mutex_unlock(&f->lock);
    return !quit;
}

static void sum_up(Fleet *f) {
    f->stats.lost = 0;
    for (int i = 0; i < f->running_count; i++)
        for (int k = 0; k < f->members[i]->inbound_count; k++)
            if (!f->members[i]->inbound[k].rtx)
                f->stats.lost += f->members[i]->inbound[k].expected - f->members[i]->inbound[k].unique;
    f->stats.wall_ns = clock_ns() - f->reset_ns;
    f->stats.cpu_ns = read_clock(CLOCK_THREAD_CPUTIME_ID) - f->reset_cpu_ns;
}

static void *run(void *argument) {
    Fleet *f = argument;
    struct epoll_event ready[READY];
    bool more = true;
    if (f->core >= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(f->core, &set);
        sched_setaffinity(0, sizeof(set), &set);
    }
    reset(f);
    while (more) {
        int64_t wait = LONGEST_WAIT_MS * NS_PER_MS;
        f->now_ns = clock_ns();
        if (f->heap_count > 0 && f->heap[0].due_ns - f->now_ns < wait)
            wait = f->heap[0].due_ns - f->now_ns;
        if (wait < 0)
            wait = 0;
        struct timespec duration = {wait / NS_PER_S, wait % NS_PER_S};
        int count = (int)syscall(SYS_epoll_pwait2, f->epoll, ready, READY, &duration, NULL, 0);
        f->stats.turns++;
        for (int i = 0; i < count; i++) {
            f->now_ns = clock_ns();
            if (ready[i].data.u64 == UINT64_MAX)
                more = take_commands(f);
            else
                member_receive(f, f->members[ready[i].data.u64]);
            if (f->heap_count > 0 && f->heap[0].due_ns <= f->now_ns)
                fire_due(f);
        }
        fire_due(f);
    }
    sum_up(f);
    return NULL;
}

/* For up to `capacity` members, on `core` (-1: any). NULL when libsrtp cannot be used or memory is short. */
Fleet *fleet_new(const char *srtp_path, uint64_t run_mark, int core, int capacity) {
    Fleet *f = calloc(1, sizeof(Fleet));
    if (f == NULL)
        return NULL;
    f->members = calloc((size_t)capacity, sizeof(Member *));
    if (f->members == NULL || srtp_load(srtp_path) < 0) {
        free(f->members);
        free(f);
        return NULL;
    }
    f->capacity = capacity;
    f->run = run_mark & ~0xffffULL;
    f->core = core;
    f->epoll = epoll_create1(EPOLL_CLOEXEC);
    f->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    pthread_mutex_init(&f->lock, NULL);
    for (size_t i = 0; i < sizeof(f->noise); i++)
        f->noise[i] = (uint8_t)(i * 151 + 43);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = UINT64_MAX};
    if (f->epoll < 0 || f->wake < 0 || epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->wake, &event) != 0) {
        free(f->members);
        free(f);
        return NULL;
    }
    return f;
}

int fleet_start(Fleet *f) {
    f->running = pthread_create(&f->thread, NULL, run, f) == 0;
    return f->running ? 0 : -1;
}

static void member_free(Member *m) {
    close(m->spec.fd);
    srtp_close(&m->receive);
    srtp_close(&m->send);
    for (int i = 0; i < m->spec.stream_count; i++)
        free(m->streams[i].history);
    free(m->inbound);
    free(m->check);
    free(m);
}

/* The member's number, or -1. The socket is the fleet's from then on, in either case. */
int fleet_add(Fleet *f, const MemberSpec *spec) {
    Member *m = calloc(1, sizeof(Member));
    if (m == NULL)
        return -1;
    m->spec = *spec;
    m->inbound = calloc(MAX_INBOUND, sizeof(Inbound));
    m->check = malloc((size_t)spec->check_size + 1);
    if (m->inbound == NULL || m->check == NULL || streams_open(m) < 0 ||
        srtp_open(&m->receive, spec->profile, spec->receive_key, true) < 0 ||
        srtp_open(&m->send, spec->profile, spec->send_key, false) < 0) {
        member_free(m);
        return -1;
    }
    if (spec->check_size > 0)
        memcpy(m->check, spec->check, (size_t)spec->check_size);
    int one = 1;
    if (spec->decrypts)
        setsockopt(spec->fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
    pthread_mutex_lock(&f->lock);
    if (f->count == f->capacity) {
        pthread_mutex_unlock(&f->lock);
        member_free(m);
        return -1;
    }
    int index = f->count++;
    f->members[index] = m;
    pthread_mutex_unlock(&f->lock);
    eventfd_write(f->wake, 1);
    return index;
}

/* Count from now on. Done by the thread, within a turn. */
void fleet_reset(Fleet *f) {
    pthread_mutex_lock(&f->lock);
    f->reset = true;
    pthread_mutex_unlock(&f->lock);
    eventfd_write(f->wake, 1);
}

/* Nobody sends media any more; what is on its way still arrives. */
void fleet_hush(Fleet *f) { f->quiet = true; }

void fleet_stop(Fleet *f) {
    if (!f->running)
        return;
    pthread_mutex_lock(&f->lock);
    f->quit = true;
    pthread_mutex_unlock(&f->lock);
    eventfd_write(f->wake, 1);
    pthread_join(f->thread, NULL);
    f->running = false;
}

/* Exact after the stop; while the thread runs, a glance. */
void fleet_stats(const Fleet *f, FleetStats *out) { *out = f->stats; }

int fleet_member(const Fleet *f, int index, MemberStats *out) {
    if (index < 0 || index >= f->count)
        return -1;
    const Member *m = f->members[index];
    *out = (MemberStats){m->first_audio_ns, m->first_video_ns, 0, m->received_bytes, 0, 0};
    for (int i = 0; i < m->inbound_count; i++) {
        const Inbound *in = &m->inbound[i];
        if (in->rtx)
            continue;
        out->received += in->unique;
        out->lost += in->expected - in->unique;
        out->receiving += in->started;
    }
    return 0;
}

/* Whom a member has heard and seen. A glance, like fleet_stats. */
int fleet_heard(const Fleet *f, int index, Heard out[SEATS]) {
    if (index < 0 || index >= f->count)
        return -1;
    memcpy(out, f->members[index]->heard, sizeof(f->members[index]->heard));
    return 0;
}

void fleet_free(Fleet *f) {
    for (int i = 0; i < f->count; i++)
        member_free(f->members[i]);
    close(f->epoll);
    close(f->wake);
    pthread_mutex_destroy(&f->lock);
    free(f->members);
    free(f->heap);
    free(f);
}
