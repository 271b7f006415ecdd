import { counted } from '../plural.ts';

const minutes = (count: number) => `${count} min`;
const students = (count: number) => counted(count, 'student', 'students');

export default {
  title: 'Rehearsal',
  about:
    'Simulated students vote, think, argue, raise hands, come late and drop out. No attendance, grade, notice or number of the course knows of it.',
  back: 'The lesson plan',
  failed: 'The rehearsals did not load',
  empty: 'Nothing to rehearse yet',
  emptyText: 'The lesson plan has no steps. Give it some, then come back.',
  toPlan: 'Open the lesson plan',
  minutes,
  students,
  speeds: { 1: '1 ×', 10: '10 ×' },

  form: {
    label: 'Begin a rehearsal',
    students: 'Simulated students',
    studentsHelp: (fewest: number, most: number) => `${fewest} to ${most}`,
    studentsFault: (fewest: number, most: number) => `Give a whole number from ${fewest} to ${most}.`,
    speed: 'Pace',
    lasts: (count: number) => `Takes about ${minutes(count)}`,
    seed: 'Class number',
    seedHelp: 'The same number makes a similar class. Without one it is new.',
    seedFault: 'Give a whole number, or leave it empty.',
    begin: 'Begin',
    latest: 'Of the last hour',
  },

  live: {
    label: 'The rehearsal goes on',
    preparing: 'The stage is being set',
    preparingText: 'The plan and what is prepared for it are put into a place of their own.',
    gathering: 'Students come in',
    step: (place: number, count: number) => `Step ${place} of ${count}`,
    present: (here: number, all: number) => `${here} of ${students(all)} here`,
    passed: (behind: number, planned: number) => `${behind} of ${minutes(planned)}`,
    left: (count: number) => (count < 1 ? 'over in a moment' : `about ${minutes(count)} left`),
    nothing: 'Nobody has done anything yet',
    away: 'You may leave this page: the rehearsal goes on, and is found here again.',
    stop: 'Stop',
    lost: 'The connection dropped. The rehearsal goes on, and is asked for again.',
    announced: (title: string, place: number, count: number) => `Step ${place} of ${count}: ${title}`,
    ended: 'The rehearsal is over. Its report is here.',
  },

  report: {
    label: 'Report',
    states: { preparing: 'Begins', running: 'Goes on', done: 'Done', stopped: 'Stopped', failed: 'Failed' },
    kept: (time: string) => `Kept until ${time}; nothing else is left of it.`,
    seed: (seed: number) => `class ${seed}`,
    inAll: (took: number, planned: number) => `${minutes(took)} of ${minutes(planned)} planned`,
    again: 'Rehearse again',
    same: 'With the same class',
    mend: 'To mend',
    nothing: 'Nothing to mend was found',
    nothingText: 'Every part is there, every question has a key, and slides that have text can be read on a phone.',
    mendIt: 'Mend',
    mendStep: (title: string) => `Mend “${title}”`,
    question: 'Open the question',
    gone: 'This step is no longer in the plan.',
    steps: 'Steps',
    planned: (count: number) => `${minutes(count)} planned`,
    took: (took: number) => `took ${minutes(took)}`,
    longer: (more: number) => `${minutes(more)} longer`,
    notReached: 'not reached',
    took_part: (count: number, all: number) => `${count} of ${students(all)} took part`,
    refused: (count: number, what: string) => `${count} × refused: ${what}`,
    notBegun: (what: string) => `What is prepared could not begin: ${what}`,
    list: (time: string, count: number, speed: string) => `${time} · ${students(count)} · ${speed}`,
  },

  gone: {
    title: 'This report is not kept any more',
    text: 'Reports are kept for an hour. The lesson plan is as it was; rehearse it again for a new one.',
  },

  faults: {
    invalid: { what: 'its settings do not fit this class.', rest: 'The plan is kept. Look at the step.' },
    not_found: { what: 'it is not there any more.', rest: 'The plan is kept. Look at the step.' },
    no_schema: {
      what: 'The server’s database lets it make no place for a rehearsal.',
      rest: 'Your plan is kept. Ask whoever runs the server to grant “create” on the database.',
    },
  },

  acts: {
    vote: (count: number) => counted(count, 'vote', 'votes'),
    think: (count: number) => counted(count, 'thought', 'thoughts'),
    answer: (count: number) => counted(count, 'answer', 'answers'),
    submit: (count: number) => counted(count, 'quiz handed in', 'quizzes handed in'),
    group: (count: number) => `${count} in groups`,
    call: (count: number) => counted(count, 'call answered', 'calls answered'),
    turn: (count: number) => counted(count, 'turn', 'turns'),
    point: (count: number) => counted(count, 'point of information', 'points of information'),
    page: (count: number) => counted(count, 'page turned', 'pages turned'),
    hand: (count: number) => counted(count, 'hand', 'hands'),
    chat: (count: number) => counted(count, 'message', 'messages'),
    came: (count: number) => `${count} came late`,
    dropped: (count: number) => `${count} dropped out`,
    returned: (count: number) => `${count} came back`,
  },

  findings: {
    no_steps: () => 'The plan has no steps.',
    poll_missing: () => 'The prepared poll is not there any more.',
    poll_without_question: () => 'The poll asks nothing.',
    poll_without_options: () => 'The poll has too little to choose from.',
    question_missing: ({ parts }: { parts: number[] }) =>
      `Question ${parts.join()} of the quiz is archived, or not there any more.`,
    question_without_key: ({ parts }: { parts: number[] }) =>
      `In part ${parts.join()} of the quiz a question has no key: no answer earns its points.`,
    too_few_questions: ({ parts, have, need }: { parts: number[]; have: number; need: number }) =>
      `Part ${parts.join()} draws ${counted(need, 'question', 'questions')}, and the bank has ${have} for it.`,
    groups_impossible: ({ have, need }: { have: number; need: number }) =>
      `Groups cannot be formed: that takes ${students(need)}, and the course has ${have}.`,
    group_of_one: ({ have, need }: { have: number; need: number }) =>
      `With ${students(have)} somebody is alone in a group. It takes ${need}, or fewer groups.`,
    single_group: ({ have, need }: { have: number; need: number }) =>
      `With ${students(have)} and ${need} in a group there is only one.`,
    longer_than_step: ({ have, need }: { have: number; need: number }) =>
      `What begins with it takes ${minutes(need)}; the step has ${minutes(have)}.`,
    after_session: ({ have, need }: { have: number; need: number }) =>
      `From here on the class is longer than its session: this step ends after ${minutes(need)}, the session after ${have}.`,
    slides_missing: () => 'The prepared slides are not there any more.',
    slides_unreadable: ({ parts, have, need }: { parts: number[]; have: number; need: number }) =>
      `Too small to read on a phone: ${parts.length === 1 ? 'page' : 'pages'} ${parts.join(', ')}. Letters are ${have} px there; ${need} px are needed.`,
    slides_unmeasured: () => 'Whether the slides can be read on a phone was not found out.',
    too_few_views: ({ have, need }: { have: number; need: number }) =>
      `The course has ${students(have)}: what a debate’s votes come to is told from ${need} on.`,
  },
};
