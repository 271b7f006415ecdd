import { useState, type ChangeEvent, type SubmitEvent } from 'react';
import { ApiError } from '../core/api.ts';

type Values = Record<string, string>;
type Faults<T extends Values> = Partial<Record<keyof T, string>>;

interface FormOptions<T extends Values> {
  initial: T;
  /** What is wrong with the values, by field, in the reader's language. */
  validate: (values: T) => Faults<T>;
  /** Sends the values. What it throws is shown in the form, which keeps them. */
  send: (values: T) => Promise<void>;
  /** In words: the server refused a field; return null where the whole form should say so instead. */
  explain?: (field: keyof T & string, fault: ApiError) => string | null;
  /** Keeps what was typed over a reload under this name, passwords excepted. */
  draft?: string;
}

interface FieldProps {
  name: string;
  value: string;
  error: string | null;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => void;
  onBlur: () => void;
}

/** State of one form: judged on leaving a field, kept when sending fails. */
export function useForm<T extends Values>({ initial, validate, send, explain, draft }: FormOptions<T>) {
  const [values, setValues] = useState<T>(() => ({ ...initial, ...recallDraft(draft, initial) }));
  const [touched, setTouched] = useState<ReadonlySet<keyof T>>(new Set());
  const [refused, setRefused] = useState<Faults<T>>({});
  const [fault, setFault] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const faults: Faults<T> = validate(values);

  const set = (name: keyof T & string, value: string) => {
    const next = { ...values, [name]: value };
    setValues(next);
    setRefused({ ...refused, [name]: undefined });
    setFault(null);
    keepDraft(draft, next);
  };

  const field = (name: keyof T & string): FieldProps => ({
    name,
    value: values[name] ?? '',
    error: refused[name] ?? (touched.has(name) ? (faults[name] ?? null) : null),
    onChange: (event) => set(name, event.target.value),
    onBlur: () => {
      if (values[name] !== initial[name]) setTouched(new Set([...touched, name]));
    },
  });

  const refuse = (error: ApiError): Faults<T> => {
    const entries = error.details.flatMap(({ field: name }) => {
      const words = name in values ? explain?.(name, error) : null;
      return words ? [[name, words] as const] : [];
    });
    return Object.fromEntries(entries) as Faults<T>;
  };

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const form = event.currentTarget;
    setTouched(new Set(Object.keys(values)));
    if (Object.values(faults).some(Boolean)) {
      focusFirstFault(form);
      return;
    }
    setBusy(true);
    setFault(null);
    send(values)
      .then(() => {
        setTouched(new Set());
        keepDraft(draft, null);
      })
      .catch((thrown: unknown) => {
        const fields = thrown instanceof ApiError ? refuse(thrown) : {};
        setRefused(fields);
        if (Object.keys(fields).length > 0) focusFirstFault(form);
        else setFault(thrown);
      })
      .finally(() => setBusy(false));
  };

  return { values, set, field, fault, busy, onSubmit };
}

function focusFirstFault(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

function recallDraft<T extends Values>(draft: string | undefined, initial: T): Partial<T> {
  if (draft === undefined) return {};
  try {
    const kept = JSON.parse(sessionStorage.getItem(`eduforum.draft.${draft}`) ?? '{}') as Record<string, unknown>;
    const known = Object.entries(kept).filter(([name, value]) => name in initial && typeof value === 'string');
    return Object.fromEntries(known) as Partial<T>;
  } catch {
    return {};
  }
}

function keepDraft(draft: string | undefined, values: Values | null): void {
  if (draft === undefined) return;
  try {
    const key = `eduforum.draft.${draft}`;
    if (values === null) {
      sessionStorage.removeItem(key);
      return;
    }
    const { password, ...open } = values;
    sessionStorage.setItem(key, JSON.stringify(open));
  } catch {
    // A draft that cannot be kept is still on the screen.
  }
}
