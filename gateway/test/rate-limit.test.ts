/** Allowances: who is counted, what it costs, and what is told. */
import { randomUUID } from "node:crypto";
import { readMetrics } from "@shop/kit/process/metrics";
import { describe, expect, test } from "vitest";
import { problemIn, tokens } from "./gateway.ts";
import { newAddress, nowhere, useLimits } from "./limits.ts";

const { received, start, openLimit } = useLimits();

const newCustomer = () => tokens.tokenFor({ id: randomUUID(), role: "customer" });
const newGuest = () => tokens.tokenFor({ id: randomUUID(), role: "guest" });
const repeat = <Value>(count: number, value: Value): Value[] => Array<Value>(count).fill(value);
const policyOf = ({ headers }: Response) => headers.get("ratelimit-policy");
const leftOf = ({ headers }: Response) => headers.get("ratelimit");

describe("an address", () => {
  test("has its allowance, and is told how much is left and what to do when it is used up", async () => {
    const { call } = await start({ address: 3 });
    const address = newAddress();
    for (const left of [2, 1, 0]) {
      const response = await call("/products", address);
      expect(response.status).toBe(200);
      expect(policyOf(response)).toBe('"address";q=3;w=60, "burst";q=1000;w=10');
      expect(leftOf(response)).toMatch(
        new RegExp(`^"address";r=${left};t=\\d+, "burst";r=${997 + left};t=\\d+$`),
      );
    }
    const asked = received().length;
    const refused = await call("/products", address);
    expect(refused.headers.get("retry-after")).toMatch(/^[1-9]\d?$/);
    expect(leftOf(refused)).toMatch(/^"address";r=0;t=\d+, "burst";r=997;t=\d+$/);
    expect(await problemIn(refused)).toEqual({
      type: "application/problem+json",
      status: 429,
      code: "request.too_many",
    });
    expect(received()).toHaveLength(asked);
    expect((await call("/products", newAddress())).status).toBe(200);
  });

  test("cannot be made up", async () => {
    const { call } = await start({ address: 5, redisUrl: nowhere, trustedHops: 0 });
    const statuses = [];
    for (let round = 0; round < 6; round++) statuses.push((await call("/products", newAddress())).status);
    expect(statuses).toEqual([...repeat(5, 200), 429]);
  });

  test("behind a proxy of ours is the one that the proxy saw, and a network of IPv6 is one", async () => {
    const { statuses, call } = await start({ address: 2 });
    const [one, other] = [newAddress(), newAddress()];
    expect(await statuses(3, "/products", one)).toEqual([200, 200, 429]);
    expect((await call("/products", `${other}, ${one}`)).status).toBe(429);
    expect((await call("/products", one.replace(/1$/, "abcd"))).status).toBe(429);
    expect((await call("/products", other)).status).toBe(200);
  });

  test("is not multiplied by guests, who cost nothing", async () => {
    const { call } = await start({ address: 5 });
    const address = newAddress();
    const statuses = [];
    for (let round = 0; round < 6; round++)
      statuses.push((await call("/products", address, await newGuest())).status);
    expect(statuses).toEqual([...repeat(5, 200), 429]);
    expect((await call("/products", address)).status).toBe(429);
  });

  test("pays for tokens that are not good, also where a good request is free", async () => {
    const { call, statuses } = await start({ address: 4 });
    const address = newAddress();
    const expired = await tokens.tokenFor({ id: "a", role: "customer", lifetimeS: -60 });
    const refused = await call("/products", address, expired);
    expect(refused.status).toBe(401);
    expect(leftOf(refused)).toContain('"address";r=3;');
    expect(await statuses(2, "/health/live", address, "nonsense")).toEqual([401, 401]);
    expect(await statuses(2, "/me", address)).toEqual([401, 429]);
    expect((await call("/products", address, randomUUID())).status).toBe(429);
  });

  test("pays for signing in, whatever token is sent along", async () => {
    const { call, statuses } = await start({ address: 2 });
    const address = newAddress();
    const customer = await newCustomer();
    expect(policyOf(await call("/auth/login", address, customer, "POST"))).toContain('"address"');
    expect(await statuses(2, "/auth/login", address, undefined, "POST")).toEqual([200, 429]);
  });
});

describe("who is signed in", () => {
  test("has an allowance of their own, wherever they are", async () => {
    const { call } = await start({ caller: 2 });
    const customer = await newCustomer();
    const first = await call("/products", newAddress(), customer);
    expect(policyOf(first)).toBe('"caller";q=2;w=60, "burst";q=1000;w=10');
    expect(leftOf(first)).toMatch(/^"caller";r=1;t=\d+, "burst";r=999;t=\d+$/);
    expect((await call("/products", newAddress(), customer)).status).toBe(200);
    expect((await call("/products", newAddress(), customer)).status).toBe(429);
  });

  test("shares an address with a whole office, and pays once", async () => {
    const { call, statuses } = await start({ address: 2, caller: 5, burst: 6 });
    const office = newAddress();
    for (let each = 0; each < 4; each++)
      expect(await statuses(6, "/products", office, await newCustomer())).toEqual([...repeat(5, 200), 429]);
    expect(leftOf(await call("/products", office))).toContain('"address";r=1;');
    expect(await statuses(3, "/products", office)).toEqual([200, 429, 429]);
    expect((await call("/products", office, "nonsense")).status).toBe(429);
    const staff = await tokens.tokenFor({ id: randomUUID(), role: "staff" });
    expect(policyOf(await call("/products", office, staff))).toContain('"caller";q=5');
  });
});

test("an API key has an allowance of its own, wherever it is used and whoever else is there", async () => {
  const { rateLimit } = await openLimit({ address: 1, caller: 1, key: 2, redisUrl: nowhere });
  const [keyId, address] = [randomUUID(), newAddress()];
  const { fields, refusal } = rateLimit.take({ address, keyId }, 1);
  expect(fields).toEqual([
    "RateLimit-Policy",
    '"key";q=2;w=60, "burst";q=1000;w=10',
    "RateLimit",
    '"key";r=1;t=60, "burst";r=999;t=10',
  ]);
  expect(refusal).toBeUndefined();
  rateLimit.take({ address: newAddress(), keyId }, 1);
  expect(rateLimit.take({ address, keyId }, 1).refusal?.code).toBe("request.too_many");
  expect(rateLimit.take({ address, keyId: randomUUID() }, 1).refusal).toBeUndefined();
  expect(rateLimit.take({ address }, 1).refusal).toBeUndefined();
});

describe("a call", () => {
  test("that is dear costs more, a look at health nothing", async () => {
    const { call } = await start({ address: 6 });
    const address = newAddress();
    expect(leftOf(await call("/dear", address))).toContain('"address";r=1;');
    for (let round = 0; round < 10; round++) {
      const response = await call("/health/live", address);
      expect(response.status).toBe(200);
      expect(leftOf(response)).toBeNull();
    }
    expect((await call("/dear", address)).status).toBe(429);
  });

  test("that costs more than all there is uses all there is", async () => {
    const { statuses } = await start({ address: 3, redisUrl: nowhere });
    expect(await statuses(2, "/dear", newAddress())).toEqual([200, 429]);
  });

  test("that one allowance refuses uses up no other, and may come when all windows that were full are over", async () => {
    let now = 1_000;
    const { call, statuses } = await start({ address: 8, burst: 3, redisUrl: nowhere, clock: () => now });
    const address = newAddress();
    expect(await statuses(3, "/products", address)).toEqual([200, 200, 200]);
    const refused = await call("/products", address);
    expect(refused.headers.get("retry-after")).toBe("10");
    expect(leftOf(refused)).toBe('"address";r=5;t=60, "burst";r=0;t=10');
    now += 9_999;
    expect((await call("/products", address)).headers.get("retry-after")).toBe("1");
    now += 1;
    expect(leftOf(await call("/products", address))).toBe('"address";r=4;t=50, "burst";r=2;t=10');
    now += 10_000;
    expect(await statuses(3, "/products", address)).toEqual([200, 200, 200]);
    now += 10_000;
    const last = await call("/products", address);
    expect([last.status, leftOf(last)]).toEqual([200, '"address";r=0;t=30, "burst";r=2;t=10']);
    expect((await call("/products", address)).headers.get("retry-after")).toBe("30");
    now += 30_000;
    expect(leftOf(await call("/products", address))).toBe('"address";r=7;t=60, "burst";r=2;t=10');
  });
});

test("whoever runs the shop sees the policies, who is near a limit, and how much was refused", async () => {
  const { call, statuses, rateLimit } = await start({ address: 4, caller: 2, redisUrl: nowhere });
  const id = randomUUID();
  await statuses(3, "/products", "192.0.2.7", await tokens.tokenFor({ id, role: "customer" }));
  await statuses(3, "/products", "192.0.2.8");
  for (let each = 0; each < 12; each++) await call("/products", newAddress());
  const state = rateLimit.state();
  expect(state).toMatchObject({ senders: 14, isShared: false });
  expect(state.policies).toEqual([
    { name: "address", quota: 4, windowS: 60, refusals: 0 },
    { name: "caller", quota: 2, windowS: 60, refusals: 1 },
    { name: "key", quota: 1_000, windowS: 60, refusals: 0 },
    { name: "burst", quota: 1_000, windowS: 10, refusals: 0 },
  ]);
  expect(state.fullest).toHaveLength(10);
  expect(state.fullest.slice(0, 2)).toEqual([
    { policy: "caller", sender: id, used: 2, quota: 2, endsInS: expect.any(Number) },
    { policy: "address", sender: "192.0.2.8", used: 3, quota: 4, endsInS: expect.any(Number) },
  ]);
  const { text } = await readMetrics();
  expect(text).toContain('gateway_rate_limited_total{policy="caller"} 1');
  expect(text).toContain('gateway_rate_limited_total{policy="key"} 0');
  expect(text).toContain("gateway_rate_limit_senders 14");
});
