import { useId, useState, type KeyboardEvent, type RefObject } from 'react';
import type { Participant } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { usePeople, useSelf } from '../../media/context.ts';
import { begun } from './mentions.ts';

const MOST = 6;

/** People whose name is being typed after `@` (WAI-ARIA combobox pattern with a list). */
export function useSuggestions(field: RefObject<HTMLTextAreaElement | null>, words: string) {
  const people = usePeople();
  const selfId = useSelf()?.id;
  const id = useId();
  const [name, setName] = useState<string | null>(null);
  const [at, setAt] = useState(0);
  const wanted = name?.toLocaleLowerCase();
  const found =
    wanted === undefined
      ? []
      : people
          .filter((person) => person.id !== selfId && person.name.toLocaleLowerCase().includes(wanted))
          .slice(0, MOST);
  const open = found.length > 0 && words.includes('@');
  const chosen = Math.min(at, found.length - 1);
  return {
    open,
    list: { id, found, chosen },
    look: () => {
      const element = field.current;
      const next = element === null ? null : begun(element.value, element.selectionStart);
      if (next !== name) setAt(0);
      setName(next);
    },
    /** Whether the key was for the list. */
    key: (event: KeyboardEvent, onChoose: (name: string) => void): boolean => {
      if (!open) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const person = found[chosen];
      if (step !== undefined) {
        event.preventDefault();
        setAt((chosen + step + found.length) % found.length);
      } else if ((event.key === 'Enter' || event.key === 'Tab') && person !== undefined) {
        event.preventDefault();
        onChoose(person.name);
      } else if (event.key === 'Escape') {
        event.stopPropagation();
        setName(null);
      } else {
        return false;
      }
      return true;
    },
    attributes: open
      ? ({
          role: 'combobox',
          'aria-autocomplete': 'list',
          'aria-expanded': true,
          'aria-controls': id,
          'aria-activedescendant': `${id}-${chosen}`,
        } as const)
      : {},
  };
}

interface SuggestionsProps {
  id: string;
  found: readonly Participant[];
  chosen: number;
  onChoose: (name: string) => void;
}

export function Suggestions({ id, found, chosen, onChoose }: SuggestionsProps) {
  const text = useText('chat');
  return (
    <div className="menu mentions" role="listbox" id={id} aria-label={text.suggestions}>
      {found.map((person, index) => (
        <button
          key={person.id}
          id={`${id}-${index}`}
          type="button"
          role="option"
          aria-selected={index === chosen}
          tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(person.name)}
        >
          {person.name}
        </button>
      ))}
    </div>
  );
}
