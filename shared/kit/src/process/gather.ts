/** Reads that are asked for at the same time go out as one. */
import DataLoader from "dataloader";
import { afterwards } from "./context.ts";

/** Keys of one read; more go out as several. */
const defaultMax = 100;
/** The longest that a read waits for those before it. */
const longestMs = 5;

/**
 * `read` is given, each key once, what was asked for since the read before it went out, and answers what it found; a key
 * that it says nothing of is undefined. Nothing is remembered: what is asked for later is read later. When `read`
 * throws, each of its keys does. A process with nothing else to do reads at once; the more there is to do, the more
 * goes out together.
 */
export function gather<Key, Value>(
  read: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
  { max = defaultMax }: { readonly max?: number } = {},
): (key: Key) => Promise<Value | undefined> {
  let running = 0;
  /** More than one when more is asked for than goes into one read. */
  const waiting: (() => void)[] = [];
  const sendWaiting = (): void => {
    for (const send of waiting.splice(0)) send();
  };
  const loader = new DataLoader<Key, Value | undefined>(
    async (keys) => {
      running += 1;
      let isUnderWay = true;
      const end = (): void => {
        if (isUnderWay) running -= 1;
        isUnderWay = false;
      };
      // One that hangs makes others wait once, not for ever.
      const hanging = setTimeout(end, longestMs);
      try {
        // What several wait for must not end with the one who has the least time left; each watches its own.
        const found = await afterwards(() => read([...new Set(keys)]))();
        return keys.map((key) => found.get(key));
      } finally {
        clearTimeout(hanging);
        end();
        setImmediate(sendWaiting);
      }
    },
    {
      cache: false,
      maxBatchSize: max,
      batchScheduleFn(send) {
        if (running === 0) {
          setImmediate(send);
          return;
        }
        waiting.push(send);
        setTimeout(sendWaiting, longestMs);
      },
    },
  );
  return (key) => loader.load(key);
}
