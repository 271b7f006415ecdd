-- Questions of a session, asked before, during and after it. `queued_at`: staff have put it onto the teacher's strip.
create table board_questions (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    author_id uuid not null references users (id),
    author_name text not null,
    author_role text not null,
    anonymous boolean not null,
    text text not null,
    asked_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'live', 'written', 'removed')),
    answer text not null default '',
    answered_by text,
    queued_at timestamptz,
    merged_into uuid references board_questions (id)
);

create index board_questions_session on board_questions (session_id, asked_at, id);
create index board_questions_merged on board_questions (merged_into) where merged_into is not null;

create table board_votes (
    question_id uuid not null references board_questions (id),
    person_id uuid not null references users (id),
    primary key (question_id, person_id)
);
