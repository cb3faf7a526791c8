/** Freezes the clock, but not timers and I/O. */
export function freezeClock() {
  jest.useFakeTimers({
    now: new Date('2026-03-01T12:00:00Z'),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

export function passTime(seconds: number) {
  jest.setSystemTime(Date.now() + seconds * 1000);
}
