-- Anonymous polls (docs/decisions/0021-anonymous-polls.md). `modulus` is the public half of the key by which a round's
-- tokens are signed, as base64url; null where names are hidden or shown. `ballots` holds the votes by the hash of their
-- tokens, and is written in batches.
alter table poll_rounds add column modulus text;

-- The private half, PKCS #8 as PEM, while the round is open.
create table poll_keys (
    poll_id uuid not null,
    number smallint not null,
    private text not null,
    primary key (poll_id, number),
    foreign key (poll_id, number) references poll_rounds (poll_id, number)
);

-- Who has had a token signed. `blinded` is the hash of what was signed, which tells nothing of the token.
create table poll_tokens (
    poll_id uuid not null,
    number smallint not null,
    participant_id uuid not null references users (id),
    blinded text not null,
    primary key (poll_id, number, participant_id),
    foreign key (poll_id, number) references poll_rounds (poll_id, number)
);
