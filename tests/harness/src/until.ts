/** Waiting for what must become true, instead of for time to pass. */
import { setTimeout as pause } from "node:timers/promises";

/** Longer than the ten seconds in which a service finds by itself what nobody told it of. */
const patienceMs = 20_000;

/** Asks again until the answer is something; throws after 20 seconds, with `what` was waited for. */
export async function until<Answer>(
  ask: () => Promise<Answer> | Answer,
  what: string = ask.toString(),
): Promise<Exclude<Answer, undefined | null | false>> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer as Exclude<Answer, undefined | null | false>;
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await pause(20);
  }
}
