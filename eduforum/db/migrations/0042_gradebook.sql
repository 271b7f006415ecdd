-- A course's gradebook. `policy` is the institution's rules on letters; `revision` grows with every change of anything in
-- the book, and is what a reckoned one is kept by.
create table gradebooks (
    course_id uuid primary key references courses (id),
    course_type text not null default '',
    policy jsonb not null,
    most numeric,
    total text not null check (total in ('hidden', 'total', 'letter')),
    revision bigint not null default 1,
    created_at timestamptz not null
);

create table grade_categories (
    id uuid primary key,
    course_id uuid not null references gradebooks (course_id),
    place integer not null,
    title text not null,
    weight numeric not null,
    weighing text not null check (weighing in ('points', 'equal', 'weights')),
    drop_lowest integer not null,
    extra boolean not null,
    version integer not null default 1,
    change jsonb not null,
    removed_at timestamptz
);

create index grade_categories_course on grade_categories (course_id);

-- `source_kind` and `source_id`: what its scores are read from; null where they are entered. `source_stamp` is the state of
-- the source that they were read at.
create table grade_columns (
    id uuid primary key,
    course_id uuid not null references gradebooks (course_id),
    category_id uuid not null references grade_categories (id),
    place integer not null,
    title text not null,
    points numeric not null,
    weight numeric,
    extra boolean not null,
    droppable boolean not null,
    published boolean not null,
    curved jsonb,
    source_kind text check (source_kind in ('submission', 'quiz', 'attendance', 'participation')),
    source_id text,
    source_stamp text,
    version integer not null default 1,
    removed_at timestamptz,
    check ((source_kind is null) = (source_id is null))
);

create index grade_columns_course on grade_columns (course_id);
create unique index grade_columns_source on grade_columns (course_id, source_kind, source_id) where removed_at is null;

-- What has been entered or read for a student. Layers (`late`, `override`) lie over `raw`; what was taken back stays, marked.
create table grade_cells (
    column_id uuid not null references grade_columns (id),
    student_id uuid not null references users (id),
    state text not null check (state in ('not_due', 'awaiting', 'missing', 'excused', 'score')),
    zero text not null check (zero in ('now', 'later', 'never')),
    raw numeric,
    source jsonb,
    late jsonb,
    override jsonb,
    change jsonb,
    version integer not null,
    primary key (column_id, student_id)
);

create table grade_standings (
    course_id uuid not null references gradebooks (course_id),
    student_id uuid not null references users (id),
    standings text[] not null,
    primary key (course_id, student_id)
);

create table grade_ties (
    id uuid primary key,
    course_id uuid not null references gradebooks (course_id),
    students uuid[] not null,
    decision text not null check (decision in ('in_order', 'all_lower')),
    change jsonb not null,
    undone jsonb
);

create index grade_ties_course on grade_ties (course_id);

-- Every change of anything, never altered: what it was and what it became. `changed_by` is null where a source did it.
create table grade_changes (
    id uuid primary key,
    course_id uuid not null references gradebooks (course_id),
    subject text not null check (subject in ('settings', 'category', 'column', 'cell', 'standings', 'tie')),
    subject_id uuid,
    student_id uuid references users (id),
    before jsonb,
    after jsonb,
    changed_by uuid references users (id),
    changed_at timestamptz not null,
    why text not null
);

create index grade_changes_course on grade_changes (course_id, id);
create index grade_changes_cell on grade_changes (subject_id, student_id, id) where subject = 'cell';
