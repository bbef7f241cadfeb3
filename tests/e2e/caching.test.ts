/** What changes is seen: by who changed it at once, by everybody else within a second, whatever is away. */
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { catalogApi } from "@shop/contracts/catalog/api";
import type { Client } from "@shop/client/client";
import { openRedis } from "@shop/testing/patient-redis";
import { createHeldClient } from "@shop/testing/held-client";
import { seeded } from "@shop/testing/random";
import { withinASecond } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";

const writes = 1_000;
const people = 6;

let shop: TestShop;
let admin: Person;
/** Two gateways, seen by somebody without a token, and by the admin. */
let gateways: readonly {
  readonly client: Client<typeof catalogApi>;
  readonly writer: Client<typeof catalogApi>;
}[];

beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
  const other = await shop.startReplica("gateway");
  gateways = [shop.gatewayUrl, other.url].map((url) => ({
    client: createHeldClient(url, catalogApi),
    writer: createHeldClient(url, catalogApi, admin),
  }));
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

async function nameAt(gateway: number, id: string): Promise<string> {
  const { body } = await gateways[gateway]!.client.getProduct({ params: { id } });
  return body.name;
}

test("a thousand random writes are each seen at once by their writer and within a second by others, also without the bus", async () => {
  const seed = randomInt(2 ** 31);
  const late: string[] = [];
  let left = writes;
  const write = async (person: number): Promise<void> => {
    const random = seeded(seed, person);
    const ids = await Promise.all(Array.from({ length: 3 }, () => shop.sell(5)));
    while ((left -= 1) >= 0) {
      const id = random.pick(ids);
      const [own, other] = random.chance(0.5) ? [0, 1] : [1, 0];
      // Somebody looks, here and there, so that there is something old to be shown.
      await Promise.all([nameAt(own, id), nameAt(other, id)]);
      const name = `Thing ${left} of ${person}`;
      const { etag: ifMatch } = await admin.getProduct({ params: { id } });
      const { writer } = gateways[own]!;
      const { status } = await writer.updateProduct({ params: { id }, body: { name }, ifMatch });
      expect(status).toBe(200);
      const seen = await nameAt(own, id);
      if (seen !== name) late.push(`${id}: the writer of "${name}" saw "${seen}"`);
      await withinASecond(async () => expect(await nameAt(other, id)).toBe(name)).catch((error: unknown) =>
        late.push(`${id}: a second after "${name}" others saw another: ${String(error)}`),
      );
    }
  };
  const working = Promise.all(Array.from({ length: people }, (_, person) => write(person)));
  await pause(5_000);
  await shop.stopBroker();
  await pause(10_000);
  await shop.startBroker();
  await working;
  expect(late, `seed ${seed}`).toEqual([]);
}, 300_000);

test("the last piece that is sold shows everywhere within a second", async () => {
  const id = await shop.sell(1);
  const isShown = async (inStock: boolean): Promise<boolean> => {
    const shown = gateways.flatMap(({ client }) => [
      client.getProduct({ params: { id } }).then(({ body }) => body.variants[0]?.inStock),
      client
        .listProducts({ query: { limit: "100" } })
        .then(({ body }) => body.items.find((item) => item.id === id)?.inStock),
    ]);
    return (await Promise.all(shown)).every((each) => each === inStock);
  };
  await withinASecond(async () => expect(await isShown(true)).toBe(true));
  const buyer = await shop.guest();
  const { body } = await buyer.placeOrder({ body: anOrder(id), ...newKey(), waitS: 5 });
  await untilFinal(buyer, body.id);
  await withinASecond(async () => expect(await isShown(false)).toBe(true));
});

test("what is kept is shown while the catalog is away, and nobody is told of a failure", async () => {
  const id = await shop.sell(1);
  const asked = async (): Promise<string> => {
    const asking = gateways.flatMap(({ client }) => [
      client.getProduct({ params: { id } }),
      client.listProducts(),
    ]);
    const answers = await Promise.all(asking);
    return answers.map(({ status }) => status).join();
  };
  expect(await asked()).toBe("200,200,200,200");
  await shop.process("catalog").kill("SIGKILL");
  // Changed just before it went away: shown all the same, because there is nothing better.
  for (let round = 0; round < 20; round += 1) expect(await asked()).toBe("200,200,200,200");
  await shop.process("catalog").start();
  await shop.process("catalog").waitReady();
});

test("Redis that is emptied or away changes nothing but the speed", async () => {
  const [id, other] = [await shop.sell(1), await shop.sell(1)];
  const rename = async (name: string): Promise<void> => {
    const { etag: ifMatch } = await admin.getProduct({ params: { id } });
    await admin.updateProduct({ params: { id }, body: { name }, ifMatch });
    expect(await nameAt(0, id)).toBe(name);
    await withinASecond(async () => expect(await nameAt(1, id)).toBe(name));
    expect(await nameAt(1, other)).toContain("Thing");
  };
  await rename("One");
  for (const name of ["Emptied", "Emptied again", "And again"]) {
    await using redis = await openRedis(shop.redisUrl);
    await redis.flushall();
    await rename(name);
  }
  await shop.stopServer("redis", "SIGKILL");
  for (const name of ["Two", "Three", "Four"]) await rename(name);
  await shop.startServer("redis");
  for (const name of ["Five", "Six", "Seven"]) await rename(name);
});
