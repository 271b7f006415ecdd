-- What staff said to all groups at once stands in the chat of each, and is told apart from what was written there.
alter table chat_messages add column broadcast boolean not null default false;
