import { describe, expect, test } from "vitest";
import { createBalance, type Instance } from "./balance.ts";

const instance = (url: string): Instance => ({
  url,
  lanes: {} as Instance["lanes"],
  running: 0,
  failures: 0,
  absences: 0,
  outUntil: 0,
});

function start(count = 2) {
  const clock = { now: 1 };
  const instances = Array.from({ length: count }, (_, index) => instance(`http://${index}`));
  let seed = 7;
  // A generator of its own, so that each run picks the same.
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const balance = createBalance(instances, { now: () => clock.now, random });
  const picks = (rounds = 50) => new Set(Array.from({ length: rounds }, () => balance.pick().url));
  return { clock, instances, balance, picks };
}

test("of two the one with less to do is asked", () => {
  const { balance, instances } = start(2);
  instances[0]!.running = 5;
  for (let round = 0; round < 20; round++) expect(balance.pick()).toBe(instances[1]);
});

test("all get their share", () => {
  const { balance, instances } = start(5);
  for (let round = 0; round < 500; round++) balance.pick().running += 1;
  for (const { running } of instances) expect(running).toBeGreaterThan(80);
});

describe("an instance that fails", () => {
  test("three times in a row is left out, for longer each time it comes back and fails", () => {
    const { clock, balance, instances, picks } = start();
    const [bad] = instances;
    for (let failure = 0; failure < 2; failure++) balance.noteFailure(bad!);
    expect(picks()).toContain(bad!.url);
    const absences = [];
    balance.noteFailure(bad!);
    for (let round = 0; round < 6; round++) {
      expect(picks()).toEqual(new Set(["http://1"]));
      absences.push(bad!.outUntil - clock.now);
      clock.now = bad!.outUntil;
      expect(picks()).toContain(bad!.url);
      balance.noteFailure(bad!);
    }
    expect(absences[0]).toBeGreaterThanOrEqual(750);
    expect(absences[0]).toBeLessThanOrEqual(1_250);
    for (let round = 1; round < 4; round++) expect(absences[round]).toBeGreaterThan(absences[round - 1]!);
    expect(Math.max(...absences)).toBeLessThanOrEqual(12_500);
  });

  test("now and then is not", () => {
    const { balance, instances, picks } = start();
    for (let round = 0; round < 10; round++) {
      balance.noteFailure(instances[0]!);
      balance.noteFailure(instances[0]!);
      balance.noteAnswer(instances[0]!);
    }
    expect(picks()).toContain("http://0");
  });

  test("as all others do is asked nevertheless", () => {
    const { balance, instances, picks } = start();
    for (const each of instances) for (let failure = 0; failure < 3; failure++) balance.noteFailure(each);
    expect(picks()).toEqual(new Set(["http://0", "http://1"]));
    expect(balance.isExcused(instances[0]!)).toBe(false);
  });

  test("alone is no failure of the service, once it is left out", () => {
    const { balance, instances } = start();
    balance.noteFailure(instances[0]!);
    expect(balance.isExcused(instances[0]!)).toBe(false);
    for (let failure = 0; failure < 2; failure++) balance.noteFailure(instances[0]!);
    expect(balance.isExcused(instances[0]!)).toBe(true);
  });
});

test("one that is about to stop is left out for a moment", () => {
  const { clock, balance, instances, picks } = start();
  balance.noteClosing(instances[0]!);
  expect(picks()).toEqual(new Set(["http://1"]));
  clock.now += 1_300;
  expect(picks()).toContain("http://0");
});

test("a second try goes elsewhere when there is an elsewhere", () => {
  const { balance, instances } = start();
  for (let round = 0; round < 20; round++) expect(balance.pick([instances[0]!])).toBe(instances[1]);
  const alone = start(1);
  expect(alone.balance.pick([alone.instances[0]!])).toBe(alone.instances[0]);
});
