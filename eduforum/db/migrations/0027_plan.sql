-- A lesson plan of a course. `steps`: what it consists of, in order.
create table plans (
    id uuid primary key,
    course_id uuid not null references courses (id),
    title text not null,
    steps jsonb not null,
    titles_shown boolean not null,
    version integer not null,
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz
);

create index plans_of_course on plans (course_id, title) where deleted_at is null;

-- How a session goes through a plan: a copy of it, with what came of each step. `before`: the same before the latest
-- start of a step, as long as that can be taken back.
create table plan_runs (
    room_id uuid primary key references rooms (id),
    plan_id uuid not null references plans (id),
    run jsonb not null,
    before jsonb
);

create index plan_runs_of_plan on plan_runs (plan_id);
