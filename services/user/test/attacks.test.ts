/** What is sent to a sign-in by those who are not to get in. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { aPerson, registered, runUser, type Person, type RunningUser } from "./running-user.ts";

const limits = {
  failuresPerAccount: 5,
  failuresPerAddress: 50,
  failuresOverall: 300,
  failuresInAttack: 1,
  windowS: 300,
};

/** Hundreds of passwords are hashed, on whatever machine. */
const patienceMs = 240_000;

let user: RunningUser;
beforeAll(async () => {
  // Without Redis nothing is counted from the tests beside it, nor for them.
  user = await runUser({ loginLimits: limits, redisUrl: "redis://127.0.0.1:1" });
});
afterAll(() => user[Symbol.asyncDispose]());

const tryIn = (body: unknown, address: string) =>
  fetch(`${user.url}/auth/login`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: JSON.stringify(body),
  });

test.each([
  ["operators", { email: { $ne: null }, password: { $gt: "" } }],
  ["an operator beside an address", { email: "ana@example.com", password: { $ne: null } }],
  ["a list of addresses", { email: ["admin@supercoolshop.test"], password: "admin-of-the-shop" }],
  ["a list of passwords", { email: "admin@supercoolshop.test", password: ["admin-of-the-shop"] }],
  ["numbers", { email: 0, password: 1 }],
  ["null", { email: null, password: null }],
  ["a pattern", { email: { $regex: ".*" }, password: "admin-of-the-shop" }],
  ["a prototype", { ...JSON.parse('{"__proto__":{"isAdmin":true}}'), email: "a@b.example", password: "x" }],
  ["what nobody asked for", { email: "admin@supercoolshop.test", password: "x", $where: "sleep(1000)" }],
  ["a list", [{ email: "admin@supercoolshop.test", password: "admin-of-the-shop" }]],
])("%s instead of what was asked for are refused, and no attempt is counted", async (_what, body) => {
  for (let time = 1; time <= 7; time++) {
    const answer = await tryIn(body, "192.0.2.66");
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: expect.stringMatching(/^request\.(?:invalid|malformed)$/),
    });
  }
});

test(
  "while passwords are sprayed from 1,000 addresses, owners sign in at once where they were before",
  async () => {
    const owners: { readonly person: Person; readonly home: string }[] = [];
    for (let owner = 1; owner <= 4; owner++) {
      const home = `198.51.100.${owner}`;
      const person = await registered(user);
      expect((await tryIn({ email: person.email, password: person.password }, home)).status).toBe(200);
      owners.push({ person, home });
    }
    const targets = [
      ...owners.map(({ person }) => person.email),
      ...Array.from({ length: 16 }, () => aPerson().email),
    ];
    const left = Array.from({ length: 1_000 }, (_, index) => index);
    const sprayed: Response[] = [];
    const sprayer = async (): Promise<void> => {
      for (let address = left.shift(); address !== undefined; address = left.shift()) {
        const body = { email: targets[address % targets.length], password: "spring of the year" };
        sprayed.push(await tryIn(body, `10.9.${address >> 8}.${address & 255}`));
      }
    };
    const spraying = Promise.all(Array.from({ length: 30 }, sprayer));
    const answered: number[] = [];
    while (left.length > 0)
      for (const { person, home } of owners)
        answered.push((await tryIn({ email: person.email, password: person.password }, home)).status);
    await spraying;
    expect(answered.length).toBeGreaterThanOrEqual(4);
    expect(answered.filter((status) => status !== 200)).toEqual([]);
    expect(sprayed).toHaveLength(1_000);
    for (const { status, headers } of sprayed) {
      expect([401, 429, 503]).toContain(status);
      if (status !== 401) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    // At most five of each account's passwords were looked at.
    const judged = sprayed.filter(({ status }) => status === 401).length;
    expect(judged).toBeLessThanOrEqual(5 * targets.length);
  },
  patienceMs,
);

test("of 200 logins at once the excess is refused, told when to come again, and all else is answered", async () => {
  const person = await registered(user);
  const { accessToken } = (await user.api.logIn({ body: { email: person.email, password: person.password } }))
    .body;
  const storm = Array.from({ length: 200 }, (_, index) =>
    tryIn({ email: aPerson().email, password: "wrong" }, `10.8.0.${index}`),
  );
  const others = await Promise.all(
    Array.from({ length: 20 }, async () => [
      (await user.api.getMe({ token: accessToken })).status,
      (await user.api.getPublicKeys()).status,
    ]),
  );
  expect(new Set(others.flat())).toEqual(new Set([200]));
  const answers = await Promise.all(storm);
  const refused = answers.filter(({ status }) => status !== 401);
  expect(refused.length).toBeGreaterThan(0);
  for (const { status, headers } of refused) {
    expect([429, 503]).toContain(status);
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  }
});
