/**
 * An append-only file of JSON lines. What `flushed()` has promised is on the disk, also after `kill -9` or a power cut;
 * entries that arrive while one flush runs share the next one.
 */
import { mkdir, open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

export type Journal<Entry> = AsyncDisposable & {
  append(entry: Entry): void;
  /** Resolves when everything appended before this call is on the disk. Rejects for ever after one failure. */
  flushed(): Promise<void>;
};

/** Replays what is there through `apply`, in order, before it resolves. A torn last line was never promised: it is cut off. */
export async function openJournal<Entry>(
  file: string,
  apply: (entry: Entry) => void,
): Promise<Journal<Entry>> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, "a+");
  try {
    const end = await replay(handle, apply);
    await handle.truncate(end);
    await handle.sync();
    await syncFolder(dirname(file));
  } catch (error) {
    await handle.close();
    throw error;
  }

  let pending: string[] = [];
  let flushing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  async function flush(): Promise<void> {
    const batch = pending.join("");
    pending = [];
    next = undefined;
    await handle.appendFile(batch);
    await handle.datasync();
  }

  function flushed(): Promise<void> {
    if (pending.length === 0) return flushing;
    next ??= flushing = flushing.then(flush);
    return next;
  }

  return {
    append: (entry) => void pending.push(`${JSON.stringify(entry)}\n`),
    flushed,
    [Symbol.asyncDispose]: async () => {
      try {
        await flushed();
      } finally {
        await handle.close();
      }
    },
  };
}

const newline = 0x0a;

/** Returns the offset behind the last whole line. */
async function replay(handle: FileHandle, apply: (entry: never) => void): Promise<number> {
  let rest = Buffer.alloc(0);
  let end = 0;
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) {
    rest = Buffer.concat([rest, chunk as Buffer]);
    for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline)) {
      apply(JSON.parse(rest.toString("utf8", 0, at)) as never);
      end += at + 1;
      rest = rest.subarray(at + 1);
    }
  }
  return end;
}

/** A new file's name is safe only when its folder is on the disk too. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, "r");
  await handle.sync();
}
