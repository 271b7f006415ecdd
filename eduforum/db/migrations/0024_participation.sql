-- Who spoke when: a turn from its first word to its last, of which `spoken` seconds were speech. `kind`: what a person says
-- themselves, while their screen is shown, or for whom they interpret. `follows`: whose turn was the last before it,
-- `interrupts`: whose words it cut off. A turn that goes on is written again as it grows.
create table talk_turns (
    room_id uuid not null references rooms (id),
    id uuid primary key,
    participant_id uuid not null,
    kind text not null check (kind in ('speech', 'presentation', 'interpreting')),
    group_id uuid,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    spoken real not null,
    follows uuid,
    interrupts uuid
);

create index talk_turns_room on talk_turns (room_id, started_at, id);

-- When people were in the room, by the role and name that they had; `left_at` grows as long as they are.
create table room_presence (
    room_id uuid not null references rooms (id),
    participant_id uuid not null,
    entered_at timestamptz not null,
    left_at timestamptz not null,
    name text not null,
    role text not null,
    primary key (room_id, participant_id, entered_at)
);

-- What a course's assistants see of its students' participation; a course without a row is as it was made.
create table participation_settings (
    course_id uuid primary key references courses (id),
    assistants text not null check (assistants in ('people', 'figures', 'nothing'))
);
