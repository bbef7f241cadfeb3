/** A stream of bytes as lines, one at a time: memory holds a line, whatever the length of the stream. */

export type Line = {
  /** From 1. */
  readonly number: number;
  /** Undefined when it was longer than allowed. */
  readonly text: string | undefined;
};

const newline = 10;

/** Throws nothing of its own: bytes that are not UTF-8 become U+FFFD, which no JSON syntax is made of. */
export async function* readLines(stream: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Line> {
  let number = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  const take = (part: Uint8Array): void => {
    length += part.length;
    if (length <= maxBytes) parts.push(part);
    else parts = [];
  };
  const finish = (): Line => {
    number += 1;
    const text = length > maxBytes ? undefined : decode(parts, length);
    parts = [];
    length = 0;
    return { number, text };
  };

  for await (const chunk of stream) {
    let from = 0;
    for (let to = chunk.indexOf(newline); to !== -1; to = chunk.indexOf(newline, from)) {
      take(chunk.subarray(from, to));
      yield finish();
      from = to + 1;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (length > 0) yield finish();
}

function decode(parts: readonly Uint8Array[], length: number): string {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder().decode(bytes);
}
