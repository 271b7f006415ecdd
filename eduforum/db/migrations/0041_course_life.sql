-- Out of the way, and only to be read.
alter table courses add column archived_at timestamptz;

-- A calendar to subscribe to, of all courses of a person or of one. Only the hash of its secret is kept.
create table calendar_feeds (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    course_id uuid references courses (id),
    secret_hash bytea not null check (length(secret_hash) = 32),
    created_at timestamptz not null,
    revoked_at timestamptz
);

create unique index calendar_feeds_secret on calendar_feeds (secret_hash);
create index calendar_feeds_user on calendar_feeds (user_id) where revoked_at is null;
