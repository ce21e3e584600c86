const QUIET_MS = 1_000;

/**
 * Runs `work` and says so once it takes longer than a second, with the time it took at the end.
 * `label` is a present participle: 'Installing packages'.
 */
export async function withProgress(label, work) {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1000).toFixed(0)} s`;
  let announced = false;
  const announce = setTimeout(() => {
    announced = true;
    process.stderr.write(`${label} …\n`);
  }, QUIET_MS);
  const remind = setInterval(() => process.stderr.write(`${label}: ${seconds()} so far\n`), 15_000);
  try {
    const result = await work();
    if (announced) process.stderr.write(`${label}: done in ${seconds()}\n`);
    return result;
  } finally {
    clearTimeout(announce);
    clearInterval(remind);
  }
}
