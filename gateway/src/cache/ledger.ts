/**
 * In which order things were asked for and purged in this process. What was asked for before a purge of one of its tags
 * may show what was before the change, whenever it arrived: whether it is current is looked up when it is needed, so a
 * purge costs the same however much it ends.
 */
import type { Tag } from "@shop/contracts/language/cache";
import { endedBy } from "./kept.ts";

/** Later ones are greater. */
export type Moment = number;

type Purge = {
  readonly moment: Moment;
  /** On the ledger's clock. */
  readonly at: number;
};

/** Of distinct tags in one period; beyond it all is purged instead. */
const maxTags = 50_000;

export type Ledger = ReturnType<typeof createLedger>;

/** `lifeMs` is the longest that anything with a tag may be used: what was purged longer ago is forgotten. */
export function createLedger(lifeMs: number, clock: () => number = Date.now) {
  let now: Moment = 0;
  let ofAll: Purge = { moment: 0, at: -Infinity };
  let recent = new Map<Tag, Purge>();
  let older = new Map<Tag, Purge>();
  let turnsAt = clock() + lifeMs;

  const purgeAll = (): void => {
    ofAll = { moment: (now += 1), at: clock() };
    recent.clear();
    older.clear();
  };
  const lastOf = (tag: Tag): Purge | undefined => recent.get(tag) ?? older.get(tag);
  return {
    begin: (): Moment => (now += 1),
    purge(tags: readonly Tag[]): void {
      const time = clock();
      if (time >= turnsAt) {
        older = time >= turnsAt + lifeMs ? new Map() : recent;
        recent = new Map();
        turnsAt = time + lifeMs;
      }
      const purge: Purge = { moment: (now += 1), at: time };
      for (const tag of tags) for (const ended of endedBy(tag)) recent.set(ended, purge);
      if (recent.size > maxTags) purgeAll();
    },
    purgeAll,
    /** Nothing with one of these tags was purged since. */
    isCurrent(begun: Moment, tags: readonly Tag[]): boolean {
      if (ofAll.moment > begun) return false;
      for (const tag of tags) if ((lastOf(tag)?.moment ?? 0) > begun) return false;
      return true;
    },
    /** When one of these tags was last purged, on the ledger's clock; long ago when it is not known. */
    purgedAt: (tags: readonly Tag[]): number =>
      tags.reduce((latest, tag) => Math.max(latest, lastOf(tag)?.at ?? -Infinity), ofAll.at),
    size: () => recent.size + older.size,
  };
}
