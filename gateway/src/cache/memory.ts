/** What this process keeps: answers by what was asked, bounded by bytes; what was not asked for lately goes first. */
import { LRUCache } from "lru-cache";
import type { Forms } from "../entry/forms.ts";
import type { Kept } from "./kept.ts";
import type { Moment } from "./ledger.ts";

export type Entry = {
  readonly kept: Kept;
  readonly forms: Forms;
  /** When it was asked for: a purge since then ends it. */
  readonly begun: Moment;
};

/** An entry's own objects and fields. */
const overheadBytes = 2_000;
/** Questions for what is not there are endless: they must not push out what is. */
const missingShare = 0.05;

export type Memory = ReturnType<typeof createMemory>;

export function createMemory(maxBytes: number) {
  const shelf = (share: number) =>
    new LRUCache<string, Entry>({
      maxSize: Math.max(Math.floor(maxBytes * share), 1),
      sizeCalculation: ({ forms }, key) => overheadBytes + key.length + forms.bytes(),
    });
  const found = shelf(1 - missingShare);
  const missing = shelf(missingShare);

  return {
    get: (key: string): Entry | undefined => found.get(key) ?? missing.get(key),
    put(key: string, entry: Entry): void {
      const [own, other] = entry.kept.status === 404 ? [missing, found] : [found, missing];
      other.delete(key);
      own.set(key, entry);
    },
    /** To be called when an entry has got another form; does nothing when it is no longer there. */
    grow(key: string, entry: Entry): void {
      if (found.peek(key) !== entry) return;
      // Put anew, the same value is not measured again.
      found.delete(key);
      found.set(key, entry);
    },
    delete(key: string): void {
      found.delete(key);
      missing.delete(key);
    },
    size: () => ({
      entries: found.size + missing.size,
      bytes: found.calculatedSize + missing.calculatedSize,
    }),
  };
}
