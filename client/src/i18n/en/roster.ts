import { counted } from '../plural.ts';

const people = (count: number) => counted(count, 'person', 'people');

export default {
  import: 'Import',
  export: 'Export',
  exported: (name: string) => `Saved “${name}”`,
  section: 'Section',
  allSections: 'All sections',
  sectionNamed: (section: string) => `Section ${section}`,
  number: 'Student no.',
  onRoster: (name: string) => `Roster: ${name}`,

  details: {
    act: 'Roster details …',
    title: 'Roster details',
    text: 'Numbers are for staff. Sections and romanised names are for everybody in the course.',
    number: 'Student number',
    romanised: 'Romanised name',
    section: 'Section',
    taken: 'Somebody else in the course has this number.',
    refused: 'This does not fit. Shorten it or use other characters.',
  },

  expected: {
    title: 'Expected',
    text: 'On the roster, without an account yet. They are in the course as soon as they sign in with this address, verified, or an administrator gives them this number.',
    remove: 'Expect no more',
    removed: (name: string) => `${name} is not expected any more`,
    failed: 'Who is expected did not load',
    add: 'Keep a place for this address',
    kept: (name: string) => `A place is kept for ${name}.`,
    name: 'Name',
  },

  importer: {
    title: 'Import a roster',
    file: 'File',
    help: 'CSV or XLSX, up to 4 MiB, as your registrar gives it. A row names a name, and a student number or an address.',
    tooLarge: 'The file is larger than 4 MiB.',
    changed:
      'The file is not what it was, or somebody else changed the course meanwhile. Nothing was imported; this is how it is now.',
    reading: 'Reading …',
    holds: (good: number) => `${people(good)} without fault`,
    parts: (added: number, changed: number, same: number) =>
      [`${added} new`, changed > 0 && `${changed} with something else than here`, same > 0 && `${same} here already`]
        .filter(Boolean)
        .join(' · '),
    clean: 'No line is faulty.',
    faulty: (count: number) => `${counted(count, 'line is', 'lines are')} faulty`,
    ignored: (headings: string) => `Not read: ${headings}`,
    keepGood: 'Go on with the good lines',
    keepGoodHelp:
      'The faulty ones are left out. Or put the file right and choose it again: nothing is imported before.',
    where: 'Where',
    what: 'What is wrong',
    line: (line: number) => `Line ${line}`,
    more: (count: number) => `and ${count} more`,
    go: (count: number) => `Import ${people(count)}`,
    done: (enrolled: number, expected: number, changed: number) =>
      [`${people(enrolled)} added`, expected > 0 && `${expected} expected`, changed > 0 && `${changed} changed`]
        .filter(Boolean)
        .join(' · '),
    fields: {
      student_number: 'student number',
      name: 'name',
      romanised_name: 'romanised name',
      email: 'address',
      section: 'section',
      role: 'role',
    } as Record<string, string>,
    codes: {
      unreadable: 'This cannot be read. Save the file as CSV or XLSX.',
      too_large: 'The file holds more than is read.',
      too_many: 'There are more rows or cells than are read: 5,000 rows of 64 cells.',
      no_heading: 'No row names a column for the name, and one for the student number or the address.',
      empty: 'It is missing.',
      not_unique: 'Somebody else has the same.',
      unknown_value: 'This value is not known.',
      not_a_name: 'This is no name.',
      not_an_address: 'This is no e-mail address.',
      not_a_number: 'A student number is up to 32 digits, letters and hyphens.',
      rounded_number: 'A spreadsheet has rounded this number. Set its column to text.',
    },
  },
};
