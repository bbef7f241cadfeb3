/**
 * Whether the time of a failed login tells if the address has an account: 250 tries, of each kind one a round, in a new
 * order each round. For longer, and for registrations: `tests/load/telltale-times.ts`.
 */
import { randomInt, randomUUID } from "node:crypto";
import { median, randomFrom, rankDistance } from "@shop/testing/ranks";
import { expect, test } from "vitest";
import { aPerson, disabledPerson, mailedToken, registered, runUser, type Person } from "./running-user.ts";

type Login = Pick<Person, "email" | "password">;

const rounds = 50;
/**
 * Where the kinds take the same time, chance makes 5.3 deviations of four comparisons less than once in two million
 * runs. An answer without the work of hashing lies 8.6 apart, as far as 50 against 50 can.
 */
const telling = { deviations: 5.3, ms: 5 };
const isTold = (one: readonly number[], other: readonly number[]): boolean =>
  rankDistance(one, other) > telling.deviations && Math.abs(median(one) - median(other)) > telling.ms;

test("an answer that skips the work of hashing would be told", () => {
  const random = randomFrom(1);
  const timesOf = (ms: number) => Array.from({ length: rounds }, () => ms + 20 * random());
  expect(isTold(timesOf(30), timesOf(5))).toBe(true);
  expect(isTold(timesOf(30), timesOf(30))).toBe(false);
});

test("the time of a failed login does not tell whether the address has an account", async () => {
  await using user = await runUser({
    loginLimits: {
      failuresPerAccount: 1_000_000,
      failuresPerAddress: 1_000_000,
      failuresOverall: 1_000_000,
      failuresInAttack: 1_000_000,
      windowS: 300,
    },
  });
  const { email } = await registered(user);
  const pending = aPerson();
  await mailedToken(user, pending);
  const disabled = await disabledPerson(user);
  const kinds: Readonly<Record<string, () => Login>> = {
    "no account": aPerson,
    "a wrong password": () => ({ ...pending, email }),
    "not confirmed": () => pending,
    disabled: () => disabled,
    "no address at all": () => ({ ...pending, email: `no address at all ${randomUUID()}` }),
  };
  const seed = randomInt(2 ** 31);
  const random = randomFrom(seed);
  const times = new Map<string, number[]>(Object.keys(kinds).map((kind) => [kind, []]));
  const inAnyOrder = () =>
    Object.entries(kinds)
      .map(([kind, toLogin]) => ({ kind, toLogin, rank: random() }))
      .toSorted((a, b) => a.rank - b.rank);
  for (let round = 0; round < rounds; round++)
    for (const { kind, toLogin } of inAnyOrder()) {
      const { email: typed, password } = toLogin();
      const startedAt = performance.now();
      const { status } = await user.api.logIn({ body: { email: typed, password } });
      times.get(kind)?.push(performance.now() - startedAt);
      expect(status).toBe(401);
    }
  const [first = [], ...others] = times.values();
  const told = others.map((measured) => ({
    deviations: rankDistance(first, measured).toFixed(1),
    medians: [median(first), median(measured)],
    isTold: isTold(first, measured),
  }));
  expect(
    told.filter((each) => each.isTold),
    `seed ${seed}`,
  ).toEqual([]);
}, 240_000);
