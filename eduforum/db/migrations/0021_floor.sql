-- How long each person has spoken in a session, in seconds, over all their connections.
create table talk_times (
    room_id uuid not null references rooms (id),
    participant_id uuid not null,
    seconds double precision not null check (seconds >= 0),
    primary key (room_id, participant_id)
);

-- A question with its think time. `spoken`: everybody's talk time as what was given was shown.
create table floors (
    room_id uuid not null references rooms (id),
    id uuid primary key,
    question text not null,
    asked_by uuid not null,
    opened_at timestamptz not null,
    ends_at timestamptz not null,
    revealed_at timestamptz,
    closed_at timestamptz,
    spoken jsonb,
    report jsonb
);

create index floors_of_room on floors (room_id, opened_at);

-- `place`: the order in which people are called, since it was shown.
create table floor_answers (
    floor_id uuid not null references floors (id),
    participant_id uuid not null,
    name text not null,
    hand boolean not null,
    text text not null,
    place integer,
    called_at timestamptz,
    primary key (floor_id, participant_id)
);
