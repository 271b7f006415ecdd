import { useId } from 'react';
import { useText } from '../../../i18n/index.ts';
import { IconButton } from '../../../ui/Button.tsx';

interface StepperProps {
  label: string;
  value: number;
  shown?: string;
  step?: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}

export function Stepper({ label, value, shown, step = 1, least, most, onChange }: StepperProps) {
  const text = useText('breakouts');
  const to = (next: number) => onChange(Math.min(most, Math.max(least, next)));
  return (
    <div className="row" role="group" aria-label={label}>
      <span className="grow">{label}</span>
      <span className="step">
        <IconButton
          small
          icon="minus"
          label={text.fewer(label)}
          disabled={value <= least}
          onClick={() => to(value - step)}
        />
        <output className="num medium">{shown ?? value}</output>
        <IconButton
          small
          icon="plus"
          label={text.further(label)}
          disabled={value >= most}
          onClick={() => to(value + step)}
        />
      </span>
    </div>
  );
}

interface SwitchProps {
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, on, disabled = false, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="row">
      <span className="grow" id={id}>
        {label}
      </span>
      <button
        type="button"
        className="switch"
        role="switch"
        aria-checked={on}
        aria-labelledby={id}
        disabled={disabled}
        onClick={() => onChange(!on)}
      />
    </div>
  );
}

interface TextProps {
  label: string;
  value: string;
  placeholder: string;
  onChange: (value: string) => void;
}

/** What the groups are to do, as long as it takes. */
export function TaskField({ label, value, placeholder, onChange }: TextProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="label">
        {label}
      </label>
      <textarea
        id={id}
        className="input group-task-field"
        rows={4}
        maxLength={2_000}
        value={value}
        placeholder={placeholder}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
