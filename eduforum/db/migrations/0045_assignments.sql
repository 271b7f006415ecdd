-- What students are to hand in. `rubric` and `late_policy` are values of their own; points are exact decimals.
create table assignments (
    id uuid primary key,
    course_id uuid not null references courses (id),
    title text not null,
    instructions text not null,
    points numeric not null check (points > 0),
    accepts_text boolean not null,
    max_files integer not null check (max_files >= 0),
    max_attempts integer check (max_attempts > 0),
    opens_at timestamptz not null,
    due_at timestamptz not null,
    time_zone text not null,
    published boolean not null,
    late_policy jsonb not null,
    rubric jsonb not null,
    released_at timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    check (opens_at < due_at),
    check (accepts_text or max_files > 0)
);

create index on assignments (course_id, due_at);

create table assignment_extensions (
    assignment_id uuid not null references assignments (id),
    user_id uuid not null references users (id),
    until timestamptz not null,
    why text not null,
    given_by uuid not null references users (id),
    given_at timestamptz not null,
    primary key (assignment_id, user_id)
);

-- Never changed and never deleted. `started_at` is what lateness is reckoned from.
create table submissions (
    id uuid primary key,
    assignment_id uuid not null references assignments (id),
    user_id uuid not null references users (id),
    number integer not null check (number > 0),
    text text not null,
    started_at timestamptz not null,
    received_at timestamptz not null,
    sha256 text not null,
    unique (assignment_id, user_id, number)
);

create table submission_files (
    submission_id uuid not null references submissions (id),
    place integer not null,
    file_id uuid not null references course_files (id),
    primary key (submission_id, place)
);

create index on submission_files (file_id);

-- `levels` has the chosen level of each criterion; `points` are missing for as long as one is.
create table submission_grades (
    submission_id uuid primary key references submissions (id),
    levels jsonb not null,
    points numeric,
    feedback text not null,
    version integer not null,
    graded_by uuid not null references users (id),
    graded_at timestamptz not null
);

-- Every state that a grade has had, the present one among them.
create table submission_grade_changes (
    submission_id uuid not null references submissions (id),
    version integer not null,
    levels jsonb not null,
    points numeric,
    feedback text not null,
    graded_by uuid not null references users (id),
    graded_at timestamptz not null,
    primary key (submission_id, version)
);
