/** A reader of server-sent events, as a browser is one. */
import { until } from "@shop/testing/until";

export type Told = { readonly id: string; readonly event: string; readonly data: unknown };

export type EventStream = AsyncDisposable & {
  readonly status: number;
  readonly headers: Headers;
  readonly told: readonly Told[];
  isOver(): boolean;
  /** Until something of this type is told. */
  untilTold(type: string): Promise<unknown>;
};

export async function openStream(
  url: string,
  { token, headers = {} }: { readonly token?: string; readonly headers?: Readonly<Record<string, string>> },
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    signal: leaving.signal,
  });
  const told: Told[] = [];
  let isOver = false;
  const reading = readAll(response, told).then(
    () => (isOver = true),
    () => undefined,
  );
  return {
    status: response.status,
    headers: response.headers,
    told,
    isOver: () => isOver,
    untilTold: (type) => until(() => told.some(({ event }) => event === type), `${type} is told`),
    [Symbol.asyncDispose]: async () => {
      leaving.abort();
      await reading;
    },
  };
}

async function readAll({ body }: Response, told: Told[]): Promise<void> {
  let rest = "";
  for await (const part of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (rest + part).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) if (!block.startsWith(":")) told.push(parse(block));
  }
}

function parse(block: string): Told {
  const fields = new Map(
    block.split("\n").map((line): [string, string] => {
      const colon = line.indexOf(": ");
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
  return {
    id: fields.get("id") ?? "",
    event: fields.get("event") ?? "",
    data: JSON.parse(fields.get("data") ?? ""),
  };
}
