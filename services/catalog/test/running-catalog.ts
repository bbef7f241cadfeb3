/** The catalog service as tests use it: on real servers, with a database and a broker's room of its own. */
import { randomUUID } from "node:crypto";
import { catalogApi, catalogInternalApi } from "@shop/contracts/catalog/api";
import type { NewProduct } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import type { Role } from "@shop/contracts/language/access";
import { loadConfig } from "@shop/kit/process/config";
import { createLogger } from "@shop/kit/process/logger";
import { testAmqpUrl, testDatabaseUrl } from "@shop/testing/backing";
import { createClient, startServer, type Client } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import mongoose from "mongoose";
import { Config } from "../src/config.ts";
import { start } from "../src/start.ts";

const api = { ...catalogApi, ...catalogInternalApi };
type CatalogClient = Client<typeof api>;

/** `changes` replace what the environment gives; two with the same addresses of servers are replicas. */
export async function runCatalog(changes: Partial<Config> = {}) {
  const tokens = createTestTokens();
  const mongoUrl = changes.mongoUrl ?? testDatabaseUrl("catalog");
  const amqpUrl = changes.amqpUrl ?? (await testAmqpUrl("catalog"));
  await using open = new AsyncDisposableStack();
  const connection = await mongoose.createConnection(mongoUrl).asPromise();
  open.defer(() => connection.close());
  // After the service, which saves to the last what the broker has confirmed.
  open.defer(async () => {
    if (!changes.mongoUrl) await connection.dropDatabase();
  });
  const keys = open.use(await startServer((_request, response) => response.end(JSON.stringify(tokens.jwks))));
  const env = { MONGO_URL: mongoUrl, AMQP_URL: amqpUrl, USER_URL: keys.url };
  const config = { ...loadConfig(Config, env), ...changes };
  const service = open.use(await start(config, createLogger("catalog", "warn")));
  const { url } = open.use(await startServer(service.http));

  const tokenFor = (role: Role, id: string = randomUUID()) => tokens.tokenFor({ id, role });
  const as = async (role: Role, id?: string): Promise<CatalogClient> =>
    createClient(url, api, { token: await tokenFor(role, id) });
  const order = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
  const opened = open.move();
  return {
    url,
    config,
    as,
    tokenFor,
    staff: await as("staff"),
    public: createClient(url, api),
    internal: createClient(url, api, { token: await order.tokenFor("catalog") }),
    rows: <Row extends mongoose.mongo.Document>(name: string) =>
      connection.collection(name) as unknown as mongoose.mongo.Collection<Row>,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RunningCatalog = Awaited<ReturnType<typeof runCatalog>>;

export const uniqueWord = (): string => randomUUID().slice(0, 8);

export const aProduct = (changes: Partial<NewProduct> = {}): NewProduct => {
  const word = uniqueWord();
  return {
    name: `Phone cover ${word}`,
    description: "Soft to the touch",
    brand: "Acme",
    status: "active",
    taxCategory: "standard",
    categories: [],
    attributes: { material: "silicone" },
    options: [],
    variants: [{ sku: `SKU-${word}`, options: {}, price: euros(1999) }],
    images: [],
    ...changes,
  };
};

/** All pages of a list, as one. */
export async function everyItem<Item>(
  read: (cursor: { cursor?: string }) => Promise<{ body: { items: Item[]; next: string | null } }>,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let next: string | null | undefined; next !== null;) {
    const { body } = await read(next ? { cursor: next } : {});
    items.push(...body.items);
    next = body.next;
  }
  return items;
}

/** The ETag of an answer, as `If-Match` sends it. */
export const ifMatch = ({ headers }: { headers: Headers }) => ({ "if-match": headers.get("etag") ?? "" });
