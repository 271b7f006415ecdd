-- E-mail addresses are stored as auth normalises them (NFC, lower case), so that equality here is equality there.
create table users (
    id uuid primary key,
    email text not null,
    name text not null,
    role text not null check (role in ('admin', 'professor', 'ta', 'student')),
    password_hash text,
    suspended_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
);

create unique index users_email on users (email);

-- One sign-in on one device: the family of the refresh tokens that come from it.
create table logins (
    id uuid primary key,
    user_id uuid not null references users (id),
    delivery text not null check (delivery in ('cookie', 'body')),
    user_agent text not null,
    address text not null,
    created_at timestamptz not null,
    refreshed_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text check (end_reason in ('logout', 'reuse', 'revoked'))
);

create index logins_user on logins (user_id) where ended_at is null;
create index logins_expiry on logins (expires_at);

-- Only the hash of a token is kept. `uses` counts its exchanges, `used_at` is the first of them.
create table refresh_tokens (
    id uuid primary key,
    login_id uuid not null references logins (id) on delete cascade,
    token_hash bytea not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    uses integer not null default 0
);

create unique index refresh_tokens_hash on refresh_tokens (token_hash);
create index refresh_tokens_login on refresh_tokens (login_id);

create table signing_keys (
    kid uuid primary key,
    private_pem text not null,
    created_at timestamptz not null
);

-- The latest time that the server has been at: see TrustedClock.
create table clock_marks (
    name text primary key,
    at timestamptz not null
);
