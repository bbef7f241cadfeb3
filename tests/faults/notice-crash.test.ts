/** A user service that dies when it has taken up a notice tells of it once it is back, and once only. */
import { createClient } from "@shop/client/client";
import { createFetchTransport, type Transport } from "@shop/client/transport";
import { afterAll, beforeAll, expect, test } from "vitest";
import { api, openShop, type TestShop } from "../test-shop.ts";
import { endLeases } from "./end-leases.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const subject = "A new device has signed in to your account";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/** A way to the shop for somebody else's device. */
function createDevice() {
  const send = createFetchTransport(shop.gatewayUrl);
  const asFirefox: Transport = (sent) =>
    send({ ...sent, headers: { ...sent.headers, "user-agent": firefox } });
  return createClient(api, asFirefox);
}

test("killed right after it was taken", { timeout: 240_000 }, async () => {
  const ana = await shop.customer();
  const user = shop.process("user");
  await user.kill("SIGTERM");
  await user.start({ CRASH_AT: "notices.tell.taken" });
  await user.waitReady();
  const body = { email: ana.email, password: ana.password };
  const device = createDevice();
  await device.logIn({ body }).catch(() => undefined);
  await expect.poll(() => user.isRunning(), { timeout: 60_000 }).toBe(false);
  expect((await shop.mailsTo(ana.email)).filter((mail) => mail.subject === subject)).toEqual([]);
  await endLeases(shop, "user");
  await user.start();
  await user.waitReady();
  const told = async () => (await shop.mailsTo(ana.email)).filter((mail) => mail.subject === subject).length;
  await expect.poll(told, { timeout: 90_000 }).toBe(1);
  expect((await device.logIn({ body })).status).toBe(200);
  expect(await told()).toBe(1);
});
