-- When somebody showed that the address is theirs, or an administrator vouched for it.
alter table users add column if not exists email_verified_at timestamptz;
-- The number that the institution knows a person by (학번): text, as zeros in front belong to it; for staff only.
alter table users add column student_number text;
create unique index users_student_number on users (lower(student_number)) where student_number is not null;

-- What a roster says of somebody in a course, beside what their account says.
alter table enrollments
    add column student_number text,
    add column roster_name text,
    add column romanised_name text,
    add column section text;
create unique index enrollments_student_number on enrollments (course_id, lower(student_number))
    where student_number is not null and ended_at is null;

-- Who is on a roster and has no account: an enrolment as soon as an account has that address, verified, or that number.
create table expected_enrollments (
    id uuid primary key,
    course_id uuid not null references courses (id),
    name text not null,
    email text,
    student_number text,
    romanised_name text,
    section text,
    role text not null check (role in ('student', 'ta', 'observer')),
    created_at timestamptz not null,
    check (num_nonnulls(email, student_number) > 0)
);

create unique index expected_enrollments_email on expected_enrollments (course_id, email) where email is not null;
create unique index expected_enrollments_number on expected_enrollments (course_id, lower(student_number))
    where student_number is not null;
create index on expected_enrollments (email) where email is not null;
create index on expected_enrollments (lower(student_number)) where student_number is not null;
