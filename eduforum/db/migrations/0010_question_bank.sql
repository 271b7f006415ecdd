-- A question of a course's bank, with what lists are searched and sorted by copied from its current version. `words` is
-- text and tags as a search compares them, `bigrams` the pairs of letters in it: a search in any language goes by these.
create table questions (
    id uuid primary key,
    course_id uuid not null references courses (id),
    version integer not null,
    kind text not null,
    difficulty text not null check (difficulty in ('easy', 'medium', 'hard')),
    tags text[] not null,
    text text not null,
    words text not null,
    bigrams text[] not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    archived_at timestamptz
);

create index questions_course on questions (course_id, id);
create index questions_bigrams on questions using gin (bigrams);

-- What a question was at each time: what was asked stays what it was. `content` holds the key.
create table question_versions (
    question_id uuid not null references questions (id),
    version integer not null,
    content jsonb not null,
    difficulty text not null,
    tags text[] not null,
    created_by uuid not null references users (id),
    created_at timestamptz not null,
    primary key (question_id, version)
);
