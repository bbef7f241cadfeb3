/** HTTP/1.1 over a raw socket: bytes out as they are, answers in one after the other, each with where it ended. */
import { connect, type Socket } from "node:net";

export type Answer = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
};

export type Wire = {
  readonly send: (bytes: string | Uint8Array) => void;
  /** Ends our half: nothing more will be sent. */
  readonly endHalf: () => void;
  /** The next answer that is not a 100; "closed" or "silent" when none came. `method` tells whether it has a body. */
  readonly next: (method: string, timeoutMs: number) => Promise<Answer | "closed" | "silent">;
  /** What came behind the last answer and belongs to none. */
  readonly rest: () => string;
  readonly close: () => void;
};

export function openWire(url: URL): Wire {
  const socket: Socket = connect({
    host: url.hostname,
    port: Number(url.port || 80),
    allowHalfOpen: true,
  });
  let received = "";
  let isClosed = false;
  let wake: () => void = () => undefined;
  socket.setNoDelay(true).setEncoding("latin1");
  socket.on("data", (text: string) => {
    received += text;
    wake();
  });
  for (const event of ["end", "close", "error"])
    socket.on(event, () => {
      isClosed = true;
      wake();
    });
  return {
    send: (bytes) => void (isClosed || socket.write(bytes)),
    endHalf: () => void socket.end(),
    async next(method, timeoutMs) {
      const until = performance.now() + timeoutMs;
      for (;;) {
        const found = parseAnswer(received, method, isClosed);
        if (found) {
          received = received.slice(found.length);
          if (found.answer.status !== 100) return found.answer;
          continue;
        }
        const msLeft = until - performance.now();
        if (isClosed) return "closed";
        if (msLeft <= 0) return "silent";
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, msLeft);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
    rest: () => received,
    close: () => void socket.destroy(),
  };
}

type Parsed = { readonly answer: Answer; readonly length: number };

/** Undefined while it is not whole. */
function parseAnswer(text: string, method: string, isEnded: boolean): Parsed | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const { status, headers } = parseHead(text.slice(0, end));
  const begin = end + 4;
  const finish = (body: string, length: number): Parsed => ({ answer: { status, headers, body }, length });
  if (method === "HEAD" || isBodiless(status)) return finish("", begin);
  if (headers.get("transfer-encoding")?.toLowerCase() === "chunked") return readChunks(text, begin, finish);
  const given = headers.get("content-length");
  const untilTheEnd = isEnded ? text.length : Infinity;
  const stop = given === undefined ? untilTheEnd : begin + Number(given);
  return text.length < stop ? undefined : finish(text.slice(begin, stop), stop);
}

const isBodiless = (status: number): boolean => status < 200 || status === 204 || status === 304;

function parseHead(head: string): Pick<Answer, "status" | "headers"> {
  const [statusLine = "", ...lines] = head.split("\r\n");
  const fields = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const found = /^HTTP\/1\.[01] (\d{3})/.exec(statusLine);
  return { status: Number(found?.[1] ?? 0), headers: new Map(fields) };
}

function readChunks(
  text: string,
  begin: number,
  finish: (body: string, length: number) => Parsed,
): Parsed | undefined {
  let body = "";
  for (let at = begin; ;) {
    const end = text.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const size = Number.parseInt(text.slice(at, end), 16);
    if (size === 0) return finish(body, end + 4);
    if (text.length < end + 4 + size) return undefined;
    body += text.slice(end + 2, end + 2 + size);
    at = end + 4 + size;
  }
}
