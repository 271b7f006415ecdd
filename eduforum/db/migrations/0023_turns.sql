-- How long turns are, in seconds, and until when whoever has the floor has it.
alter table hand_orders add column turn integer check (turn between 15 and 3600);
alter table hands add column ends_at timestamptz;
