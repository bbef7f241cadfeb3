/** Sessions that have ended are refused here while their tokens live on, heard from the bus or read from Redis. */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { topology } from "@shop/contracts/shop";
import { userEvents } from "@shop/contracts/user/events";
import { noneIsMissing, revokedSessionsKey } from "@shop/contracts/user/sessions";
import { connectBus, type Bus } from "@shop/kit/messaging/bus/connect";
import { connectRedis } from "@shop/kit/redis";
import { testAmqpUrl } from "@shop/testing/backing";
import { openRedis } from "@shop/testing/patient-redis";
import { soon, withinASecond } from "@shop/testing/soon";
import { describe, expect, inject, test } from "vitest";
import { createRevocations } from "../src/access/revocations.ts";
import type { Sessions } from "../src/access/session-client.ts";
import { bearerOf, problemIn, silent, useFakeService } from "./gateway.ts";

const { open, start, service } = useFakeService();

const nowhere = "127.0.0.1:1";
const event = (sessionIds: string[]) => ({
  ...userEvents.sessionsRevoked.of({ userId: "u1", sessionIds }),
  id: randomUUID(),
  occurredAt: new Date().toISOString(),
  aggregateId: "u1",
  sequence: 1,
});

const nobodyToAsk: Sessions = { hasEnded: () => Promise.reject(new Error("away")) };

function listen({
  redisUrl = `redis://${nowhere}`,
  amqpUrl = `amqp://${nowhere}`,
  sessions = nobodyToAsk,
}: { redisUrl?: string; amqpUrl?: string; sessions?: Sessions } = {}) {
  const redis = connectRedis(redisUrl, silent);
  const bus = connectBus({ url: amqpUrl, name: "gateway", topology, log: silent });
  const revocations = createRevocations({ redis, bus, sessions, log: silent });
  open.push(redis, bus, revocations);
  return { redis, bus, revocations };
}
/** What the user service says when it is asked, and what it was asked. */
function tellingOf(ended: string) {
  const asked: string[] = [];
  const hasEnded = async (sessionId: string) => asked.push(sessionId) > 0 && sessionId === ended;
  return { asked, sessions: { hasEnded } satisfies Sessions };
}

/** As the user service says it, once it has written all. */
async function sayAll(redisUrl = inject("redisUrl")): Promise<void> {
  await using writer = await openRedis(redisUrl);
  await writer.zadd(revokedSessionsKey, "+inf", noneIsMissing);
}
const publisher = (url: string): Bus => {
  const bus = connectBus({ url, name: "user", topology, log: silent });
  open.push(bus);
  return bus;
};

describe("a session that has ended", () => {
  test("is refused within a second of the event, without Redis", async () => {
    const amqpUrl = await testAmqpUrl("gateway");
    const { revocations, bus } = listen({ redisUrl: `redis://${nowhere}`, amqpUrl });
    const call = await start({ revocations });
    const user = publisher(amqpUrl);
    await soon(() => expect(user.canPublish() && bus.isConnected()).toBe(true));

    const [ended, other] = [randomUUID(), randomUUID()];
    const token = await bearerOf("customer", ended);
    expect((await call("/me", token)).status).toBe(200);
    await user.publish(event([ended, randomUUID()]));
    await withinASecond(async () => expect((await call("/me", token)).status).toBe(401));
    expect((await call("/products", token)).status).toBe(401);
    expect((await call("/me", await bearerOf("customer", other))).status).toBe(200);
  });

  test("reads no further in what it had open, while others do", async () => {
    await using writer = await openRedis(inject("redisUrl"));
    const { revocations, redis } = listen({ redisUrl: inject("redisUrl") });
    const call = await start({ revocations });
    service().answer = (_request, response) => {
      response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n");
    };
    const ended = randomUUID();
    const mine = await call("/live", await bearerOf("customer", ended));
    const others = await call("/live", await bearerOf("customer"));
    await soon(() => expect(redis.status).toBe("ready"));
    await writer.zadd(revokedSessionsKey, Date.now() + 300_000, ended);
    // It ends as an answer does, not as a broken connection.
    expect(await mine.text()).toBe("data: 1\n\n");
    const end = others.text().then(
      () => "ended",
      () => "broken",
    );
    expect(await Promise.race([end, pause(100)])).toBeUndefined();
  });

  test("is refused within a second of its row in Redis, without the bus", async () => {
    await using writer = await openRedis(inject("redisUrl"));
    const { revocations, redis } = listen({ redisUrl: inject("redisUrl") });
    const call = await start({ revocations });
    const ended = randomUUID();
    const token = await bearerOf("customer", ended);
    await soon(() => expect(redis.status).toBe("ready"));
    expect((await call("/me", token)).status).toBe(200);
    await writer.zadd(revokedSessionsKey, Date.now() + 300_000, ended);
    await withinASecond(async () => expect((await call("/me", token)).status).toBe(401));
  });

  test("and was revoked before this process started is refused", async () => {
    await using before = await openRedis(inject("redisUrl"));
    const ended = randomUUID();
    await before.zadd(revokedSessionsKey, Date.now() + 300_000, ended);
    const { revocations } = listen({ redisUrl: inject("redisUrl") });
    const call = await start({ revocations });
    await withinASecond(async () =>
      expect((await call("/me", await bearerOf("staff", ended))).status).toBe(401),
    );
  });

  test("and can have no good token any more is forgotten", async () => {
    await using redis = await openRedis(inject("redisUrl"));
    const ended = randomUUID();
    await redis.zadd(revokedSessionsKey, Date.now() - 120_000, ended);
    await sayAll();
    const { revocations } = listen({ redisUrl: inject("redisUrl") });
    const call = await start({ revocations });
    await soon(async () => expect((await call("/me", await bearerOf("staff"))).status).toBe(200));
    expect((await call("/me", await bearerOf("customer", ended))).status).toBe(200);
  });

  test("might be any while neither can be asked: customers go on, staff is refused", async () => {
    const { revocations } = listen();
    const call = await start({ revocations });
    expect((await call("/me", await bearerOf("customer"))).status).toBe(200);
    expect((await call("/products", await bearerOf("guest"))).status).toBe(200);
    for (const role of ["staff", "admin"] as const) {
      const response = await call("/me", await bearerOf(role));
      expect(response.headers.get("retry-after")).toBe("1");
      expect(await problemIn(response)).toMatchObject({ status: 503, code: "auth.unavailable" });
    }
  });

  test("is told by the user service while neither can be asked, once a second", async () => {
    const ended = randomUUID();
    const { asked, sessions } = tellingOf(ended);
    const { revocations } = listen({ sessions });
    const call = await start({ revocations });
    expect((await call("/me", await bearerOf("staff", ended))).status).toBe(401);
    const good = randomUUID();
    const token = await bearerOf("admin", good);
    await Promise.all(
      Array.from({ length: 20 }, async () => expect((await call("/me", token)).status).toBe(200)),
    );
    expect(asked).toEqual([ended, good]);
    // A customer is not asked about.
    expect((await call("/me", await bearerOf("customer"))).status).toBe(200);
    expect(asked).toHaveLength(2);
  });

  test("is asked about while Redis is there and has lost what it held", async () => {
    const emptyUrl = `${inject("redisUrl")}/7`;
    await using writer = await openRedis(emptyUrl);
    const [told, ended] = [randomUUID(), randomUUID()];
    await writer.zadd(revokedSessionsKey, Date.now() + 300_000, told);
    const { asked, sessions } = tellingOf(ended);
    const { revocations } = listen({ redisUrl: emptyUrl, sessions });
    const call = await start({ revocations });
    await soon(async () => expect((await call("/me", await bearerOf("customer", told))).status).toBe(401));
    expect((await call("/me", await bearerOf("staff", ended))).status).toBe(401);
    await sayAll(emptyUrl);
    await soon(async () => {
      const before = asked.length;
      expect((await call("/me", await bearerOf("staff"))).status).toBe(200);
      expect(asked).toHaveLength(before);
    });
  });

  test("is asked about while Redis is away, though the bus is connected: what it does not tell, nobody sees", async () => {
    await sayAll();
    const amqpUrl = await testAmqpUrl("gateway");
    const sessions: Sessions = { hasEnded: async () => true };
    const { revocations, redis, bus } = listen({ redisUrl: inject("redisUrl"), amqpUrl, sessions });
    const call = await start({ revocations });
    const token = await bearerOf("staff");
    await soon(async () => {
      expect(bus.isConnected()).toBe(true);
      expect((await call("/me", token)).status).toBe(200);
    });
    redis.disconnect();
    await soon(async () => expect((await call("/me", token)).status).toBe(401));
    expect((await call("/me", await bearerOf("customer"))).status).toBe(200);
  });

  test("is known again when Redis can be asked again", async () => {
    await sayAll();
    const { revocations } = listen({ redisUrl: inject("redisUrl") });
    const call = await start({ revocations });
    await soon(async () => expect((await call("/me", await bearerOf("admin"))).status).toBe(200));
  });
});
