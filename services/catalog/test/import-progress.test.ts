/** An import that is followed, ended, broken off; and what an export gives, taken back. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request, type ClientRequest, type IncomingMessage } from "node:http";
import { euros } from "@shop/contracts/language/values";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const row = (id: string): string =>
  `${JSON.stringify({ id, name: id, variants: [{ sku: `S-${id}`, price: euros(100) }] })}\n`;

const read = async (id: string) => (await catalog.staff.getImport({ params: { id } })).body;

/** A busy machine needs longer, and is not wrong. */
const soon = (check: () => Promise<void>) => vi.waitFor(check, 15_000);

/** An upload whose sender takes its time. */
async function begin(id: string): Promise<ClientRequest> {
  const { hostname, port } = new URL(catalog.url);
  const token = await catalog.tokenFor("staff");
  const headers = { "content-type": "application/x-ndjson", authorization: `Bearer ${token}` };
  const path = `/products/import?id=${id}`;
  const sending = request({ hostname, port, path, method: "POST", headers });
  sending.on("error", () => undefined).flushHeaders();
  return sending;
}

async function answerTo(sending: ClientRequest) {
  const [response] = (await once(sending, "response")) as [IncomingMessage];
  const bytes = await response.toArray();
  return {
    status: response.statusCode,
    body: JSON.parse(Buffer.concat(bytes as Buffer[]).toString()) as unknown,
  };
}

test("whoever asks sees how far it has come, while its sender still sends", async () => {
  const id = randomUUID();
  const sending = await begin(id);
  const rows = [row(`a-${id.slice(0, 8)}`), row(`b-${id.slice(0, 8)}`), "{}\n"].join("");
  sending.write(rows);
  await soon(async () => expect(await read(id)).toMatchObject({ state: "running", rows: 3 }));
  expect(await read(id)).toMatchObject({ bytes: rows.length, created: 2, failed: 1, endedAt: null });
  expect((await catalog.staff.importProducts({ body: "", query: { id } })).status).toBe(409);
  const answer = answerTo(sending);
  sending.end(row(`c-${id.slice(0, 8)}`));
  expect(await answer).toMatchObject({ status: 200, body: { id, state: "done", created: 3, failed: 1 } });
  expect(await read(id)).toMatchObject({ state: "done", rows: 4, created: 3 });
  expect((await read(id)).endedAt).not.toBeNull();
});

test("one that is ended answers what was done, which stays done, without waiting for the rest", async () => {
  const id = randomUUID();
  const word = id.slice(0, 8);
  const sending = await begin(id);
  sending.write(row(`kept-${word}`));
  await soon(async () => expect((await read(id)).created).toBe(1));
  expect((await catalog.staff.endImport({ params: { id } })).status).toBe(204);
  expect(await answerTo(sending)).toMatchObject({ status: 200, body: { state: "ended", created: 1 } });
  expect(await read(id)).toMatchObject({ state: "ended", rows: 1 });
  expect((await catalog.public.getProduct({ params: { id: `kept-${word}` } })).status).toBe(200);
  expect((await catalog.staff.endImport({ params: { id } })).status).toBe(204);
  sending.destroy();
});

test("one whose sender is gone has failed, and can be run again under its id", async () => {
  const id = randomUUID();
  const line = row(`again-${id.slice(0, 8)}`);
  const sending = await begin(id);
  sending.write(line);
  await soon(async () => expect((await read(id)).created).toBe(1));
  sending.destroy();
  await soon(async () => expect(await read(id)).toMatchObject({ state: "failed", created: 1 }));
  const again = await begin(id);
  again.end(line);
  expect(await answerTo(again)).toMatchObject({ status: 200, body: { state: "done", unchanged: 1 } });
});

test("one that is cut in the middle of a batch tells of every product that it has made", async () => {
  const id = randomUUID();
  const word = id.slice(0, 8);
  const sending = await begin(id);
  const rows = Array.from({ length: 150 }, (_, index) => row(`cut-${word}-${index}`)).join("");
  const made = () => catalog.rows("products").countDocuments({ slug: { $regex: `^cut-${word}-` } });
  sending.write(rows);
  await until(async () => (await made()) > 0);
  sending.destroy();
  await soon(async () => expect(await read(id)).toMatchObject({ state: "failed" }));
  const created = await made();
  expect(await read(id)).toMatchObject({ rows: created, created, failed: 0 });
});

test("one whose process died has failed, and gives its id free", async () => {
  const id = uniqueWord();
  const seenAt = new Date(Date.now() - 60_000);
  const counts = { bytes: 9, rows: 1, created: 1, updated: 0, unchanged: 0, failed: 0 };
  const dead = {
    run: "dead",
    state: "running",
    startedAt: seenAt,
    endedAt: null,
    seenAt,
    expiresAt: new Date(Date.now() + 60_000),
  };
  await catalog.rows<{ _id: string }>("imports").insertOne({ _id: id, ...counts, ...dead });
  expect(await read(id)).toMatchObject({ state: "failed", created: 1, endedAt: seenAt.toISOString() });
  const again = await begin(id);
  again.end(row(`new-${id}`));
  expect(await answerTo(again)).toMatchObject({ status: 200, body: { id, state: "done" } });
});

test("an import nobody knows is not found, and only staff may ask", async () => {
  const params = { id: "nowhere" };
  expect((await catalog.staff.getImport({ params })).status).toBe(404);
  expect((await catalog.staff.endImport({ params })).status).toBe(404);
  expect((await (await catalog.as("customer")).getImport({ params })).status).toBe(403);
});

test("an export holds every product, drafts too, and imported again changes nothing", async () => {
  const word = uniqueWord();
  for (const status of ["active", "draft"] as const)
    await catalog.staff.createProduct({ body: aProduct({ id: `${status}-${word}`, status }) });
  const headers = { authorization: `Bearer ${await catalog.tokenFor("staff")}` };
  const response = await fetch(`${catalog.url}/products/export`, { headers });
  expect(response.headers.get("content-type")).toContain("application/x-ndjson");
  const text = await response.text();
  const ids = text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(ids).toEqual(expect.arrayContaining([`active-${word}`, `draft-${word}`]));
  expect(new Set(ids).size).toBe(ids.length);
  const { body } = await catalog.staff.importProducts({ body: text });
  expect(body).toMatchObject({ unchanged: ids.length, created: 0, updated: 0, failed: 0 });
});
