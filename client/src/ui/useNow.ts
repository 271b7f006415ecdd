import { useEffect, useState } from 'react';

/** The time, told again every `period` milliseconds. */
export function useNow(period = 20_000): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), period);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}
