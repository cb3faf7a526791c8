const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const pending = new Set();

/**
 * Undoes something after the work, even if the work fails or the benchmark is told to stop.
 *
 * @param {() => void} undo - does not wait for anything: nothing would wait for it
 * @param {() => Promise<T>} work
 */
export async function undoing(undo, work) {
  pending.add(undo);
  STOP_SIGNALS.forEach(signal => process.on(signal, undoAll));
  try {
    return await work();
  } finally {
    pending.delete(undo);
    undo();
    if (pending.size === 0) {
      STOP_SIGNALS.forEach(signal => process.off(signal, undoAll));
    }
  }
}

/** The last one first. */
function undoAll(signal) {
  [...pending].reverse().forEach(undo => undo());
  process.exit(signal === 'SIGINT' ? 130 : 143);
}
