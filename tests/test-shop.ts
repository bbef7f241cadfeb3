/** A whole shop of real processes for one test file, and the people who use it through the gateway. */
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogApi } from "@shop/contracts/catalog/api";
import { euros } from "@shop/contracts/language/values";
import { orderApi } from "@shop/contracts/order/api";
import type { Order, OrderRequest } from "@shop/contracts/order/orders";
import { userApi } from "@shop/contracts/user/api";
import { createClient, type Client } from "@shop/testing/http";
import { toShortLine } from "@shop/local/log-line";
import { demoLogins } from "@shop/local/processes";
import { findFreePorts } from "@shop/local/ports";
import { startShop, type Shop, type ShopOptions } from "@shop/local/shop";
import { createReplicas, type Replicas } from "./replica.ts";

export const api = { ...catalogApi, ...userApi, ...orderApi };
export type Person = Client<typeof api> & { readonly token: string; readonly id: string };

export type Charge = {
  readonly id: string;
  readonly amount: { readonly amount: number };
  readonly status: string;
  readonly captured: { readonly amount: number };
  readonly refunded: { readonly amount: number };
};

export type TestShop = Shop & {
  guest(): Promise<Person>;
  logIn(login: keyof typeof demoLogins): Promise<Person>;
  /** Somebody new, who has confirmed the address by the mail's link and signed in. */
  customer(email?: string): Promise<Person & { readonly email: string; readonly password: string }>;
  /** A product of its own with one SKU; answers the SKU. */
  sell(stock: number, price?: number): Promise<string>;
  charges(orderId: string): Promise<readonly Charge[]>;
  mailsTo(email: string): Promise<readonly { readonly subject: string; readonly text: string }[]>;
  startReplica: Replicas["start"];
};

/** Where the shops that are open now write their logs. */
const logFolders = new Set<string>();

/** What the processes of the open shops have warned of lately, and the end of what their servers said. */
export async function lastWords(lines = 15): Promise<string> {
  const files = await Promise.all(
    [...logFolders].map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  const ends = files
    .flat()
    .filter((file) => !file.includes("mongodb"))
    .map(async (file) => {
      const said = (await readFile(file, "utf8")).split("\n").filter(Boolean).slice(-lines);
      return [`— ${file}`, ...said.map(toShortLine)].join("\n");
    });
  return (await Promise.all(ends)).join("\n");
}

export async function openShop(options: Partial<ShopOptions> = {}): Promise<TestShop> {
  const {
    ports = await findFreePorts(),
    dataDir = await mkdtemp(join(tmpdir(), "shop-")),
    ...rest
  } = options;
  // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
  const env = { ...process.env, LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "1000000", ...options.env };
  const logFolder = join(dataDir, "logs");
  logFolders.add(logFolder);
  const shop = await startShop({
    dataDir,
    databaseSuffix: `_${randomUUID().slice(0, 8)}`,
    ...rest,
    env,
    ports,
  });
  const replicas = createReplicas({ shop, env, dataDir, ports });
  if (rest.withBroker !== false) await shop.startBroker();
  const client = (token?: string) => createClient(shop.gatewayUrl, api, { token });
  const logIn: TestShop["logIn"] = async (login) => {
    const { body } = await client().logIn({ body: demoLogins[login] });
    return { ...client(body.accessToken), token: body.accessToken, id: body.user.id };
  };
  const getItems = async <Item>(url: string): Promise<readonly Item[]> => {
    const answer = (await (await fetch(url)).json()) as { items: Item[] } | Item[];
    return Array.isArray(answer) ? answer : answer.items;
  };
  const mailsTo: TestShop["mailsTo"] = async (email) => {
    const mails = await getItems<{ subject: string; text: string; to: { address: string }[] }>(
      `${shop.mailUrl}/email`,
    );
    return mails.filter(({ to }) => to.some(({ address }) => address === email));
  };
  const mailedToken = async (email: string, known: number): Promise<string> => {
    for (let left = 300; left > 0; left--) {
      const mails = (await mailsTo(email).catch(() => [])).slice(known);
      const token = /\/verify-email\?token=([\w-]+)/.exec(mails.at(-1)?.text ?? "")?.[1];
      if (token) return token;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No mail came to ${email}`);
  };
  const customer: TestShop["customer"] = async (email = `${randomUUID()}@example.com`) => {
    const password = `${randomUUID()} of the sea`;
    const known = (await mailsTo(email)).length;
    await client().register({ body: { email, password, name: "Ana" } });
    await client().verifyEmail({ body: { token: await mailedToken(email, known) } });
    const { body } = await client().logIn({ body: { email, password } });
    return { ...client(body.accessToken), token: body.accessToken, id: body.user.id, email, password };
  };
  // Signing in is throttled, and a test that sells much is not what that is for.
  let staff: { readonly person: Promise<Person>; readonly until: number } | undefined;
  const staffMember = (): Promise<Person> => {
    if (!staff || performance.now() > staff.until)
      staff = { person: logIn("admin"), until: performance.now() + 120_000 };
    return staff.person;
  };
  return {
    ...shop,
    logIn,
    customer,
    mailsTo,
    guest: async () => {
      const { body } = await client().enterAsGuest();
      return { ...client(body.accessToken), token: body.accessToken, id: body.guest.id };
    },
    sell: async (stock, price = 1999) => {
      const admin = await staffMember();
      const sku = `SKU-${randomUUID().slice(0, 8)}`;
      const variants = [{ sku, options: {}, price: euros(price), stock }];
      const line = JSON.stringify({ id: sku, name: `Thing ${sku}`, status: "active", variants });
      const { body } = await admin.importProducts({ body: `${line}\n` });
      if (body.created !== 1) throw new Error(`Not created: ${JSON.stringify(body)}`);
      return sku;
    },
    charges: (orderId) => getItems<Charge>(`${shop.sandboxUrl}/charges?orderId=${orderId}`),
    startReplica: replicas.start,
    [Symbol.asyncDispose]: async () => {
      logFolders.delete(logFolder);
      await replicas[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const anOrder = (sku: string, changes: Partial<OrderRequest> = {}): OrderRequest => ({
  lines: [{ sku, quantity: 1 }],
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  shippingMethod: "standard",
  payment: { method: "card", token: "tok_ok" },
  ...changes,
});

export const paidWith = (token: string): Partial<OrderRequest> => ({ payment: { method: "card", token } });

export const newKey = (): Record<string, string> => ({ "Idempotency-Key": `"${randomUUID()}"` });

/** The order once it is settled and its money is where it belongs. */
export async function untilFinal(person: Person, orderId: string, timeoutMs = 60_000): Promise<Order> {
  const deadline = performance.now() + timeoutMs;
  let last = "no answer";
  while (performance.now() < deadline) {
    // While a process is being killed there may be no answer, or a refusal.
    const answer = await person.getOrder({ params: { id: orderId } }).catch(() => undefined);
    if (answer?.status === 200) {
      if (isFinal(answer.body)) return answer.body;
      last = JSON.stringify(answer.body);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not final after ${timeoutMs} ms: ${last}`);
}

const isFinal = ({ status, payment }: Order): boolean =>
  status === "confirmed" ||
  (status === "cancelled" && !["authorised", "captured", "unknown"].includes(payment.status));
