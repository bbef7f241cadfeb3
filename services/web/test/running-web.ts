/**
 * The pages as tests use them: started as in production, among services that answer as the contracts' examples do until a
 * test says otherwise.
 */
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import { examples } from "@shop/contracts/examples";
import { orderApi, orderInternalApi } from "@shop/contracts/order/api";
import { userApi, userInternalApi } from "@shop/contracts/user/api";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { startFakeService } from "@shop/testing/fake-service";
import { startServer } from "@shop/testing/http";
import { afterAll, afterEach } from "vitest";
import { z } from "zod";
import { openPlainBrowser, type PlainBrowser, type PlainBrowserOptions } from "@shop/testing/plain-browser";
import { sampleOf } from "../../../shared/contracts/scripts/sample.ts";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";
import { createFakePeople, type Somebody } from "./fake-people.ts";

const cart = examples.getCart?.reply;
const order = examples.getOrder?.reply;
/** What is answered for a change is what has become of it. */
const changed = {
  cancelOrder: order,
  setCartLine: cart,
  removeCartLine: cart,
  emptyCart: cart,
  setCartCurrency: cart,
  setCartCoupon: cart,
  removeCartCoupon: cart,
};

/** Something that the contract allows; bytes where it says nothing of what they are. */
function otherwise(reply: z.ZodType): unknown {
  if (reply instanceof z.ZodCustom) return Buffer.alloc(0);
  return reply instanceof z.ZodUndefined ? undefined : sampleOf(reply);
}

/** `settings` replace what the environment gives; `real` services take the place of those that only say what they are told to. */
export async function runWeb(settings: Partial<Config> = {}, real: Partial<Config["serviceUrls"]> = {}) {
  await using open = new AsyncDisposableStack();
  const people = createFakePeople();
  const catalog = open.use(
    await startFakeService({ ...catalogApi, ...catalogInternalApi }, { examples, otherwise }),
  );
  const user = open.use(
    await startFakeService({ ...userApi, ...userInternalApi }, { examples, otherwise, usual: people.usual }),
  );
  const orders = open.use(
    await startFakeService({ ...orderApi, ...orderInternalApi }, { examples, otherwise, usual: changed }),
  );
  const serviceUrls = { catalog: catalog.url, user: user.url, order: orders.url, ...real };
  const config = { ...loadConfig(Config, {}), serviceUrls, ...settings };
  const service = open.use(await start(config, createLogger("web", "silent")));
  const { url } = open.use(await startServer((request, response) => service.http(request, response)));

  const browser = (options: PlainBrowserOptions = {}): PlainBrowser => openPlainBrowser(url, options);
  const opened = open.move();
  return {
    url,
    config,
    catalog,
    user,
    order: orders,
    people,
    /** Of nobody yet. */
    browser,
    /** Of somebody who has signed in before, or of a guest with something in the bag. */
    browserOf: (somebody: Somebody = {}, options: PlainBrowserOptions = {}): PlainBrowser => {
      const theirs = browser(options);
      const name = options.isSecure ? "__Host-session" : "session";
      theirs.cookies.set(name, { value: people.openSession(somebody), attributes: {} });
      return theirs;
    },
    /** The services are as in the beginning; sessions stay. */
    reset: (): void => [catalog, user, orders].forEach((each) => each.reset()),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningWeb = Awaited<ReturnType<typeof runWeb>>;

/** One for all tests of a file, which ends with them; its services say after each what they said in the beginning. */
export async function useWeb(): Promise<RunningWeb> {
  const web = await runWeb();
  afterAll(() => web[Symbol.asyncDispose]());
  afterEach(() => web.reset());
  return web;
}
