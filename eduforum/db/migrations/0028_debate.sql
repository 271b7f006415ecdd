-- A motion that is argued for and against. `debate` is what everybody sees of it (`Debate`), `sides` who argues what
-- (`DebateSpeaker`s). Of the secret votes, as of anonymous polls (docs/decisions/0028-debate.md): `modulus` is the public half of
-- the key that signs tokens, `before` and `after` hold ballots by the hash of their tokens while these are still to be counted,
-- `counted` has what tells a voter that their ballot was, and nobody else anything.
create table debates (
    room_id uuid not null references rooms (id),
    id uuid primary key,
    seq bigint not null,
    debate jsonb not null,
    sides jsonb not null default '[]',
    modulus text,
    before jsonb not null default '{}',
    after jsonb not null default '{}',
    counted text[] not null default '{}',
    opened_by uuid not null
);

create index debates_of_room on debates (room_id, id);

-- The private half, PKCS #8 as PEM, while the first vote is open.
create table debate_keys (
    debate_id uuid primary key references debates (id),
    private text not null
);

-- Who has had a token signed. `blinded` is the hash of what was signed, which tells nothing of the token.
create table debate_tokens (
    debate_id uuid not null references debates (id),
    participant_id uuid not null,
    blinded text not null,
    primary key (debate_id, participant_id)
);

-- What is said for a side of a debate is a kind of its own.
alter table talk_turns drop constraint talk_turns_kind_check;
alter table talk_turns
    add constraint talk_turns_kind_check check (kind in ('speech', 'presentation', 'debate', 'interpreting'));
