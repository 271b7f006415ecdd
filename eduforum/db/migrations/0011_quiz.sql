-- A quiz of a session. `settings` and `parts` are as they were written; `questions` and `points` are of one attempt.
-- `seq` is the room's at the last change, here as below.
create table quizzes (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    seq bigint not null,
    title text not null,
    state text not null check (state in ('draft', 'open', 'closed')),
    settings jsonb not null,
    parts jsonb not null,
    questions integer not null,
    points numeric not null,
    extra_minutes integer not null default 0,
    released text check (released in ('scores', 'answers')),
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    opened_at timestamptz,
    closed_at timestamptz,
    released_at timestamptz,
    corrected_at timestamptz
);

create index quizzes_session on quizzes (session_id, id);

-- What may be asked: the questions of its parts, at the version they had. `correction` is what was changed in the key since.
create table quiz_items (
    quiz_id uuid not null references quizzes (id) on delete cascade,
    number integer not null,
    part integer not null,
    question_id uuid not null,
    question_version integer not null,
    points numeric not null,
    correction jsonb,
    primary key (quiz_id, number),
    foreign key (question_id, question_version) references question_versions (question_id, version)
);

-- `items` are the numbers of what is asked, in the order of it; `minutes` the time limit with the person's time factor.
create table quiz_attempts (
    id uuid primary key,
    quiz_id uuid not null references quizzes (id),
    person_id uuid not null references users (id),
    number integer not null,
    seq bigint not null,
    seed text not null,
    items integer[] not null,
    minutes numeric,
    started_at timestamptz not null,
    deadline timestamptz,
    submitted_at timestamptz,
    ended_by text check (ended_by in ('person', 'time', 'staff', 'session')),
    earned numeric,
    points numeric,
    unique (quiz_id, person_id, number)
);

create index quiz_attempts_running on quiz_attempts (quiz_id) where submitted_at is null;

create table quiz_answers (
    attempt_id uuid not null references quiz_attempts (id),
    place integer not null,
    seq bigint not null,
    response jsonb,
    saved_at timestamptz not null,
    primary key (attempt_id, place)
);

create table quiz_scores (
    attempt_id uuid not null references quiz_attempts (id),
    place integer not null,
    earned numeric not null,
    points numeric not null,
    primary key (attempt_id, place)
);

create table quiz_extensions (
    quiz_id uuid not null references quizzes (id) on delete cascade,
    person_id uuid not null references users (id),
    minutes integer not null,
    primary key (quiz_id, person_id)
);

create table quiz_corrections (
    id uuid primary key,
    quiz_id uuid not null references quizzes (id),
    number integer not null,
    seq bigint not null,
    before jsonb,
    after jsonb not null,
    made_by uuid not null references users (id),
    made_at timestamptz not null,
    undone_at timestamptz
);

create index quiz_corrections_quiz on quiz_corrections (quiz_id, id);

-- A window that was left, and for how long: information, never a verdict.
create table quiz_focus_losses (
    attempt_id uuid not null references quiz_attempts (id),
    seq bigint not null,
    lost_at timestamptz not null,
    seconds integer not null
);

create index quiz_focus_losses_attempt on quiz_focus_losses (attempt_id);

-- What somebody is given in every timed thing of a course.
create table accommodations (
    course_id uuid not null references courses (id),
    user_id uuid not null references users (id),
    time_factor numeric not null check (time_factor between 1 and 5),
    changed_by uuid not null references users (id),
    changed_at timestamptz not null,
    primary key (course_id, user_id)
);
