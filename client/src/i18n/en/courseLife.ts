export default {
  copy: 'Copy course …',
  archive: 'Archive',
  unarchive: 'Take out of the archive',
  archived: (title: string) => `Archived “${title}”`,
  unarchived: (title: string) => `“${title}” is out of the archive`,
  isArchived: 'This course is archived: everything can be read and nothing changes.',

  states: { label: 'Which courses', current: 'Current', archived: 'Archived', deleted: 'Deleted' },
  noneArchived: 'Nothing is archived',
  noneArchivedText: 'A course that is over can be put out of the way. Everything in it stays to be read.',
  noneDeleted: 'Nothing was deleted in the last 30 days',
  noneDeletedText: 'A deleted course stands here for 30 days and can be restored.',
  deletedOn: (when: string) => `Deleted ${when}`,
  until: (when: string) => `can be restored until ${when}`,
  restore: 'Restore',

  dialog: {
    title: 'Copy course',
    text: 'Question bank, prepared polls and slides, and lesson plans come along. People, and what happened in class, do not.',
    copyOf: (title: string) => title,
    sessions: 'Copy the sessions, too',
    sessionsHelp: 'Each at its weekday and time, as many weeks into the new term.',
    begins: 'First week of the new term',
    beginsHelp: 'Any day of that week.',
    go: 'Copy course',
    made: (title: string) => `“${title}” is ready`,
  },
};
