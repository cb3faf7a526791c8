import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const TICK_MS = 10_000;

const relative = new Intl.RelativeTimeFormat('en');

/** Formats the time left, such as "in 52 minutes". */
export function describeTimeLeft(time: number, now: number): string {
  const left = time - now;
  if (left <= 0) {
    return 'now';
  }
  if (left < MINUTE_MS) {
    return 'in less than a minute';
  }
  return left < 2 * HOUR_MS
    ? relative.format(Math.floor(left / MINUTE_MS), 'minute')
    : relative.format(Math.floor(left / HOUR_MS), 'hour');
}

/** The current time, updated while the page is visible. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const update = () => {
      if (document.visibilityState === 'visible') {
        setNow(Date.now());
      }
    };
    const timer = setInterval(update, TICK_MS);
    document.addEventListener('visibilitychange', update);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
  return now;
}
