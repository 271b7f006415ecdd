import { lazy, Suspense } from 'react';
import type { StartFeature } from '../../media/context.ts';
import { Notes } from './notes.ts';

const NotesPanel = lazy(() => import('./NotesPanel.tsx'));

/** Notes that people write together, as a panel of the room. */
export const notesFeature: StartFeature = (room, sessionId) => {
  const notes = new Notes(room, sessionId);
  return {
    name: notes.name,
    restore: (snapshot) => notes.restore(snapshot),
    receive: (event) => notes.receive(event),
    settled: () => notes.settled(),
    panel: {
      icon: 'file-text',
      place: 'side',
      shortcut: 'KeyN',
      label: (words) => words.panels.notes,
      useUnread: () => 0,
      unread: () => '',
      Panel: () => (
        <Suspense fallback={null}>
          <NotesPanel notes={notes} />
        </Suspense>
      ),
    },
  };
};
