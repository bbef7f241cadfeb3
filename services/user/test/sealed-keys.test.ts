/** What a copy of the database gives away of the keys that sign, and how the secret that seals them is changed. */
import type { PublicKey } from "@shop/contracts/user/keys";
import { createLocalKeys } from "@shop/kit/auth/keys";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { createSealer } from "@shop/kit/process/sealer";
import { decodeProtectedHeader } from "jose";
import { afterEach, expect, test, vi } from "vitest";
import { runUser, serversOfOurOwn, type RunningUser } from "./running-user.ts";

const minute = 60_000;
const hour = 60 * minute;
const keyPeriod = { periodMs: hour, leadMs: 10 * minute };
const old = "the-secret-of-last-year-0123456789";
const young = "the-secret-of-this-year-0123456789";

afterEach(() => void vi.useRealTimers());

const keysOf = async ({ api }: RunningUser): Promise<PublicKey[]> => (await api.getPublicKeys()).body.keys;
const rowsOf = (user: RunningUser) => user.rows("signing_keys").find().sort({ startsAt: 1 }).toArray();
const aToken = async ({ api }: RunningUser) => (await api.enterAsGuest()).body.accessToken;
const accepts = async (user: RunningUser, token: string) => (await user.api.logOut({ token })).status === 204;

test("a copy of the database holds no private half in clear", async () => {
  await using user = await runUser({ sealingSecrets: [old] });
  const rows = await rowsOf(user);
  expect(rows.length).toBeGreaterThanOrEqual(2);
  for (const row of rows) {
    const opened = JSON.parse(createSealer([old]).open(row["sealedKey"])) as Record<string, string>;
    const lying = JSON.stringify(row);
    for (const part of ["d", "p", "q", "dp", "dq", "qi"]) {
      expect(opened[part]).toEqual(expect.any(String));
      expect(lying).not.toContain(opened[part]);
    }
  }
});

test("keys that lie in clear are sealed when they are read, and stay the same keys", async () => {
  const servers = await serversOfOurOwn();
  await using user = await runUser({ sealingSecrets: [old] }, servers);
  const [before, token] = [await keysOf(user), await aToken(user)];
  for (const { _id, sealedKey } of await rowsOf(user)) {
    const privateKey: unknown = JSON.parse(createSealer([old]).open(sealedKey as string));
    const inClear = { $set: { privateKey }, $unset: { sealedKey: "", publicKey: "" } };
    await user.rows("signing_keys").updateOne({ _id }, inClear);
  }
  const started = await Promise.all([1, 2].map(() => runUser({ sealingSecrets: [young, old] }, servers)));
  await using one = started[0]!;
  await using other = started[1]!;
  for (const row of await rowsOf(user)) {
    expect(row).not.toHaveProperty("privateKey");
    expect(createSealer([young]).open(row["sealedKey"])).toContain('"d"');
  }
  expect(await keysOf(one)).toEqual(before);
  expect(await keysOf(other)).toEqual(before);
  expect(await accepts(one, token)).toBe(true);
  expect(await accepts(other, await aToken(one))).toBe(true);
});

test("the secret changes under two replicas, of which one has the older list, without a failed request", async () => {
  const servers = await serversOfOurOwn();
  const start = Math.floor(Date.now() / hour) * hour + 50 * minute;
  vi.useFakeTimers({ toFake: ["Date"], now: start });
  await using behind = await runUser({ keyPeriod, sealingSecrets: [old] }, servers);
  await aToken(behind);
  await using ahead = await runUser({ keyPeriod, sealingSecrets: [young, old] }, servers);
  const replicas = [ahead, behind];
  const signers = new Set<string>();
  const recent: string[] = [];
  for (let minutes = 1; minutes <= 100; minutes += 3) {
    vi.setSystemTime(start + minutes * minute);
    for (const replica of replicas) recent.push(await aToken(replica));
    const last = recent.slice(-4);
    for (const token of last) signers.add(decodeProtectedHeader(token).kid!);
    for (const replica of replicas) {
      const keys = await keysOf(replica);
      const reader = createTokenVerifier({
        keys: createLocalKeys(() => ({ keys })),
        serviceSecret: "x".repeat(32),
        audience: "test",
      });
      for (const token of last) expect((await reader.verifyUser(token)).role).toBe("guest");
    }
  }
  expect(signers.size).toBeGreaterThan(2);
  // Those made by the one that is ahead are sealed with the new secret.
  const rows = await rowsOf(ahead);
  expect(createSealer([young]).open(rows.at(-1)!["sealedKey"])).toContain('"d"');
});

test("without the secret that sealed its keys a service does not start, and says which variable lacks it", async () => {
  const servers = await serversOfOurOwn();
  await using user = await runUser({ sealingSecrets: [old] }, servers);
  await expect(runUser({ sealingSecrets: [young] }, servers)).rejects.toThrow(/SEALING_SECRETS/);
  expect(await accepts(user, await aToken(user))).toBe(true);
});
