import { EventEmitter } from "node:events";
import type { mongo } from "mongoose";
import { expect, test } from "vitest";
import { createServerClock } from "./server-clock.ts";

/** A client whose server's clock is `ms` from this one's. */
async function openClock(ms: number) {
  const toReply = (fromNow: number) => ({
    localTime: new Date(Date.now() + fromNow),
    isWritablePrimary: true,
  });
  const client = Object.assign(new EventEmitter(), {
    db: () => ({ command: async () => toReply(ms) }),
  });
  const clock = await createServerClock(client as unknown as mongo.MongoClient);
  return {
    hear: (fromNow: number, more: object = {}) =>
      client.emit("serverHeartbeatSucceeded", { reply: { ...toReply(fromNow), ...more } }),
    hearOther: (reply: object) => client.emit("serverHeartbeatSucceeded", { reply }),
    /** To the second. */
    ahead: () => Math.round((clock.now().getTime() - Date.now()) / 1_000),
  };
}

test("it is the server's time from the beginning, whatever this process's clock says", async () => {
  expect((await openClock(3_600_000)).ahead()).toBe(3_600);
  expect((await openClock(-3_600_000)).ahead()).toBe(-3_600);
});

test("a heartbeat that lay unread says too little, and is not believed; a clock that was set is, soon", async () => {
  const { hear, ahead } = await openClock(10_000);
  hear(-5_000);
  expect(ahead()).toBe(10);
  hear(20_000);
  expect(ahead()).toBe(20);
  hear(0);
  hear(0);
  expect(ahead()).toBe(20);
  hear(0);
  expect(ahead()).toBe(0);
});

test("only the primary's time counts, and an answer without one changes nothing", async () => {
  const { hear, hearOther, ahead } = await openClock(1_000);
  hear(50_000, { isWritablePrimary: false });
  hearOther({ ok: 1 });
  expect(ahead()).toBe(1);
});
