-- A hand that somebody raised, up until `down_at`. `first`: its person had not spoken by then.
create table hands (
    room_id uuid not null references rooms (id),
    id uuid primary key,
    participant_id uuid not null,
    name text not null,
    kind text not null check (kind in ('point', 'reply')),
    text text not null,
    first boolean not null,
    raised_at timestamptz not null,
    called_at timestamptz,
    down_at timestamptz,
    why text check (why in ('lowered', 'dismissed', 'spoken', 'away')),
    check ((down_at is null) = (why is null))
);

create unique index hands_up on hands (room_id, participant_id) where down_at is null;

create table hand_orders (
    room_id uuid primary key references rooms (id),
    "order" text not null check ("order" in ('arrival', 'first'))
);

-- Who has spoken for a turn's length in the session, called or not.
create table hand_speakers (
    room_id uuid not null references rooms (id),
    participant_id uuid not null,
    primary key (room_id, participant_id)
);
