import { counted } from '../plural.ts';

const wait = (seconds: number | null) => {
  if (seconds === null) return 'in a moment';
  return seconds < 120
    ? `in ${counted(seconds, 'second', 'seconds')}`
    : `in ${counted(Math.ceil(seconds / 60), 'minute', 'minutes')}`;
};

/** By the server's codes, and our own where no answer came. `what` happened; `rest`: what was kept and what to do. */
export default {
  offline: {
    what: 'The server could not be reached.',
    rest: 'What you typed is kept. Check the connection and try again.',
  },
  timeout: {
    what: 'The server took too long to answer.',
    rest: 'What you typed is kept. Try again in a moment.',
  },
  client_fault: {
    what: 'Something failed on this page.',
    rest: 'What was saved is safe. Reload the page and try again.',
  },
  unexpected: {
    what: 'The server gave an answer that this page does not know.',
    rest: 'What was saved is safe. Reload the page: there may be a newer version.',
  },
  internal: {
    what: 'Something failed on our side.',
    rest: 'What was saved is safe. Try again in a moment.',
  },
  unavailable: (seconds: number | null) => ({
    what: 'The server is not ready right now.',
    rest: `What was saved is safe. Try again ${wait(seconds)}.`,
  }),
  rate_limited: (seconds: number | null) => ({
    what: 'That was too often in a short time.',
    rest: `Nothing is lost. Try again ${wait(seconds)}.`,
  }),
  too_many_attempts: (seconds: number | null) => ({
    what: 'There were too many wrong attempts.',
    rest: `Your account is as it was. Try again ${wait(seconds)}, or on a device where you have signed in before.`,
  }),
  unauthenticated: {
    what: 'You are not signed in any more.',
    rest: 'Your draft is kept. Sign in and you return here.',
  },
  invalid_credentials: { what: 'The e-mail or the password is not right.', rest: 'Check both and try again.' },
  account_suspended: {
    what: 'This account is suspended.',
    rest: 'Nothing in it was deleted. Ask the administrator of your institution.',
  },
  registration_closed: {
    what: 'Accounts are not opened here.',
    rest: 'Ask the administrator of your institution for one.',
  },
  forbidden: { what: 'You may not do this.', rest: 'Nothing was changed. The course’s professor can help.' },
  not_found: {
    what: 'This cannot be found.',
    rest: 'It was removed, or you may not see it.',
  },
  malformed: {
    what: 'The server could not read what was sent.',
    rest: 'What you typed is kept. Reload the page and try again.',
  },
  invalid: { what: 'Something in the form is not right.', rest: 'What you typed is kept. Look at the marked field.' },
  too_large: { what: 'That is too large.', rest: 'Nothing was changed. Make it smaller and try again.' },
  conflict: { what: 'Something changed in the meantime.', rest: 'What you typed is kept. Try again.' },
  version_conflict: {
    what: 'Somebody else changed this first.',
    rest: 'What you typed is kept. Close to see the new version, then change it again.',
  },
  gone: { what: 'This is over.', rest: 'Nothing was changed.' },
  no_such_person: {
    what: 'Nobody with this e-mail has an account.',
    rest: 'Check the spelling, or give the join code to the person.',
  },
  no_such_join_code: {
    what: 'No course has this code.',
    rest: 'Check it with the person who gave it to you.',
  },
  already_enrolled: { what: 'Already in this course.', rest: 'Nothing was changed.' },
  session_not_live: { what: 'The class has not started.', rest: 'You get in as soon as it does.' },
  session_live: { what: 'A class of this course is live.', rest: 'Nothing was changed. End the class first.' },
  session_begun: { what: 'The class has begun.', rest: 'Its time and state stay as they are.' },
  session_ended: { what: 'The class has ended.', rest: 'An ended class does not start again. Schedule a new one.' },
  session_cancelled: { what: 'The class is cancelled.', rest: 'Reinstate it first, then start it.' },
  bank_full: { what: 'The question bank is full.', rest: 'Nothing was added. Archive what is not used any more.' },
  email_taken: { what: 'There is an account with this address.', rest: 'Nothing was changed. Find it in the list.' },
  last_admin: {
    what: 'This is the last administrator.',
    rest: 'Nothing was changed. Make somebody else one first.',
  },
  own_account: { what: 'Nobody suspends themselves.', rest: 'Nothing was changed. Another administrator can do it.' },
  person_is_admin: { what: 'Nobody views as an administrator.', rest: 'Nothing was opened.' },
  person_suspended: { what: 'This account is suspended.', rest: 'Nothing was opened. Lift the suspension first.' },
  viewing_as: {
    what: 'You are viewing as somebody else.',
    rest: 'Nothing was changed. End viewing to act as yourself.',
  },
  import_faulty: {
    what: 'The file has faults.',
    rest: 'Nothing was imported. Correct the lines shown, then try again.',
  },
  no_such_interpreter: {
    what: 'This person does not interpret any more.',
    rest: 'Nothing was changed.',
  },
  no_such_student: { what: 'This student is not in the class.', rest: 'Nothing was changed. Choose somebody else.' },
  session_not_ended: { what: 'This class is not over yet.', rest: 'Its record is there once it is.' },
  staff_only: { what: 'This is for those who teach.', rest: 'Nothing was changed.' },
  no_breakout: { what: 'There are no groups.', rest: 'Prepare groups first.' },
  breakout_open: { what: 'The groups are open.', rest: 'Nothing was changed. Call everyone back first.' },
  breakout_not_open: { what: 'No groups are open.', rest: 'Nothing was changed.' },
  group_full: { what: 'This group is full.', rest: 'Nothing was changed. Choose another one.' },
  groups_do_not_fit: {
    what: 'No grouping is like that.',
    rest: 'Nothing has changed. Change who is to be together or apart, or the number of groups and places.',
  },
  bad_table: {
    what: 'This table cannot be read.',
    rest: 'It should be a CSV file with one person a line.',
  },
  groups_are_given: { what: 'People do not choose their group here.', rest: 'Nothing was changed. Ask the teacher.' },
  not_in_group: { what: 'You are in no group.', rest: 'Ask the teacher for a place.' },
  not_in_room: { what: 'You are not in the room.', rest: 'Come in first to be heard.' },
  students_only: {
    what: 'Quizzes are taken by students.',
    rest: 'Nothing has changed.',
  },
  quiz_not_open: {
    what: 'The quiz is not open.',
    rest: 'You can start as soon as the professor opens it.',
  },
  attempt_running: {
    what: 'Your attempt is under way.',
    rest: 'Go on where you were; everything that was saved is there.',
  },
  no_attempts_left: {
    what: 'There are no attempts left.',
    rest: 'What you submitted counts.',
  },
  answers_unsent: {
    what: 'Not submitted: an answer has not reached the server yet.',
    rest: 'It is kept, and sent again by itself. Submit once it is saved.',
  },
  attempt_over: {
    what: 'This attempt is submitted.',
    rest: 'What was saved before counts.',
  },
  time_over: {
    what: 'The time is over.',
    rest: 'What was saved before counts. The professor can give more time.',
  },
  too_many_quizzes: {
    what: 'This class has as many quizzes as it may.',
    rest: 'Nothing was made. Delete a draft first.',
  },
  pool_too_large: {
    what: 'That would draw from too many questions.',
    rest: 'Nothing was made. Narrow the draw by tag, difficulty or kind.',
  },
  too_few_questions: {
    what: 'The bank may not have enough of these questions.',
    rest: 'Nothing was made. Ask for fewer, or add some to the bank.',
  },
  quiz_open: {
    what: 'The quiz is still going on.',
    rest: 'Nothing has changed. Close it first.',
  },
  quiz_released: {
    what: 'The results are released.',
    rest: 'Nothing has changed. Take the release back first.',
  },
  quiz_begun: {
    what: 'The quiz was open already.',
    rest: 'It stays, with all answers.',
  },
  no_time_limit: {
    what: 'This quiz has no time limit.',
    rest: 'Nothing has changed.',
  },
  nothing_to_undo: {
    what: 'There is no correction to take back.',
    rest: 'Nothing has changed.',
  },
  not_released: {
    what: 'The results are not released yet.',
    rest: 'You see them as soon as they are.',
  },
  own_question: { what: 'This is your own question.', rest: 'You want it answered anyway.' },
  question_gone: {
    what: 'The question is not on the board any more.',
    rest: 'It was removed, or is part of another one.',
  },
  board_full: { what: 'The board is full.', rest: 'What you typed is kept. Ask in class, or in the chat.' },
  chat_closed: { what: 'Only staff can write now.', rest: 'Your text is kept. You can write to staff directly.' },
  chat_muted: {
    what: 'You cannot write to everyone just now.',
    rest: 'Your text is kept. You can write to staff directly.',
  },
  direct_closed: { what: 'Direct messages are off.', rest: 'Your text is kept. Write it to everyone, or wait.' },
  not_yours: { what: 'This is somebody else’s message.', rest: 'Nothing was changed.' },
  message_deleted: { what: 'The message was deleted.', rest: 'Nothing was changed.' },
  message_not_deleted: { what: 'The message is there already.', rest: 'Nothing was changed.' },
  too_late: { what: 'It was deleted too long ago.', rest: 'It stays deleted. Write it again.' },
  staff_not_muted: { what: 'Staff are not muted.', rest: 'Nothing has changed.' },
  file_not_found: { what: 'The file is not there any more.', rest: 'Your text is kept. Attach the file again.' },
  unsupported_file: {
    what: 'Files of this kind cannot be sent here.',
    rest: 'Nothing was sent. Send it as PDF, picture, office document or text.',
  },
  too_many_files: {
    what: 'You have sent too many files in this class.',
    rest: 'Nothing was sent. Share a link instead.',
  },
  screen_taken: {
    what: 'Somebody else is sharing a screen.',
    rest: 'Yours is not shared. Wait until they stop, or ask the host.',
  },
  hosts_only: {
    what: 'Only a host can do that.',
    rest: 'Nothing has changed.',
  },
  observers_raise_no_hand: { what: 'Observers see and hear.', rest: 'No hand was raised.' },
  staff_stay: { what: 'A co-host does not send out who teaches.', rest: 'Nothing was changed.' },
  hosts_stay: { what: 'A host is not sent out.', rest: 'Nothing was changed.' },
  banned: {
    what: 'You cannot come back in this session.',
    rest: 'A host has decided so. Write to your professor if this is a mistake.',
  },
  room_locked: { what: 'The room is locked.', rest: 'Try again in a moment, or write to your professor.' },
  waiting: { what: 'A host has to let you in first.', rest: 'Nothing was changed.' },
  unmuting_is_off: { what: 'Hosts let people speak just now.', rest: 'Raise your hand to get the floor.' },
  sharing_is_off: { what: 'Hosts share screens just now.', rest: 'Your screen was not shared.' },
  professors_only: { what: 'Only the course’s professors may do this.', rest: 'Nothing was changed.' },
  observers_do_not_host: { what: 'An observer cannot be a co-host.', rest: 'Nothing was changed.' },
  guests_do_not_host: { what: 'A guest cannot be a co-host.', rest: 'Nothing was changed.' },
  guests_do_not_ask: { what: 'The board is for the class.', rest: 'Nothing was sent. Raise your hand instead.' },
  guest_direct_closed: {
    what: 'Guests and students do not write to each other directly.',
    rest: 'Nothing was sent. Write to everyone instead.',
  },
  guest_link_unknown: {
    what: 'There is no class behind this link.',
    rest: 'Check that it was copied whole, or ask who sent it.',
  },
  guest_link_revoked: { what: 'This link was taken back.', rest: 'Ask who sent it for another one.' },
  guest_link_expired: { what: 'This link has expired.', rest: 'Ask who sent it for another one.' },
  guest_link_used_up: {
    what: 'As many guests as may have come by this link.',
    rest: 'Ask who sent it for another one.',
  },
  too_many_guest_links: {
    what: 'This class has as many links as it may have.',
    rest: 'Nothing was made. Take one back first.',
  },
  nobody_at_the_door: { what: 'This person does not wait any more.', rest: 'Nothing was changed.' },
  stage_full: { what: 'Nobody on the stage can give way.', rest: 'Take somebody off the stage first.' },
  host_is_here: { what: 'A host is here.', rest: 'Nothing was changed.' },
  host_may_return: {
    what: 'The professor may still come back.',
    rest: 'Wait a little longer. Everything goes on meanwhile.',
  },
  no_such_board: { what: 'This board is not there, or not for you.', rest: 'Nothing was lost. Open another one.' },
  board_closed: {
    what: 'You may look at this board, not draw on it.',
    rest: 'What you drew last was not kept. Ask whoever teaches to let you draw.',
  },
  bad_update: {
    what: 'The board could not take this.',
    rest: 'It is as it was before. Reload the page and try again.',
  },
  too_many_rules: {
    what: 'So many people with a rule of their own are too many.',
    rest: 'Nothing was changed. Let everybody draw, or staff alone.',
  },
  whiteboard_full: {
    what: 'The board is full.',
    rest: 'What was drawn before is safe. Remove something, or go on in another session.',
  },
  may_not_present: { what: 'You do not present slides here.', rest: 'Nothing was shown. A host can let you present.' },
  not_presenting: { what: 'You are not presenting any more.', rest: 'Nothing was changed. Present your slides again.' },
  no_such_deck: { what: 'These slides are not there any more.', rest: 'Nothing was changed. Choose others.' },
  nothing_presented: { what: 'Nobody is presenting.', rest: 'Nothing was changed.' },
  deck_presented: { what: 'These slides are being presented.', rest: 'They were not removed. Stop presenting first.' },
  deck_gone: { what: 'These slides were removed too long ago.', rest: 'Put them up again.' },
  slides_unreadable: {
    what: 'This PDF cannot be read.',
    rest: 'Nothing was put up. Save your slides as PDF once more and choose that.',
  },
  slides_locked: {
    what: 'This PDF asks for a password.',
    rest: 'Nothing was put up. Save it without one and choose it again.',
  },
  too_many_pages: {
    what: 'Slides have at most 500 pages.',
    rest: 'Nothing was put up. Save a part of them and choose that.',
  },
  too_many_decks: {
    what: 'This class has 50 sets of slides.',
    rest: 'Nothing was put up. Remove one that is not needed.',
  },
  no_such_note: { what: 'This note is not there, or not yours to see.', rest: 'Nothing is lost. Open another one.' },
  note_closed: {
    what: 'You read this note and do not write in it.',
    rest: 'What you wrote last was not kept. Ask your teacher to let you write.',
  },
  note_full: {
    what: 'This note holds no more.',
    rest: 'What you wrote last was not kept. Save the note and go on in another place.',
  },
  observers_do_not_draw: { what: 'Observers see and hear.', rest: 'Nothing was drawn.' },
  board_empty: { what: 'The board has no such page.', rest: 'Nothing was lost. Choose another page.' },
  unsupported_image: {
    what: 'The board takes PNG and JPEG of at most 24 million pixels.',
    rest: 'Nothing was put up. Choose another image, or save this one as PNG.',
  },
  too_many_images: {
    what: 'You have put up as many images as you may in this session.',
    rest: 'Those on the board stay. Draw, or put one up in the next session.',
  },
  observers_do_not_react: { what: 'Observers see and hear.', rest: 'Nothing was shown.' },
  exam_mode: {
    what: 'An exam is under way.',
    rest: 'Nothing was sent. This works again when it is handed in.',
  },
  no_mood: { what: 'Moods are for students.', rest: 'Nothing was changed.' },
  no_such_hand: { what: 'This hand is not up any more.', rest: 'Nothing was changed.' },
  hand_up: { what: 'There is another hand up by now.', rest: 'That one keeps its place.' },
  has_the_floor: { what: 'This person has the floor already.', rest: 'Nothing was changed.' },
  nobody_to_call: {
    what: 'Nobody who is here can be called on now.',
    rest: 'People can be called a minute after they came in. Whoever was skipped comes back after the next call.',
  },
  call_under_way: { what: 'Somebody is being called on.', rest: 'Wait for their answer, or take the call back.' },
  call_over: { what: 'This call is over.', rest: 'What came of it is kept.' },
  no_such_call: { what: 'There is another call by now.', rest: 'Nothing was changed.' },
  too_many_calls: { what: 'This class has had as many draws as it can have.', rest: 'Those before are kept.' },
  no_turn: { what: 'Nobody has the floor for a set time.', rest: 'Nothing was changed.' },
  not_here: { what: 'This person is not here just now.', rest: 'Nothing was changed.' },
  think_time: { what: 'Everybody is thinking.', rest: 'Hands are gathered in the Discuss panel and shown together.' },
  think_time_over: { what: 'The time to think is over.', rest: 'What you gave before stands.' },
  still_thinking: { what: 'Everybody is still thinking.', rest: 'Wait for the end, or show what was given now.' },
  no_such_floor: { what: 'There is another question by now.', rest: 'Nothing was changed.' },
  floor_closed: { what: 'This question is finished.', rest: 'What was said to it is kept.' },
  too_many_floors: { what: 'This class has had as many think times as it can have.', rest: 'Those before are kept.' },
  only_students_answer: { what: 'Students answer here.', rest: 'Nothing was changed.' },
  nobody_waits: { what: 'Nobody who is here waits for the floor.', rest: 'Hands of people who are away stay in line.' },
  no_seat: {
    what: 'All places for sending are taken.',
    rest: 'You see and hear everything. You can send as soon as a place is free.',
  },
  only_students_vote: { what: 'Only students vote.', rest: 'Nothing was sent.' },
  no_plan: { what: 'This class has no lesson plan yet.', rest: 'Choose one in the plan panel first.' },
  plan_begun: {
    what: 'The class goes through its plan already.',
    rest: 'It keeps that plan; change what is left of it in the panel.',
  },
  plan_changed: { what: 'The plan has just changed.', rest: 'Nothing of it is lost. Look at it and try again.' },
  no_such_step: { what: 'This step is not in the plan any more.', rest: 'The rest stands. Choose another step.' },
  step_running: { what: 'This step is under way.', rest: 'What is prepared for it stays as it is until it is over.' },
  step_not_running: {
    what: 'This step is not under way any more.',
    rest: 'Its minutes are kept. Go on with the next one.',
  },
  no_such_upload: { what: 'This upload is not there any more.', rest: 'Your file is unchanged. Upload it again.' },
  upload_unfinished: { what: 'The file has not come whole.', rest: 'What came is kept. Resume the upload.' },
  too_many_uploads: {
    what: 'Too much is on its way already.',
    rest: 'Wait until some of it has come, or remove some.',
  },
  no_such_folder: {
    what: 'This folder is not there any more.',
    rest: 'Nothing else was changed. Load the page again.',
  },
  no_such_content: { what: 'This is not there any more, or is hidden now.', rest: 'Nothing was changed.' },
  too_much_content: { what: 'The course has as much content as it can have.', rest: 'Delete what you need no more.' },
  order_outdated: { what: 'Somebody else changed the content.', rest: 'Nothing was moved. Look, and try again.' },
  file_unchecked: { what: 'The file is still being checked for malware.', rest: 'It is kept. Try again in a minute.' },
  file_infected: {
    what: 'The file was not found free of malware.',
    rest: 'It is not handed out. Upload a clean copy.',
  },
  only_students_hand_in: { what: 'Only students hand in.', rest: 'Nothing was sent.' },
  no_such_assignment: { what: 'This assignment is not there any more.', rest: 'What was handed in is kept.' },
  no_such_submission: { what: 'This work is not there.', rest: 'Nothing was changed. Load the page again.' },
  not_open_yet: { what: 'The assignment is not open yet.', rest: 'Your text is kept on this device.' },
  submissions_closed: {
    what: 'Nothing is taken any more.',
    rest: 'Your text is kept on this device. Ask your teacher.',
  },
  no_submissions_left: { what: 'You have handed in as often as you may.', rest: 'What you handed in before counts.' },
  too_many_assignments: { what: 'The course has as many assignments as it can have.', rest: 'Those before are kept.' },
  rubric_in_use: {
    what: 'Work is graded by this rubric already.',
    rest: 'Nothing was changed. Its points stay as they are.',
  },
  nothing_to_begin: { what: 'Nothing is left to begin in this step.', rest: 'What it began goes on.' },
  nothing_to_take_back: {
    what: 'The last step cannot be taken back any more.',
    rest: 'What has happened is kept. Begin an earlier step again instead.',
  },
  not_begun: {
    what: 'What was prepared did not begin: the server was away.',
    rest: 'The step is under way. Begin it now, if it still fits.',
  },
  too_many_plans: {
    what: 'The course has as many lesson plans as it can have.',
    rest: 'Your plans are kept. Delete one that you need no more.',
  },
  rehearsal_running: {
    what: 'This plan is being rehearsed already.',
    rest: 'The rehearsal goes on. Look at it, or stop it first.',
  },
  too_many_rehearsals: {
    what: 'The server holds as many rehearsals as it can.',
    rest: 'Your plan is kept. Try again in a few minutes.',
  },
  poll_open: { what: 'A poll is running.', rest: 'End it first, then try again.' },
  no_such_debate: { what: 'There is another debate by now.', rest: 'Nothing was changed.' },
  debate_open: { what: 'A debate is under way.', rest: 'End it before you put up another motion.' },
  debate_over: { what: 'This debate is over.', rest: 'Its turns and its result are kept.' },
  debate_begun: {
    what: 'Somebody has spoken already.',
    rest: 'Sides and the vote before come ahead of the first turn.',
  },
  too_many_debates: { what: 'This class has had as many debates as it can have.', rest: 'Those before are kept.' },
  too_few_to_draw: { what: 'There are not enough students here for two sides.', rest: 'Draw fewer, or wait for more.' },
  nobody_speaks: { what: 'Nobody has a turn now.', rest: 'Nothing was changed.' },
  speech_under_way: { what: 'Somebody is speaking.', rest: 'End the turn, then open the vote.' },
  too_many_speeches: { what: 'This debate has had as many turns as it can have.', rest: 'Those before are kept.' },
  view_open: { what: 'The vote is open.', rest: 'Close it before somebody speaks.' },
  view_voted: { what: 'This vote has been held.', rest: 'Nothing was changed.' },
  other_side_asks: { what: 'Points are asked by the other side.', rest: 'Nothing was changed.' },
  speaker_answers: { what: 'Whoever speaks takes or declines the point.', rest: 'Nothing was changed.' },
  point_waits: { what: 'Another point waits for its answer.', rest: 'Ask again in a moment.' },
  points_used: { what: 'No more points can be asked in this turn.', rest: 'The next turn has its own.' },
  point_answered: { what: 'This point has been answered.', rest: 'Nothing was changed.' },
  no_such_point: { what: 'The turn of this point is over.', rest: 'Nothing was changed.' },
  poll_closed: { what: 'This arrived after the poll closed.', rest: 'Your earlier answer stands.' },
  vote_is_final: {
    what: 'Your answer is in and cannot be changed here.',
    rest: 'Names are hidden: only the device you answered on can change it.',
  },
  token_taken: {
    what: 'You have voted here on another device.',
    rest: 'An anonymous vote can only be changed on the device it was given on.',
  },
  ballot_token_invalid: {
    what: 'The server did not accept this vote.',
    rest: 'Load the page again and vote once more.',
  },
  poll_anonymous: { what: 'This poll is anonymous.', rest: 'Load the page again to vote.' },
  poll_not_anonymous: { what: 'This poll is not anonymous.', rest: 'Load the page again to vote.' },
  too_many_polls: { what: 'There is no room for another poll.', rest: 'Delete a prepared one, or ask one again.' },
  too_many_rounds: { what: 'This poll has been asked ten times.', rest: 'Start a new one with the same question.' },
};
