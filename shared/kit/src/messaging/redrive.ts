/** Gives dead letters to their consumer once more. A crash half-way leaves them dead: then they can be redriven again. */
import { AppError } from "../errors.ts";
import type { DeadLetterStore, KeptLetter } from "./dead-letter-store.ts";

export type RedriveDeps = {
  readonly letters: DeadLetterStore;
  /** True when its consumer's queue has it. */
  readonly deliver: (letter: KeptLetter) => Promise<boolean>;
  readonly now: () => Date;
};

export const deadLetterErrors = {
  notFound: (id: string) =>
    new AppError("not_found", "dead_letter.not_found", `There is no dead letter ${id}`),
  brokerAway: () =>
    new AppError("unavailable", "dead_letter.broker_away", "The broker takes no messages now: try again", {
      headers: { "Retry-After": "5" },
    }),
};

const batch = 50;

/** Throws `dead_letter.not_found`. */
export async function getLetter({ letters }: Pick<RedriveDeps, "letters">, id: string): Promise<KeptLetter> {
  const letter = await letters.find(id);
  if (!letter) throw deadLetterErrors.notFound(id);
  return letter;
}

/** What was redriven already is left as it is. Throws `dead_letter.not_found` and `dead_letter.broker_away`. */
export async function redrive(deps: RedriveDeps, id: string): Promise<KeptLetter> {
  const letter = await getLetter(deps, id);
  if (letter.status === "redriven") return letter;
  if (!(await deliver(deps, letter))) throw deadLetterErrors.brokerAway();
  return getLetter(deps, id);
}

/**
 * All that were dead when it began, as far as the time goes: those that are left can be asked for again.
 * Throws `dead_letter.broker_away` when not one could be sent.
 */
export async function redriveAll(
  deps: RedriveDeps,
  msLeft: () => number,
): Promise<{ redriven: number; left: number }> {
  const { letters, now } = deps;
  const begunAt = now();
  let redriven = 0;
  while (msLeft() > reserveMs) {
    const dead = await letters.oldest(begunAt, batch);
    if (dead.length === 0) break;
    const sent = await Promise.all(dead.map((letter) => deliver(deps, letter)));
    const count = sent.filter(Boolean).length;
    redriven += count;
    if (count < dead.length) {
      if (redriven === 0) throw deadLetterErrors.brokerAway();
      break;
    }
  }
  return { redriven, left: await letters.count() };
}

/** For one more batch, and the answer. */
const reserveMs = 8_000;

async function deliver({ letters, deliver: send, now }: RedriveDeps, letter: KeptLetter): Promise<boolean> {
  const at = now();
  const isSent = await send(letter);
  if (isSent) await letters.markRedriven(letter, at);
  return isSent;
}
