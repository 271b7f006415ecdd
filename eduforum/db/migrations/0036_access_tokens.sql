-- A personal access token is a sign-in of its own kind: what ends sign-ins ends it, with its sockets and media, on every
-- node. It has no refresh tokens; `digest` is of the token itself.
alter table logins drop constraint logins_delivery_check;
alter table logins add constraint logins_delivery_check check (delivery in ('cookie', 'body', 'token'));

create table access_tokens (
    id uuid primary key references logins (id) on delete cascade,
    name text not null,
    digest bytea not null unique,
    scopes text[] not null,
    used_at timestamptz
);
