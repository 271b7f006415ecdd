import { useId } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { Icon } from '../../../ui/icons.tsx';
import { usePeople } from '../../media/context.ts';
import type { Breakouts } from './breakouts.ts';
import { useAsk } from './useAsk.ts';

/** Rows that are named; the others are counted. */
const NAMED = 8;

/** A table of numbers to mix groups by, and what of it could not be used. */
export function NumbersField({ breakouts }: { breakouts: Breakouts }) {
  const text = useText('breakouts');
  const id = useId();
  const numbers = useStore(breakouts.store, (state) => state.plan.numbers);
  const { unmatched, faultyRows } = useStore(breakouts.store, (state) => state.table);
  const present = usePeople().filter((person) => Object.hasOwn(numbers, person.id)).length;
  const { ask } = useAsk();
  const count = Object.keys(numbers).length;
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {text.numbers}
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv,text/plain"
        aria-describedby={`${id}-help`}
        aria-invalid={faultyRows.length > 0 || undefined}
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file !== undefined) void ask(() => breakouts.readNumbers(file));
          target.value = '';
        }}
      />
      {faultyRows.length > 0 ? (
        <span id={`${id}-help`} className="help" data-kind="error">
          <Icon name="circle-alert" />
          <span role="alert">{text.faultyRows(faultyRows)}</span>
        </span>
      ) : (
        <span id={`${id}-help`} className="help" role="status">
          {count === 0 && unmatched.length === 0 ? text.numbersHint : text.numbersRead(count, present)}
        </span>
      )}
      {unmatched.length > 0 && (
        <details className="group-unmatched">
          <summary>{text.unmatched(unmatched.length)}</summary>
          <ul>
            {unmatched.slice(0, NAMED).map(({ row, name, reason }) => (
              <li key={row}>
                {text.unmatchedRow(row, name)} <span className="faint">{text.unmatchedReasons[reason]}</span>
              </li>
            ))}
            {unmatched.length > NAMED && <li className="faint">{text.andMore(unmatched.length - NAMED)}</li>}
          </ul>
        </details>
      )}
    </div>
  );
}
