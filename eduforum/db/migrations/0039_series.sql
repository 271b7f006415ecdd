-- A weekly series of a course. `pattern`: what its meetings follow from, as eduforum/courses/series/weekly.py has it, from
-- the day on that the latest change was of. What became of a single meeting stands in its session.
create table session_series (
    id uuid primary key,
    course_id uuid not null references courses (id),
    title text not null,
    pattern jsonb not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index session_series_course on session_series (course_id, id);

-- `series_slot`: the time on the wall that names the meeting in its series, and `planned_at` what that is as an instant:
-- a session that takes place at another one was moved by somebody.
alter table sessions add column series_id uuid references session_series (id);
alter table sessions add column series_slot timestamp;
alter table sessions add column planned_at timestamptz;
alter table sessions add column cancel_reason text not null default '';

create index sessions_series on sessions (series_id, series_slot) where series_id is not null;
