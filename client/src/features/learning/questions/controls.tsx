import { useId, type Ref } from 'react';
import { Icon } from '../../../ui/icons.tsx';

interface AreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  help?: string;
  error?: string;
  rows?: number;
  maxLength?: number;
  autoFocus?: boolean;
  ref?: Ref<HTMLTextAreaElement>;
}

/** A labelled field of several lines. */
export function Area({ label, value, onChange, help, error, rows = 3, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <textarea
        {...rest}
        id={id}
        className="input"
        rows={rows}
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={`${id}-help`}
        onChange={({ target }) => onChange(target.value)}
      />
      <span id={`${id}-help`} className="help" data-kind={error === undefined ? undefined : 'error'}>
        {error === undefined ? (
          help
        ) : (
          <>
            <Icon name="circle-alert" />
            <span role="alert">{error}</span>
          </>
        )}
      </span>
    </div>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Check({ label, checked, onChange }: CheckProps) {
  return (
    <label className="check-row">
      <input type="checkbox" checked={checked} onChange={({ target }) => onChange(target.checked)} />
      {label}
    </label>
  );
}
