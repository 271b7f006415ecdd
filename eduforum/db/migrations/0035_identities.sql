-- Accounts elsewhere that open one here. `issuer` and `subject` together are one person for ever; `provider` is the name
-- that the settings gave the issuer at the last sign-in, `email` what it then said.
create table identities (
    id uuid primary key,
    user_id uuid not null references users (id) on delete cascade,
    provider text not null,
    issuer text not null,
    subject text not null,
    email text,
    created_at timestamptz not null,
    used_at timestamptz not null,
    unique (issuer, subject)
);

create index on identities (user_id);

-- When somebody showed, or an administrator vouched, that the account's address is its person's. Only administrators
-- have made accounts of other roles than student.
alter table users add column if not exists email_verified_at timestamptz;
update users set email_verified_at = created_at where role <> 'student' and email_verified_at is null;
