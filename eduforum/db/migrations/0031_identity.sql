-- Where a sign-in came from, as `network_of` counts it: null for those of earlier releases that have no other form.
alter table logins add column network text;
update logins set network = address where address ~ '^[0-9]+(\.[0-9]+){3}$';
create index on logins (user_id, network);

-- The second step of signing in. The secret is sealed by the vault; `last_step` is the time step of the last code that
-- counted, and only grows. `confirmed_at` null: it is being set up and asks nobody for a code. Browsers that were
-- trusted before `trusted_since` are asked for one all the same.
create table second_factors (
    user_id uuid primary key references users (id) on delete cascade,
    secret bytea not null,
    last_step bigint,
    created_at timestamptz not null,
    confirmed_at timestamptz,
    trusted_since timestamptz not null
);

-- Digests by person; a code that was used is deleted.
create table backup_codes (
    digest bytea primary key,
    user_id uuid not null references users (id) on delete cascade
);

create index on backup_codes (user_id);

-- What links and challenges carry: `digest` of purpose and token, `state` a fingerprint of what must not have changed.
create table tickets (
    digest bytea primary key,
    purpose text not null,
    subject text not null,
    state bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);

create index on tickets (expires_at);

-- Attempts at passwords and codes: see eduforum/auth/lockout.py.
create table lockout_buckets (
    key text primary key,
    charged_at timestamptz not null,
    empty_at timestamptz not null
);

create index on lockout_buckets (empty_at);
