/** Greets a person by the time of their day. */
export function greeting(name: string, now: Date): string {
  const hour = now.getHours();
  if (hour >= 5 && hour < 12) {
    return `Good morning, ${name}`;
  }
  return hour >= 12 && hour < 18
    ? `Good afternoon, ${name}`
    : `Good evening, ${name}`;
}
