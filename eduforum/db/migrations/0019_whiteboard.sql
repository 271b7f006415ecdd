-- Boards of a room: the class's, whose id is the room's, and one of each group that has drawn, whose id is the group's.
-- `state` is the document up to update `state_n`, null while it is all in `board_updates`; what was changed up to
-- `versioned_n` is in `board_versions`.
create table boards (
    room_id uuid not null references rooms (id),
    id uuid not null,
    settings jsonb not null,
    state bytea,
    state_n bigint not null default 0,
    versioned_n bigint not null default 0,
    created_at timestamptz not null,
    primary key (room_id, id)
);

create index on boards (id, created_at);

-- What was drawn since `state`: of each moment the updates of all who drew, with their persons, as MessagePack.
create table board_updates (
    room_id uuid not null,
    board_id uuid not null,
    n bigint not null,
    at timestamptz not null,
    edits bytea not null,
    primary key (room_id, board_id, n),
    foreign key (room_id, board_id) references boards (room_id, id)
);

-- Whose each Yjs client of a board is; a person has one for each time that they opened it.
create table board_clients (
    room_id uuid not null,
    board_id uuid not null,
    client bigint not null,
    person_id uuid not null,
    name text not null,
    primary key (room_id, board_id, client),
    foreign key (room_id, board_id) references boards (room_id, id)
);

-- What objects were like after somebody's changes within some seconds, from `at` on; null: gone.
create table board_versions (
    room_id uuid not null,
    board_id uuid not null,
    object_id text not null,
    at timestamptz not null,
    person_id uuid not null,
    act text not null,
    value jsonb,
    primary key (room_id, board_id, object_id, at, person_id),
    foreign key (room_id, board_id) references boards (room_id, id)
);

create index on board_versions (room_id, board_id, at);

-- The board that is put before everybody in a room; null: none is.
create table shown_boards (
    room_id uuid primary key references rooms (id),
    board_id uuid,
    person_id uuid not null,
    follow boolean not null
);
