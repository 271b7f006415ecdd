-- The board that an image was put up for, whose readers alone may load it; without one the class's.
alter table board_images add column board_id uuid;
