import { expect, test } from "vitest";
import { createKeyRing } from "./key-ring.ts";
import type { KeyStore } from "./key-store.ts";
import type { SigningKey, Slot } from "./signing-key.ts";

const period = { periodMs: 1000 * 60 * 60, leadMs: 1000 * 60 * 10 };

function aKeyRing() {
  const rows = new Map<number, SigningKey>();
  const clock = { now: new Date("2026-11-20T10:30:00Z"), isAway: false, loads: 0 };
  /** Keys made from now on are sealed with a secret that is not at hand. */
  const sealing = { isForeign: false };
  const keys: KeyStore = {
    list: async () => {
      if (clock.isAway) throw new Error("away");
      clock.loads++;
      return [...rows.values()];
    },
    ensure: async ({ startsAt, keptUntil }: Slot) => {
      if (clock.isAway) throw new Error("away");
      if (rows.has(startsAt.getTime())) return;
      const publicKey = { kid: startsAt.toISOString() } as SigningKey["publicKey"];
      const privateKey = sealing.isForeign ? null : ({} as SigningKey["privateKey"]);
      rows.set(startsAt.getTime(), { startsAt, keptUntil, createdAt: clock.now, publicKey, privateKey });
    },
  };
  const ring = createKeyRing({ keys, now: () => clock.now }, period);
  const kidToSign = async () => (await ring.signingKey()).publicKey.kid;
  return {
    ring,
    clock,
    sealing,
    kidToSign,
    pass: (ms: number) => (clock.now = new Date(clock.now.getTime() + ms)),
  };
}

test("many first requests read the keys once", async () => {
  const { kidToSign, clock } = aKeyRing();
  const kids = await Promise.all(Array.from({ length: 20 }, kidToSign));
  expect(new Set(kids).size).toBe(1);
  expect(clock.loads).toBe(1);
});

test("the next key is published a slot before it signs", async () => {
  const { ring, kidToSign, pass } = aKeyRing();
  const kidsBefore = (await ring.publicKeys()).keys.map(({ kid }) => kid);
  pass(period.periodMs);
  expect(kidsBefore).toContain(await kidToSign());
  expect(await kidToSign()).not.toBe(kidsBefore[0]);
});

test("a database that is away when a slot begins stops nobody", async () => {
  const { kidToSign, pass, clock } = aKeyRing();
  const first = await kidToSign();
  clock.isAway = true;
  pass(period.periodMs);
  const second = await kidToSign();
  expect(second).not.toBe(first);
});

test("without any key there is no signing in", async () => {
  const { ring, clock } = aKeyRing();
  clock.isAway = true;
  await expect(ring.signingKey()).rejects.toThrow("away");
});

test("the set of public keys is the same object until it changes", async () => {
  const { ring, pass } = aKeyRing();
  const first = await ring.publicKeys();
  pass(60_000);
  expect(await ring.publicKeys()).toBe(first);
  pass(period.periodMs);
  expect(await ring.publicKeys()).not.toBe(first);
});

test("a key that another process has sealed with a newer secret is published, and the one before signs", async () => {
  const { ring, sealing, kidToSign, pass } = aKeyRing();
  const first = await kidToSign();
  pass(period.periodMs);
  const second = await kidToSign();
  expect(second).not.toBe(first);
  sealing.isForeign = true;
  // What the next slots need is made by the other one.
  pass(period.periodMs);
  const third = await kidToSign();
  const kids = (await ring.publicKeys()).keys.map(({ kid }) => kid);
  expect(kids.at(-1)).not.toBe(third);
  expect(kids).toContain(third);
});

test("keys of which none can be opened are the operator's to mend, and said so", async () => {
  const { ring, sealing } = aKeyRing();
  sealing.isForeign = true;
  await expect(ring.signingKey()).rejects.toThrow(/SEALING_SECRETS/);
});

test("a key is published before it signs and until its last token is over, and then no longer", async () => {
  const { ring, clock, kidToSign, pass } = aKeyRing();
  const minute = 60_000;
  const tokenLife = 6;
  const published: (readonly string[])[] = [];
  const signing: string[] = [];
  const firstKid = await kidToSign();
  for (let at = 0; at < 5 * 60; at++) {
    published.push((await ring.publicKeys()).keys.map(({ kid }) => kid));
    signing.push(await kidToSign());
    pass(minute);
  }
  expect(new Set(signing).size).toBe(6);
  signing.forEach((kid, at) => {
    // Of a database begun anew the first key is read with the first token.
    const since = kid === firstKid ? at : at - period.leadMs / minute;
    for (const set of published.slice(since, at + tokenLife)) expect(set).toContain(kid);
  });
  expect(published.at(-1)).not.toContain(firstKid);
  expect(clock.loads).toBe(6);
});
