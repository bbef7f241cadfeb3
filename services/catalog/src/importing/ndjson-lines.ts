/** A stream of bytes as lines, one at a time: memory holds a line, whatever the length of the stream. */

export type Line = {
  /** From 1. */
  readonly number: number;
} & ({ readonly text: string } | { readonly unreadable: "too_long" | "not_utf8" });

const newline = 10;
const carriageReturn = 13;

/** Empty lines count and are not given. `pause` is called after every piece of work. */
export async function* readLines(
  stream: AsyncIterable<Uint8Array>,
  { maxBytes, pause }: { readonly maxBytes: number; readonly pause: () => Promise<void> },
): AsyncGenerator<Line> {
  let number = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  const finish = (): Line | undefined => {
    number += 1;
    const line =
      length > maxBytes ? { number, unreadable: "too_long" as const } : toLine(number, parts, length);
    parts = [];
    length = 0;
    return line;
  };
  /** Where the next line with something on it begins: megabytes of line ends must cost next to nothing. */
  const skip = (chunk: Uint8Array, from: number): number => {
    for (let at = from; ; number += 1) {
      if (chunk[at] === newline) at += 1;
      else if (chunk[at] === carriageReturn && chunk[at + 1] === newline) at += 2;
      else return at;
    }
  };

  for await (const chunk of stream) {
    let from = length === 0 ? skip(chunk, 0) : 0;
    for (let to = chunk.indexOf(newline, from); to !== -1; to = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, to));
      const line = finish();
      from = skip(chunk, to + 1);
      if (!line) continue;
      yield line;
      await pause();
    }
    if (from < chunk.length) take(chunk.subarray(from));
    await pause();
  }
  const line = length > 0 ? finish() : undefined;
  if (line) yield line;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function toLine(number: number, parts: readonly Uint8Array[], length: number): Line | undefined {
  const bytes = parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts, length);
  if (length === 0 || (length === 1 && bytes[0] === carriageReturn)) return undefined;
  try {
    return { number, text: utf8.decode(bytes) };
  } catch {
    return { number, unreadable: "not_utf8" };
  }
}
