-- Notes of a room, kept as boards are: the class's, whose id is the room's, and one of each group that has written,
-- whose id is the group's. `state` is the text up to update `state_n`, null while it is all in `note_updates`.
create table notes (
    room_id uuid not null references rooms (id),
    id uuid not null,
    settings jsonb not null,
    state bytea,
    state_n bigint not null default 0,
    created_at timestamptz not null,
    primary key (room_id, id)
);

create index on notes (id, created_at);

-- What was written since `state`: of each moment the updates of all who wrote, with their persons, as MessagePack.
create table note_updates (
    room_id uuid not null,
    note_id uuid not null,
    n bigint not null,
    at timestamptz not null,
    edits bytea not null,
    primary key (room_id, note_id, n),
    foreign key (room_id, note_id) references notes (room_id, id)
);

-- Whose each Yjs client of a note is; a person has one for each time that they opened it.
create table note_clients (
    room_id uuid not null,
    note_id uuid not null,
    client bigint not null,
    person_id uuid not null,
    name text not null,
    primary key (room_id, note_id, client),
    foreign key (room_id, note_id) references notes (room_id, id)
);
