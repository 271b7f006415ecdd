-- Uploads that can be resumed. What has come is in parts, each durable before it counts; `began_at` is when the run of
-- parts began that has gone on since, without a long pause.
create table uploads (
    id uuid primary key,
    course_id uuid not null references courses (id),
    user_id uuid not null references users (id),
    name text not null,
    size bigint not null check (size >= 0),
    received bigint not null default 0 check (received between 0 and size),
    began_at timestamptz not null,
    touched_at timestamptz not null,
    finished_at timestamptz
);

create index on uploads (user_id) where finished_at is null;
create index on uploads (touched_at);

create table upload_parts (
    upload_id uuid not null references uploads (id) on delete cascade,
    start bigint not null,
    size bigint not null check (size > 0),
    object_key text not null,
    primary key (upload_id, start)
);

-- A whole file; its id is that of its upload. `scan` is none where no scanner was asked.
create table course_files (
    id uuid primary key,
    course_id uuid not null references courses (id),
    user_id uuid not null references users (id),
    name text not null,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    began_at timestamptz not null,
    stored_at timestamptz not null,
    scan text not null check (scan in ('none', 'waiting', 'clean', 'infected', 'too_large')),
    scanned_at timestamptz
);

create index on course_files (course_id);
create index on course_files (stored_at);
create index on course_files (id) where scan = 'waiting';

-- What a course hands out, in folders. It is seen from `visible_from` on, where that is set.
create table content_folders (
    id uuid primary key,
    course_id uuid not null references courses (id),
    title text not null,
    position integer not null,
    visible boolean not null,
    visible_from timestamptz,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz
);

create index on content_folders (course_id, position);
create index on content_folders (deleted_at) where deleted_at is not null;

create table content_items (
    id uuid primary key,
    course_id uuid not null references courses (id),
    folder_id uuid not null references content_folders (id) on delete cascade,
    kind text not null check (kind in ('file', 'link', 'page')),
    title text not null,
    file_id uuid references course_files (id),
    url text,
    body text,
    position integer not null,
    visible boolean not null,
    visible_from timestamptz,
    version integer not null default 1,
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    deleted_at timestamptz,
    check (case kind when 'file' then file_id is not null when 'link' then url is not null else body is not null end)
);

create index on content_items (course_id, folder_id, position);
create index on content_items (folder_id);
create index on content_items (file_id) where file_id is not null;
create index on content_items (deleted_at) where deleted_at is not null;

-- Which students have opened what.
create table content_openings (
    item_id uuid not null references content_items (id) on delete cascade,
    user_id uuid not null references users (id),
    opened_at timestamptz not null,
    primary key (item_id, user_id)
);
