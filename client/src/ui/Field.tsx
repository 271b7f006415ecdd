import {
  useId,
  useState,
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { useText } from '../i18n/index.ts';
import { Icon } from './icons.tsx';

interface FieldProps {
  label: string;
  /** What is wrong, in the reader's language. */
  error?: string | null;
  help?: ReactNode;
  aside?: ReactNode;
}

type InputProps = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'className'> & { large?: boolean; ref?: Ref<HTMLInputElement> };

/** A labelled field. Help and error share one line of fixed height, so that nothing jumps. */
export function Field({ label, error = null, help, aside, large = false, ...rest }: InputProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} error={error} help={help} aside={aside}>
      <input
        {...rest}
        id={id}
        className={large ? 'input input-lg' : 'input'}
        aria-invalid={error !== null || undefined}
        aria-describedby={`${id}-help`}
      />
    </Labelled>
  );
}

type TextProps = FieldProps & Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'className'>;

/** The same for more than one line. */
export function TextField({ label, error = null, help, aside, ...rest }: TextProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} error={error} help={help} aside={aside}>
      <textarea {...rest} id={id} className="input" aria-describedby={`${id}-help`} />
    </Labelled>
  );
}

export function PasswordField(props: Omit<InputProps, 'type' | 'aside'>) {
  const [shown, setShown] = useState(false);
  const text = useText('common');
  return (
    <Field
      {...props}
      type={shown ? 'text' : 'password'}
      aside={
        <button type="button" className="link small" aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? text.hidePassword : text.showPassword}
        </button>
      }
    />
  );
}

type SelectProps = FieldProps & Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>;

export function SelectField({ label, error = null, help, aside, children, ...rest }: SelectProps) {
  const id = useId();
  return (
    <Labelled id={id} label={label} error={error} help={help} aside={aside}>
      <Select {...rest} id={id} aria-describedby={`${id}-help`}>
        {children}
      </Select>
    </Labelled>
  );
}

export function Select({ children, ...rest }: Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className'>) {
  return (
    <span className="select-box">
      <select {...rest} className="select">
        {children}
      </select>
      <Icon name="chevron-down" />
    </span>
  );
}

function Labelled({ id, label, error, help, aside, children }: FieldProps & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <div className="row">
        <label htmlFor={id} className="label grow">
          {label}
        </label>
        {aside}
      </div>
      {children}
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

interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
}

export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <div className="search" role="search">
      <Icon name="search" />
      <input
        className="input"
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && value !== '') {
            event.stopPropagation();
            onChange('');
          }
        }}
      />
    </div>
  );
}
