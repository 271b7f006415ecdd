-- `name` and `role` are those that the writer had at the time.
create table chat_messages (
    room_id uuid not null references rooms (id),
    seq bigint not null,
    id uuid not null unique,
    participant_id uuid not null references users (id),
    name text not null,
    role text not null,
    text text not null,
    sent_at timestamptz not null,
    primary key (room_id, seq)
);
