-- What was done by those who have power over others. It holds ids and no names: who loses their name loses it here too.
-- No foreign keys, so that nothing which goes takes a line of it along.
create table audit_log (
    id uuid primary key,
    at timestamptz not null,
    act text not null,
    -- null: the command line, or the server by itself
    actor_id uuid,
    subject_kind text not null,
    subject_id uuid,
    details jsonb not null default '{}'
);

create index on audit_log (actor_id, id);
create index on audit_log (subject_id, id);
create index on audit_log (act, id);
create index on audit_log (at, id);

create function refuse_to_change_audit_log() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is only ever added to' using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_log_is_append_only before update or delete or truncate on audit_log
    for each statement execute function refuse_to_change_audit_log();

-- Each letter and each pair of neighbours, for search by any part of a text.
create function letters_and_pairs(folded text) returns text[] language sql immutable parallel safe as $$
    select array(
        select distinct substr(folded, place, size)
        from generate_series(1, length(folded)) place cross join generate_series(1, 2) size
    )
$$;

-- Generated, so that whatever writes an account, the release before included, has it found and sorted. Names in Hangul
-- come first, and in NFC its syllables stand in the order of their code points.
alter table users
    add column folded text generated always as (lower(normalize(name || ' ' || email, nfkc))) stored,
    add column letter_pairs text[] generated always as (
        letters_and_pairs(lower(normalize(name || ' ' || email, nfkc)))
    ) stored,
    add column sort_key text collate "C" generated always as (
        case when left(normalize(name, nfc), 1) collate "C" between '가' and '힣' then '0' else '1' end
        || lower(normalize(name, nfc))
    ) stored,
    add column language text check (language in ('ko', 'en')),
    add column time_zone text;

create index users_letter_pairs on users using gin (letter_pairs);
create index users_sorted on users (sort_key, id);

-- Apart from the accounts: it changes with every renewed token, and their indexes have nothing to do with it.
create table last_seen (
    user_id uuid primary key references users (id) on delete cascade,
    at timestamptz not null
);

insert into last_seen (user_id, at) select user_id, max(refreshed_at) from logins group by user_id;

-- A sign-in that an administrator has opened to see what its person sees: it ends with the administrator's own.
alter table logins add column parent_id uuid references logins (id) on delete cascade;
create index on logins (parent_id) where parent_id is not null;
