-- Breakouts of a course's sessions; `record` is the whole of one (`eduforum.learning.breakouts.schemas.Record`). They are
-- kept for the semester: who has worked with whom, and to be opened again.
create table breakouts (
    id uuid primary key,
    room_id uuid not null references rooms (id),
    seq bigint not null,
    course_id uuid not null references courses (id),
    state text not null check (state in ('prepared', 'open', 'ended')),
    opened_at timestamptz,
    record jsonb not null
);

create index breakouts_course on breakouts (course_id, opened_at) where opened_at is not null;
create unique index breakouts_current on breakouts (room_id) where state <> 'ended';
