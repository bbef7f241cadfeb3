/** A refusal that comes before the body has been read leaves its connection usable or closed, soon. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startThings } from "./http-things.ts";

let shop: Awaited<ReturnType<typeof startThings>>;
let tokens: { readonly staff: string; readonly guest: string };

beforeAll(async () => {
  shop = await startThings();
  const sign = (role: string) => shop.tokens.sign({ roles: [role] });
  tokens = { staff: await sign("staff"), guest: await sign("guest") };
});
afterAll(() => shop[Symbol.asyncDispose]());

type Talk = { readonly statuses: readonly number[]; readonly isClosed: boolean; readonly ms: number };

/** Sends these bytes and, after the first answer, another request; ends when that is answered or nobody is there. */
async function talk(bytes: string): Promise<Talk> {
  const startedAt = performance.now();
  const socket = connect(Number(new URL(shop.url).port), "127.0.0.1").setEncoding("latin1");
  let text = "";
  socket.on("data", (part: string) => (text += part));
  socket.on("error", () => undefined);
  const statuses = () => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));
  const until = async (isMet: () => boolean) => {
    while (!socket.closed && !isMet() && performance.now() - startedAt < 15_000) await pause(5);
  };
  socket.write(bytes);
  await until(() => statuses().length > 0);
  socket.write("GET /things/a HTTP/1.1\r\nHost: x\r\n\r\n");
  await until(() => statuses().length > 1);
  const end = { statuses: statuses(), isClosed: socket.closed, ms: performance.now() - startedAt };
  if (!socket.closed) {
    socket.destroy();
    await once(socket, "close");
  }
  return end;
}

/** More than a socket holds by itself, and less than a stream may bring. */
const large = "x".repeat(90_000);
/** More than is taken anywhere. */
const tooLarge = "x".repeat(300_000);
const bodyFor = ([, , , , status]: Refusal): string => (status === 413 ? tooLarge : large);
type Refusal = readonly [
  name: string,
  line: string,
  type: string,
  token: "staff" | "guest" | undefined,
  status: number,
];
const refusals: readonly Refusal[] = [
  ["401", "POST /things", "application/json", undefined, 401],
  ["403", "POST /things", "application/json", "guest", 403],
  ["404", "POST /nowhere", "application/json", "staff", 404],
  ["405", "DELETE /things", "application/json", "staff", 405],
  ["413", "POST /things", "application/json", "staff", 413],
  ["413 of a stream", "POST /things/import", "text/csv", "staff", 413],
  ["415 of a stream", "POST /things/import", "text/plain", "staff", 415],
  ["400 of a stream", "POST /things/import?unknown=1", "text/csv", "staff", 400],
];

const head = ([, line, type, token]: Refusal, frame: string): string =>
  `${line} HTTP/1.1\r\nHost: x\r\nContent-Type: ${type}\r\n${frame}\r\n` +
  `${token ? `Authorization: Bearer ${tokens[token]}\r\n` : ""}\r\n`;

test.each(refusals)("%s: after a long body the next request is answered", async (...refusal) => {
  const status = refusal[4];
  const body = bodyFor(refusal);
  const inOne = await talk(head(refusal, `Content-Length: ${body.length}`) + body);
  expect(inOne.statuses).toEqual([status, 200]);
  const parts = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  expect((await talk(head(refusal, "Transfer-Encoding: chunked") + parts)).statuses).toEqual([status, 200]);
});

test.each(refusals)(
  "%s: a body that is never sent whole does not hold its connection",
  async (...refusal) => {
    const body = bodyFor(refusal);
    const stalled = [
      head(refusal, `Content-Length: ${body.length + 5_000}`) + body,
      `${head(refusal, "Transfer-Encoding: chunked")}fffff\r\n${body}`,
    ];
    const talks = await Promise.all(stalled.map(talk));
    for (const { statuses, isClosed } of talks)
      expect({ statuses, isClosed }).toEqual({ statuses: [refusal[4]], isClosed: true });
    expect(Math.max(...talks.map(({ ms }) => ms))).toBeLessThan(10_000);
  },
);

test("who asks for the connection's end hears the refusal before it is closed", async () => {
  const refusal = refusals[0]!;
  const bytes = head(refusal, `Content-Length: ${large.length}\r\nConnection: close`) + large;
  for (let round = 0; round < 20; round += 1) expect((await talk(bytes)).statuses).toEqual([401]);
});

test("a body that does not come is a 408", async () => {
  const waiting = talk(
    `POST /things HTTP/1.1\r\nHost: x\r\nX-Request-Deadline: 500\r\nContent-Type: application/json\r\n` +
      `Content-Length: 100\r\nAuthorization: Bearer ${tokens.staff}\r\n\r\n{`,
  );
  expect((await waiting).statuses).toEqual([408]);
});
