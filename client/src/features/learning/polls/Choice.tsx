import { useId } from 'react';

interface ChoiceProps<T extends string | number> {
  /** Read aloud, not shown. */
  legend: string;
  options: readonly { value: T; label: string }[];
  value: T | null;
  onChange: (value: T) => void;
}

/** One of a few, each as large as a finger. */
export function Choice<T extends string | number>({ legend, options, value, onChange }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="poll-opts">
      <legend className="sr">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="poll-opt">
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span className="radio" aria-hidden="true" />
          <span className="grow">{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
