/** The same again and again: what goes wrong once in a while goes wrong here. */
export const rounds = 20;

/** Few enough at once for a small machine. */
const lanes = 4;

/** Rejects with the first round that does. */
export async function inRounds(run: (round: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < rounds) await run(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
