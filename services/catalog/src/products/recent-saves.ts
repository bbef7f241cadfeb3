/**
 * What this process has saved in the last moments: a reader whose copy of the products follows the database a little
 * behind waits for these, so that whoever has written finds it.
 */
export type SavedProduct = { readonly id: string; readonly sequence: number };

export type RecentSaves = {
  readonly note: (saved: readonly SavedProduct[]) => void;
  readonly list: () => readonly SavedProduct[];
};

/** Longer than any copy should be behind. */
const keptMs = 2_000;
/** The batches of an import are more than readers can wait for. */
const mostAtOnce = 10;
const mostKept = 100;

/** `clock`: in milliseconds. */
export function createRecentSaves(clock: () => number = () => performance.now()): RecentSaves {
  const saves = new Map<string, { readonly sequence: number; readonly until: number }>();
  const drop = (): void => {
    for (const [id, { until }] of saves) {
      if (until > clock() && saves.size <= mostKept) return;
      saves.delete(id);
    }
  };
  return {
    note(saved) {
      if (saved.length > mostAtOnce) return;
      for (const { id, sequence } of saved) {
        saves.delete(id);
        saves.set(id, { sequence, until: clock() + keptMs });
      }
      drop();
    },
    list() {
      drop();
      return [...saves].map(([id, { sequence }]) => ({ id, sequence }));
    },
  };
}
