-- Polls that wait to be asked, in any session of their course. `content` is `PollContent`.
create table prepared_polls (
    id uuid primary key,
    course_id uuid not null references courses (id),
    content jsonb not null,
    created_by uuid not null references users (id),
    version integer not null default 1,
    updated_at timestamptz not null
);

create index on prepared_polls (course_id, id);

-- What was asked in a session, as it was asked. `seq` is the room's at the last change.
create table polls (
    id uuid primary key,
    room_id uuid not null references rooms (id),
    seq bigint not null,
    content jsonb not null,
    discussing boolean not null default false,
    key_shared boolean not null default false,
    opened_by uuid not null references users (id)
);

create index on polls (room_id, id);

-- One vote on a poll. `result`, `flow` and `right_share` are set as it closes; `shared`: staff have shown it to students. Where names are hidden its ballots are here: `voters` says who has voted, sorted by id; `ballots`
-- holds what was voted by the hash of a secret that is kept on the voter's device alone. A row for each would stand in the
-- order of the voting beside `room_requests`, which stands in the same (docs/decisions/0018-polls.md).
create table poll_rounds (
    poll_id uuid not null references polls (id),
    number smallint not null,
    opened_at timestamptz not null,
    closes_at timestamptz,
    closed_at timestamptz,
    shared boolean not null default false,
    result jsonb,
    flow jsonb,
    right_share double precision,
    voters uuid[] not null default '{}',
    ballots jsonb not null default '{}',
    primary key (poll_id, number)
);

-- Who voted what, where staff may know it. `ballot` is `Ballot`.
create table poll_ballots (
    poll_id uuid not null,
    number smallint not null,
    participant_id uuid not null references users (id),
    ballot jsonb not null,
    voted_at timestamptz not null,
    primary key (poll_id, number, participant_id),
    foreign key (poll_id, number) references poll_rounds (poll_id, number)
);
