-- Calls on people who have not raised a hand. `candidates`: all who could have been drawn, with their weights.
create table cold_calls (
    room_id uuid not null references rooms (id),
    id uuid primary key,
    participant_id uuid not null,
    name text not null,
    state text not null
        check (state in ('drawn', 'skipped', 'warned', 'called', 'spoken', 'written', 'passed', 'dropped')),
    drawn_by uuid not null,
    drawn_at timestamptz not null,
    told_at timestamptz,
    due_at timestamptz,
    called_at timestamptz,
    text text not null default '',
    candidates jsonb not null
);

create index cold_calls_of_room on cold_calls (room_id, drawn_at);

-- Who is called on only where they raise a hand.
alter table accommodations add column no_cold_call boolean not null default false;
