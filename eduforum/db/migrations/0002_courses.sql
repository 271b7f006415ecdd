create table courses (
    id uuid primary key,
    title text not null,
    code text not null,
    semester text not null,
    professor_id uuid not null references users (id),
    join_code text not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz
);

create unique index courses_join_code on courses (join_code);
create index courses_professor on courses (professor_id, id);

-- An enrolment that ends keeps its row: a participant token names the enrolment it came from, and coming back is a new one.
create table enrollments (
    id uuid primary key,
    course_id uuid not null references courses (id),
    user_id uuid not null references users (id),
    role text not null check (role in ('student', 'ta', 'co_professor', 'observer')),
    created_at timestamptz not null,
    ended_at timestamptz
);

create unique index enrollments_current on enrollments (course_id, user_id) where ended_at is null;
create index enrollments_user on enrollments (user_id, course_id) where ended_at is null;

create table sessions (
    id uuid primary key,
    course_id uuid not null references courses (id),
    title text not null,
    scheduled_at timestamptz not null,
    duration_minutes integer not null check (duration_minutes between 1 and 1440),
    status text not null default 'scheduled' check (status in ('scheduled', 'live', 'ended', 'cancelled')),
    started_at timestamptz,
    ended_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create index sessions_course on sessions (course_id, scheduled_at, id);
create index sessions_time on sessions (scheduled_at, id) where status in ('scheduled', 'live');
