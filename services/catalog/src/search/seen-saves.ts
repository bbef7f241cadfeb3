/** Which saves an index has in it, for questions that are asked right after one. */
import type { SavedProduct } from "../products/recent-saves.ts";

export type SeenSaves = {
  /** They are in the index now. */
  readonly note: (saves: readonly SavedProduct[]) => void;
  readonly hasAll: (saves: readonly SavedProduct[]) => boolean;
  /** Until it has all of them, or, without a word, for `patienceMs`. */
  readonly wait: (saves: readonly SavedProduct[], patienceMs: number) => Promise<void>;
};

/** More than are saved while anybody still asks for one of them. */
const most = 5_000;

export function createSeenSaves(): SeenSaves {
  const seen = new Map<string, number>();
  const waiting = new Set<{ readonly saves: readonly SavedProduct[]; readonly go: () => void }>();
  const hasAll = (saves: readonly SavedProduct[]): boolean =>
    saves.every(({ id, sequence }) => (seen.get(id) ?? -1) >= sequence);
  return {
    note(saves) {
      for (const { id, sequence } of saves) {
        seen.delete(id);
        seen.set(id, sequence);
      }
      for (const id of seen.keys()) {
        if (seen.size <= most) break;
        seen.delete(id);
      }
      for (const each of waiting) if (hasAll(each.saves)) each.go();
    },
    hasAll,
    async wait(saves, patienceMs) {
      if (hasAll(saves)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const one = { saves, go: resolve };
      waiting.add(one);
      const timer = setTimeout(resolve, patienceMs);
      await promise;
      clearTimeout(timer);
      waiting.delete(one);
    },
  };
}
