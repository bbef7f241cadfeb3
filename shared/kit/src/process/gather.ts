/** Reads that are asked for at the same time go out as one. */
import DataLoader from "dataloader";
import { currentContext, runInContext } from "./context.ts";

/** Keys of one read; more go out as several. */
const defaultMax = 100;
/** The longest that a read waits for the one before it. */
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
      try {
        const found = await inNobodysTime(() => read([...new Set(keys)]));
        return keys.map((key) => found.get(key));
      } finally {
        running -= 1;
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

/** What several requests wait for must not end with the one that has the least time left; each watches its own. */
function inNobodysTime<Result>(work: () => Promise<Result>): Promise<Result> {
  const context = currentContext();
  return context ? runInContext({ ...context, msLeft: () => Infinity }, work) : work();
}
