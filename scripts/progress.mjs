const REMIND_MS = 10_000;

/** Says what is going on while it takes long, and how long it took. */
export async function withProgress(title, work) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let doing = '';
  console.log(`${title} …`);
  const timer = setInterval(
    () => console.log(`  ${doing} (${seconds()} s so far)`),
    REMIND_MS,
  );
  try {
    const result = await work(step => {
      if (step !== doing) {
        doing = step;
        console.log(`  ${step}`);
      }
    });
    console.log(`  done in ${seconds()} s`);
    return result;
  } finally {
    clearInterval(timer);
  }
}
