import { useEffect, useState } from 'react';

/** `value` as it was when it last stood still for `milliseconds`: what is typed is not asked for letter by letter. */
export function useRested<T>(value: T, milliseconds: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return rested;
}
