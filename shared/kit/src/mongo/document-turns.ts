/**
 * Transactions that write the same document do not wait for each other in MongoDB: all but one fail and start again,
 * and on a document that everybody wants they mostly fail. So those of one process take turns. It is about speed
 * alone; between processes, and for what is right, the database decides.
 */
import { untilDone } from "../process/until-done.ts";

export type TakeTurns = <Result>(keys: readonly string[], work: () => Promise<Result>) => Promise<Result>;

/** A transaction may take 10 s. What hangs for longer, as the driver's may when its server dies, keeps nobody from a turn. */
const longestTurnMs = 15_000;

/** Work with a key in common is done one after another, in the order of asking: nobody can lock anybody out. */
export function createDocumentTurns({ longestMs = longestTurnMs } = {}): TakeTurns {
  const last = new Map<string, Promise<unknown>>();
  return async (keys, work) => {
    const before = Promise.all(keys.flatMap((key) => last.get(key) ?? []));
    const mine = before.then(work);
    const done = before.then(() => untilDone(mine, longestMs));
    for (const key of keys) last.set(key, done);
    try {
      return await mine;
    } finally {
      for (const key of keys) if (last.get(key) === done) last.delete(key);
    }
  };
}
