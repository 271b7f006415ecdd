import { useId } from 'react';
import { Icon } from './icons.tsx';

const DIGITS = 6;

interface CodeFieldProps {
  label: string;
  help: string;
  error?: string | null;
  value: string;
  onChange: (digits: string) => void;
  autoFocus?: boolean;
}

/** Six boxes over one field: pasting, filling in and reading aloud are as with any other. */
export function CodeField({ label, help, error = null, value, onChange, autoFocus = false }: CodeFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {label}
      </label>
      <div className="otp">
        <input
          id={id}
          name="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus={autoFocus}
          value={value}
          aria-invalid={error !== null || undefined}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(event.target.value.normalize('NFKC').replace(/\D/g, '').slice(0, DIGITS))}
          onSelect={({ currentTarget }) => {
            // What is typed goes to the end, where the boxes show it.
            if (currentTarget.selectionStart === currentTarget.selectionEnd) {
              currentTarget.setSelectionRange(value.length, value.length);
            }
          }}
        />
        {Array.from({ length: DIGITS }, (_, place) => (
          <span
            key={place}
            className="input"
            aria-hidden="true"
            data-next={place === Math.min(value.length, DIGITS - 1) || undefined}
          >
            {value[place]}
          </span>
        ))}
      </div>
      <span id={`${id}-help`} className="help" data-kind={error ? 'error' : undefined}>
        {error ? (
          <>
            <Icon name="circle-alert" />
            <span role="alert">{error}</span>
          </>
        ) : (
          help
        )}
      </span>
    </div>
  );
}
