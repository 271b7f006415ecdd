-- Letters on their way, written in the transaction of what caused them. `content` is sealed by the vault, as links in it
-- open accounts, and goes when the letter is sent. `attempts` counts starts, `due_at` is when the next may be. A `void`
-- letter was written so that nobody can tell from the time that it took whether an address has an account.
create table mails (
    id uuid primary key,
    kind text not null,
    recipient text not null,
    subject text not null,
    content bytea,
    state text not null check (state in ('waiting', 'sent', 'dead', 'void')),
    attempts integer not null default 0,
    created_at timestamptz not null,
    due_at timestamptz not null,
    expires_at timestamptz,
    ended_at timestamptz,
    error text
);

create index on mails (due_at, id) where state = 'waiting';
create index on mails (state, id);
create index on mails (ended_at) where ended_at is not null;

alter table users add column if not exists email_verified_at timestamptz;

-- People without an account who were asked to make one, into a course or not. The link is a ticket whose subject is the
-- invitation. `mailed`: whoever has the link reads what is sent to the address.
create table invitations (
    id uuid primary key,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'professor', 'ta', 'student')),
    course_id uuid references courses (id),
    course_role text check (course_role in ('student', 'ta', 'co_professor', 'observer')),
    invited_by uuid not null references users (id),
    mailed boolean not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    check ((course_id is null) = (course_role is null))
);

create index on invitations (course_id, id) where course_id is not null;
create index on invitations (id) where course_id is null;
create index on invitations (invited_by);
