export default {
  note: 'Shared note',
  empty: 'Write here together …',
  which: 'Notes',
  classNote: 'Whole class',
  groupNote: (number: number, name: string) => (name !== '' ? name : number === 0 ? 'Group' : `Group ${number}`),
  whoWrites: 'Who writes',
  writing: { everyone: 'Everyone writes', staff: 'Staff write' },
  undo: 'Undo',
  redo: 'Redo',
  save: 'Save the note',
  saveText: 'As text (.txt)',
  saveMarkdown: 'As Markdown (.md)',
  saved: (name: string) => `Saved as ${name}`,
  file: 'note',
  writers: (names: readonly string[], more: number) =>
    more > 0
      ? `${names.join(', ')} and ${more} more are writing`
      : `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} writing`,
  readOnly: 'You read this note. Staff write in it.',
  offline: 'The line is broken. What you write is kept and sent later.',
  opening: 'Opening the note …',
  someone: 'Somebody',
};
