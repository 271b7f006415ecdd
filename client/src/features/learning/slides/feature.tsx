import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { isStaff, self } from '../../../core/room-state.ts';
import { textNow } from '../../../i18n/index.ts';
import { toast } from '../../../ui/toasts.ts';
import { attempt } from '../../media/attempt.ts';
import type { StartFeature } from '../../media/context.ts';
import { Slides } from './slides.ts';

const SlidesStage = lazy(() => import('./SlidesStage.tsx'));

/** Slides as a tool of the room: they fill the stage while somebody presents. */
export const slidesFeature: StartFeature = (room, sessionId, desk) => {
  const slides = new Slides(room, sessionId, desk);
  return {
    name: slides.name,
    restore: (snapshot) => slides.restore(snapshot),
    receive: (event) => {
      slides.receive(event);
      if (event.type !== 'slides:permitted' || event.participant_id !== self(room.store.getState())?.id) return;
      const text = textNow('slides');
      if (text !== undefined) toast(event.on ? text.permitted : text.forbidden);
    },
    settled: () => slides.settled(),
    stageTool: {
      icon: 'presentation',
      shortcut: 'KeyS',
      label: (words) => words.panels.slides,
      useLive: () => useStore(slides.store, ({ presentation }) => presentation !== null),
    },
    Stage: () => (
      <Suspense fallback={null}>
        <SlidesStage slides={slides} />
      </Suspense>
    ),
    personMenu: (person, me) => {
      const text = textNow('slides');
      if (text === undefined || !isStaff(me) || isStaff(person) || person.role === 'observer') return [];
      const may = slides.store.getState().presenters.includes(person.id);
      return [
        {
          label: may ? text.forbid : text.permit,
          icon: 'presentation',
          onSelect: () => attempt(slides.permit(person.id, !may)),
        },
      ];
    },
  };
};
