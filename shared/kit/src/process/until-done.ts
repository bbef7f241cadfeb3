/** Resolves when the work has ended, well or badly, or after `ms`: nobody waits for ever for what hangs. */
export async function untilDone(work: Promise<unknown>, ms: number): Promise<void> {
  const patience = Promise.withResolvers<void>();
  const timer = setTimeout(patience.resolve, ms).unref();
  await Promise.race([Promise.allSettled([work]), patience.promise]);
  clearTimeout(timer);
}
