-- Talk time has one account, that of turns.
drop table talk_times;

-- Whose words an interpreter speaks, and spoke in each turn.
create table interpreter_voices (
    room_id uuid not null references rooms (id),
    interpreter_id uuid not null,
    person_id uuid not null,
    primary key (room_id, interpreter_id)
);

alter table talk_turns add column voices uuid;
