-- Images on boards; what they hold is in the object store.
create table board_images (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    person_id uuid not null,
    media_type text not null,
    width integer not null,
    height integer not null,
    size bigint not null,
    created_at timestamptz not null
);

create index on board_images (session_id, person_id);
