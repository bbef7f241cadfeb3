/** The thread of `logins.ts` in which strangers try passwords; it ends when it is sent anything. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { requestOf } from "@shop/client/to-request";
import { Agent, request } from "undici";
import { api } from "../test-shop.ts";

/** `atOnce`: logins that are under way all the time. */
export type StormWanted = { readonly url: string; readonly atOnce: number };
/** How long each login took, in milliseconds, by how it was answered. */
export type StormTimes = ReadonlyMap<string, readonly number[]>;

const { url, atOnce } = workerData as StormWanted;
const times = new Map<string, number[]>();
const dispatcher = new Agent({ connections: atOnce });
const over = new AbortController();
parentPort?.once("message", () => over.abort());

async function knock(): Promise<void> {
  while (!over.signal.aborted) {
    const startedAt = performance.now();
    const typed = { email: `${randomUUID()}@example.com`, password: "wrong password" };
    const { method, path, headers: usual, body } = requestOf(api.logIn, { body: typed });
    // Each comes from an address of its own, as the proxy in front says.
    const headers = { ...usual, "x-forwarded-for": anAddress() };
    const answer = await request(url + path, {
      method,
      headers,
      body: typeof body === "string" ? body : null,
      dispatcher,
    });
    await answer.body.text();
    const told = answer.headers["retry-after"]
      ? `${answer.statusCode} + Retry-After`
      : `${answer.statusCode}`;
    timesOf(told).push(performance.now() - startedAt);
    // Whoever is refused comes again after a second, as they are told to.
    if (answer.statusCode !== 401) await pause(1_000);
  }
}

function timesOf(told: string): number[] {
  const known = times.get(told) ?? [];
  times.set(told, known);
  return known;
}

function anAddress(): string {
  const part = () => Math.floor(Math.random() * 256);
  return `10.${part()}.${part()}.${part()}`;
}

await Promise.all(Array.from({ length: atOnce }, knock));
parentPort?.postMessage(times satisfies StormTimes, []);
