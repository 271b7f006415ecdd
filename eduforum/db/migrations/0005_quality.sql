-- How media was for a person, minute by minute: means of that minute, `level` the worst that it came to. Rates are
-- bit/s, losses from 0 to 1, `rtt` and `jitter` milliseconds; what nobody knew is null.
create table session_quality_minutes (
    session_id uuid not null references sessions (id),
    user_id uuid not null references users (id),
    minute timestamptz not null,
    level text not null check (level in ('good', 'fair', 'poor')),
    mos real,
    rtt real,
    up_bitrate integer not null,
    up_loss real not null,
    up_jitter real,
    down_bitrate integer not null,
    down_loss real not null,
    down_jitter real,
    freezes integer not null,
    frozen real not null,
    width smallint not null,
    height smallint not null,
    primary key (session_id, user_id, minute)
);

-- The same for the whole session, one row a person; `good`, `fair` and `poor` count minutes.
create table session_quality (
    session_id uuid not null references sessions (id),
    user_id uuid not null references users (id),
    good integer not null,
    fair integer not null,
    poor integer not null,
    mos real,
    worst_mos real,
    rtt real,
    up_bitrate integer not null,
    up_loss real not null,
    down_bitrate integer not null,
    down_loss real not null,
    freezes integer not null,
    frozen real not null,
    primary key (session_id, user_id)
);
