import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, mailedToken, registered, runUser, type RunningUser } from "./running-user.ts";

const rounds = 30;

let user: RunningUser;
beforeAll(async () => {
  user = await runUser({
    loginLimits: { failuresPerAccount: 1000, failuresPerAddress: 1_000_000, windowS: 300 },
  });
});
afterAll(() => user[Symbol.asyncDispose]());

type Answered = { readonly shape: unknown; readonly ms: number };

/** Everything of an answer but what differs between any two. */
async function answeredTo(path: string, body: object): Promise<Answered> {
  const startedAt = performance.now();
  const response = await fetch(user.url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  const ms = performance.now() - startedAt;
  const headers = [...response.headers].filter(([name]) => !["date", "x-request-id"].includes(name));
  return { shape: [response.status, headers, text.replaceAll(/"requestId":"[^"]+"/g, "")], ms };
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Mann–Whitney: how many standard deviations the ranks of two samples lie apart, whatever the machine's noise. */
function distance(one: readonly number[], other: readonly number[]): number {
  const wins = one
    .flatMap((a) => other.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
    .reduce<number>((a, b) => a + b, 0);
  const pairs = one.length * other.length;
  return Math.abs(wins - pairs / 2) / Math.sqrt((pairs * (one.length + other.length + 1)) / 12);
}

/** Chance makes four standard deviations once in fifteen thousand runs; below 5 ms a network hides the rest. */
const canTell = (one: readonly number[], other: readonly number[]) =>
  distance(one, other) > 4 && Math.abs(median(one) - median(other)) > 5;

/** Interleaved, so that whatever else the machine does meets all kinds alike. */
async function compare(kinds: Readonly<Record<string, () => Promise<Answered>>>) {
  const answers = new Map<string, Answered[]>(Object.keys(kinds).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, ask] of Object.entries(kinds)) answers.get(name)!.push(await ask());
  return {
    shapes: new Set([...answers.values()].flat().map(({ shape }) => JSON.stringify(shape))),
    times: [...answers.values()].map((all) => all.map(({ ms }) => ms)),
  };
}

test("a failed login does not tell whether the address has an account, by its answer or its time", async () => {
  const { email } = await registered(user);
  const pending = aPerson();
  await mailedToken(user, pending);
  const { shapes, times } = await compare({
    unknown: () => answeredTo("/auth/login", { email: aPerson().email, password: "wrong password" }),
    wrong: () => answeredTo("/auth/login", { email, password: "wrong password" }),
    unconfirmed: () => answeredTo("/auth/login", { email: pending.email, password: pending.password }),
    malformed: () => answeredTo("/auth/login", { email: "no address at all", password: "wrong password" }),
  });
  expect([...shapes]).toHaveLength(1);
  expect([...shapes][0]).toContain("auth.invalid_credentials");
  const [first = [], ...others] = times;
  expect(others.map((other) => canTell(first, other))).toEqual(others.map(() => false));
});

test("a registration does not tell whether the address has an account, by its answer or its time", async () => {
  const { email } = await registered(user);
  const pending = aPerson();
  const { shapes, times } = await compare({
    pending: () => answeredTo("/auth/register", pending),
    free: () => answeredTo("/auth/register", aPerson()),
    taken: () => answeredTo("/auth/register", { ...aPerson(), email }),
  });
  expect([...shapes]).toHaveLength(1);
  const [first = [], ...others] = times;
  expect(others.map((other) => canTell(first, other))).toEqual(others.map(() => false));
});

test("a password that is too long is refused without being hashed", async () => {
  const { shapes, times } = await compare({
    tooLong: () => answeredTo("/auth/register", { ...aPerson(), password: "x".repeat(10_000) }),
  });
  expect([...shapes][0]).toContain("request.invalid");
  // One hash takes 20 and more.
  expect(Math.min(...times[0]!)).toBeLessThan(15);
});
