-- Who may hear an event (`eduforum.media.audience`): null is everyone, else whoever holds one of the keys.
alter table room_events add column audience text[] check (cardinality(audience) > 0);
