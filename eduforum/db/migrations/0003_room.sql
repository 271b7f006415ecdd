-- One row a session that was ever live. `epoch` fences off a node that lost the room, `seq` numbers the durable events,
-- `cursor_key` hides the numbers from readers.
create table rooms (
    id uuid primary key references sessions (id),
    epoch bigint not null,
    seq bigint not null default 0,
    cursor_key bytea not null check (length(cursor_key) = 16),
    created_at timestamptz not null
);

-- What happened, as the room's readers were told: for those who come back with a cursor. Kept until a day after the end.
create table room_events (
    room_id uuid not null references rooms (id),
    seq bigint not null,
    frame text not null,
    primary key (room_id, seq)
);

-- The requests that acted, each with its answer: a repeat gets it and acts no more. Kept as long as the events.
create table room_requests (
    room_id uuid not null references rooms (id),
    participant_id uuid not null,
    request_id uuid not null,
    seq bigint not null,
    answer text not null,
    primary key (room_id, participant_id, request_id)
);
