-- What hosts have decided for the whole session; a room without a row is as it was opened. `hosted`: a host has been in.
create table room_controls (
    room_id uuid primary key references rooms (id),
    locked boolean not null,
    waiting_room boolean not null,
    may_unmute boolean not null,
    may_share boolean not null,
    spotlight uuid,
    hosted boolean not null,
    held_since timestamptz
);

-- What they have decided of one person. `name` is the person's at the time.
create table room_standings (
    room_id uuid not null references rooms (id),
    participant_id uuid not null,
    name text not null,
    admitted boolean not null,
    banned boolean not null,
    co_host boolean not null,
    primary key (room_id, participant_id)
);
