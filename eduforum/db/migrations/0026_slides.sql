-- Slides that were put up for a session; what they hold is in the object store. `shown_at`: everybody has seen them,
-- and may read them from then on.
create table decks (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    person_id uuid not null,
    name text not null,
    pages integer not null check (pages > 0),
    size bigint not null,
    created_at timestamptz not null,
    shown_at timestamptz,
    removed_at timestamptz
);

create index on decks (session_id, created_at);
create index on decks (removed_at) where removed_at is not null;

-- Whom hosts let present who do not teach.
create table presenters (
    room_id uuid not null references rooms (id),
    person_id uuid not null,
    primary key (room_id, person_id)
);

-- What is presented in a room, by whom and at what page, counted from 1; without a deck nothing is.
create table presentations (
    room_id uuid primary key references rooms (id),
    deck_id uuid references decks (id),
    person_id uuid not null,
    name text not null,
    page integer not null check (page > 0)
);
