-- A link by which people without an account enter one session. Only the hash of its secret is kept. `waits`: whoever
-- comes by it waits to be let in, whatever the room's own door does.
create table guest_links (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    secret_hash bytea not null check (length(secret_hash) = 32),
    waits boolean not null,
    max_uses integer not null check (max_uses between 1 and 100),
    uses integer not null default 0 check (uses between 0 and max_uses),
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    unique (id, session_id)
);

create unique index guest_links_secret on guest_links (secret_hash);
create index guest_links_session on guest_links (session_id, id);

-- A guest of one session, by the name that they gave. `ended_at`: sent out, and the token is worth nothing since.
create table session_guests (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    link_id uuid not null,
    name text not null,
    created_at timestamptz not null,
    entered_at timestamptz,
    left_at timestamptz,
    ended_at timestamptz,
    foreign key (link_id, session_id) references guest_links (id, session_id)
);

create index session_guests_session on session_guests (session_id, id);

-- What somebody does or is in a room may be a guest's, who is no user.
alter table chat_messages drop constraint chat_messages_participant_id_fkey;
alter table chat_messages drop constraint chat_messages_deleted_by_fkey;
alter table chat_reactions drop constraint chat_reactions_person_id_fkey;
alter table chat_reads drop constraint chat_reads_person_id_fkey;
alter table chat_mutes drop constraint chat_mutes_person_id_fkey;
alter table session_quality_minutes drop constraint session_quality_minutes_user_id_fkey;
alter table session_quality drop constraint session_quality_user_id_fkey;
