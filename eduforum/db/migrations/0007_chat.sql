-- `channel`: room, staff, group:<id>, direct:<id>:<id> (in order). What was edited or deleted is kept: in
-- `chat_revisions`, and in the row of a deleted message.
alter table chat_messages
    add column channel text not null default 'room',
    add column reply_to uuid references chat_messages (id),
    add column mentions jsonb not null default '[]',
    add column files jsonb not null default '[]',
    add column edited_at timestamptz,
    add column deleted_at timestamptz,
    add column deleted_by uuid references users (id),
    add column folded text,
    add column bigrams text[];

update chat_messages set folded = lower(normalize(text, nfkc));
update chat_messages set bigrams = array(
    select distinct substr(folded, n, 2) from generate_series(1, length(folded) - 1) n
);

alter table chat_messages alter column folded set not null, alter column bigrams set not null;
alter table chat_messages alter column channel drop default;

create index chat_messages_channel on chat_messages (room_id, channel, seq);
-- What is written is searched while the index is only caught up with now and then.
create index chat_messages_bigrams on chat_messages using gin (bigrams) with (fastupdate = on);

-- The texts that a message had before.
create table chat_revisions (
    message_id uuid not null references chat_messages (id),
    seq bigint not null,
    text text not null,
    replaced_at timestamptz not null,
    primary key (message_id, seq)
);

create table chat_reactions (
    message_id uuid not null references chat_messages (id),
    person_id uuid not null references users (id),
    kind text not null,
    seq bigint not null,
    primary key (message_id, person_id, kind)
);

-- How far each person has read, over all devices. A direct channel has its row for both from its first message on.
create table chat_reads (
    room_id uuid not null references rooms (id),
    person_id uuid not null references users (id),
    channel text not null,
    seq bigint not null,
    primary key (room_id, person_id, channel)
);

create table chat_settings (
    room_id uuid primary key references rooms (id),
    writing text not null check (writing in ('everyone', 'staff')),
    direct text not null check (direct in ('everyone', 'staff', 'nobody'))
);

create table chat_mutes (
    room_id uuid not null references rooms (id),
    person_id uuid not null references users (id),
    muted_by uuid not null references users (id),
    primary key (room_id, person_id)
);

-- Their content is in the object store. What no message holds is deleted after a day.
create table chat_files (
    id uuid primary key,
    session_id uuid not null references sessions (id),
    owner_id uuid not null references users (id),
    name text not null,
    media_type text not null,
    size bigint not null,
    created_at timestamptz not null
);

create index chat_files_owner on chat_files (session_id, owner_id);
create index chat_files_age on chat_files (created_at);

create table chat_message_files (
    message_id uuid not null references chat_messages (id),
    file_id uuid not null references chat_files (id),
    primary key (file_id, message_id)
);
