import { useState } from 'react';
import { useStore } from 'zustand';
import type { GroupConstraints } from '../../../core/protocol.gen.ts';
import { useText } from '../../../i18n/index.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { SelectField } from '../../../ui/Field.tsx';
import { usePeople } from '../../media/context.ts';
import type { Breakouts } from './breakouts.ts';
import { isMember } from './places.ts';

export type Wish = keyof GroupConstraints;

const KINDS: readonly Wish[] = ['together', 'apart', 'not_alone'];

/** Who is to be in one group, who is not, and of whom nobody is to be the only one in a group. */
export function WishesField({ breakouts }: { breakouts: Breakouts }) {
  const text = useText('breakouts').wishes;
  const absent = useText('breakouts').absent;
  const constraints = useStore(breakouts.store, (state) => state.plan.constraints);
  const people = usePeople();
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name ?? absent;
  const count = KINDS.reduce((sum, kind) => sum + constraints[kind].length, 0);
  return (
    <details className="group-wishes">
      <summary>{text.title(count)}</summary>
      {KINDS.map((kind) => (
        <ul key={kind} aria-label={text.kinds[kind]}>
          {constraints[kind].map((ids, index) => {
            const names = ids.map(nameOf).join(', ');
            return (
              <li key={ids.join()} className="row">
                <span className="small faint">{text.kinds[kind]}</span>
                <span className="grow">{names}</span>
                <IconButton
                  small
                  icon="x"
                  label={text.remove(text.kinds[kind], names)}
                  onClick={() => breakouts.unwish(kind, index)}
                />
              </li>
            );
          })}
        </ul>
      ))}
      <NewWish breakouts={breakouts} />
    </details>
  );
}

function NewWish({ breakouts }: { breakouts: Breakouts }) {
  const text = useText('breakouts').wishes;
  const people = usePeople();
  const [kind, setKind] = useState<Wish>('together');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const members = people.filter(isMember);
  const picked = members.filter(({ id }) => chosen.includes(id));
  return (
    <div className="col" role="group" aria-label={text.add}>
      <SelectField label={text.kind} value={kind} onChange={({ target }) => setKind(target.value as Wish)}>
        {KINDS.map((each) => (
          <option key={each} value={each}>
            {text.kinds[each]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={text.people}
        value=""
        onChange={({ target }) => setChosen((before) => [...before, target.value])}
      >
        <option value="" disabled>
          {text.choose}
        </option>
        {members
          .filter(({ id }) => !chosen.includes(id))
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </SelectField>
      {picked.length > 0 && (
        <ul className="group-picked" aria-label={text.people}>
          {picked.map(({ id, name }) => (
            <li key={id}>
              <button
                type="button"
                aria-label={text.drop(name)}
                onClick={() => setChosen((before) => before.filter((each) => each !== id))}
              >
                <span className="cut">{name}</span> ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <Button
        size="sm"
        icon="plus"
        disabled={picked.length < 2}
        onClick={() => {
          breakouts.wish(
            kind,
            picked.map(({ id }) => id),
          );
          setChosen([]);
        }}
      >
        {text.add}
      </Button>
    </div>
  );
}
