-- Slides that are prepared in a course, for any of its sessions. What a session takes of them is a deck of its own.
alter table decks add column course_id uuid references courses (id);
alter table decks alter column session_id drop not null;
alter table decks add check (num_nonnulls(session_id, course_id) = 1);

-- What the file is called in the object store: a deck and those that were taken from it share it.
alter table decks add column file_id uuid;
update decks set file_id = id;
alter table decks alter column file_id set not null;

create index on decks (course_id, created_at) where course_id is not null;
create index on decks (file_id);
