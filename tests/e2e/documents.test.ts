/** The documents, taken at their word: every example works in the demo shop, and a client made from them buys there. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { loadDemoShop } from "@shop/local/demo-shop";
import { root } from "@shop/local/shop";
import openapiTypes, { astToString } from "openapi-typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { buyer } from "./buyer.ts";

type Parameter = { name: string; in: string; required: boolean; example?: string | number };
type Operation = {
  operationId: string;
  security: unknown[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, { example?: unknown }> };
  responses: Record<string, unknown>;
};
type Described = { path: string; method: string; operation: Operation };

// oxlint-disable-next-line node/no-process-env -- tests hand the environment on
const { env } = process;

let shop: TestShop;
let operations: readonly Described[];
beforeAll(async () => {
  shop = await openShop();
  await loadDemoShop({
    env,
    gatewayUrl: shop.gatewayUrl,
    mongoFolder: undefined,
    logFile: join(root, ".data", "demo-of-tests.log"),
    say: () => undefined,
  });
  const document = (await (await fetch(`${shop.gatewayUrl}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
}, 240_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** What is made is there before it is read and changed, what is in something goes before it, and signing out is last. */
const turnOf = ({ path, method, operation }: Described): number => {
  if (operation.operationId === "logOut") return 1_000;
  const depth = path.split("/").length;
  return { post: depth, get: 100, put: 200, patch: 300, delete: 500 - depth }[method] ?? 400;
};

/** Only the shop can say these: a token is shown once, an order's id is its own. */
const secret = /^the-[\w-]+-of-your-/;

/** `endSessions` signs out who asks, as `logOut` does. Only a payment provider can sign what it tells; and in a shop that is well there is no letter that is dead. */
const notOurs = /^\/webhooks\/payments\/|\/dead-letters\/\{id\}/;

test("every example of the documents is accepted by the demo shop as it stands", async () => {
  const admin = await shop.logIn("admin");
  const made: Record<string, string> = {};
  const ours = operations.filter(
    ({ path, operation }) => !notOurs.test(path) && operation.operationId !== "endSessions",
  );
  for (const described of ours.toSorted((a, b) => turnOf(a) - turnOf(b))) {
    const { operationId, responses } = described.operation;
    const { response, isSecret } = await send(admin, described, made);
    const text = await textOf(response);
    const success = Object.keys(responses).filter((code) => code.startsWith("2"));
    const expected = isSecret || isEarly(operationId) ? Object.keys(responses) : success;
    expect({ operationId, status: `${response.status}`, text }).toEqual({
      operationId,
      status: expect.toBeOneOf(expected),
      text: expect.anything(),
    });
    if (operationId === "placeOrder") made.sold = await sellAgain(admin, described.operation);
    const [name, read] = makes[operationId] ?? [];
    if (name && read) made[name] = read(text);
  }
});

/** Of an order that is on its way, events go on for as long as somebody reads: of those, nothing. */
async function textOf(response: Response): Promise<string> {
  if (response.headers.get("content-type") !== "text/event-stream") return response.text();
  await response.body?.cancel();
  return "";
}

/** Nothing was delivered yet that could be sent again, nobody has confirmed a second factor, and nobody is to be erased. */
const isEarly = (operationId: string): boolean =>
  /^(redeliver|makeRecoveryCodes|getMyErasure)$/.test(operationId);

/** What was cancelled is not shipped: another order like that of the example, paid. */
async function sellAgain(admin: Person, { requestBody }: Operation): Promise<string> {
  const body = requestBody?.content["application/json"]?.example as OrderRequest;
  const { body: order } = await admin.placeOrder({ body, ...newKey() });
  return (await untilFinal(admin, order.id)).id;
}

const shipmentIn = (text: string): string =>
  (JSON.parse(text) as { shipments: { id: string }[] }).shipments[0]?.id ?? "";

const idIn = (text: string): string => (JSON.parse(text) as { id: string }).id;

/** What an example has made, by the beginning of the paths that need its id. */
const makes: Readonly<Record<string, readonly [name: string, read: (text: string) => string]>> = {
  placeOrder: ["orders", idIn],
  shipOrder: ["shipmentId", shipmentIn],
  createReview: ["reviews", idIn],
  addAddress: ["me/addresses", idIn],
  addSecondFactor: ["me/second-factors", idIn],
  createWebhook: ["admin/webhooks", idIn],
  createApiKey: ["admin/api-keys", idIn],
};

/** After the payment an order must be one that was paid. */
function nameOf(path: string, parameter: string): string {
  if (parameter === "shipmentId") return parameter;
  return /^\/orders\/\{id\}\/(shipments|refunds|invoice)/.test(path)
    ? "sold"
    : (path.slice(1).split("/{")[0] ?? "");
}

/** `made`: what the examples before have made, by the beginning of its path. */
async function send(
  { token }: Person,
  { path, method, operation }: Described,
  made: Readonly<Record<string, string>>,
) {
  const { parameters, requestBody, security } = operation;
  const given = parameters.flatMap(({ example, ...parameter }) => {
    const value = example ?? (parameter.in === "path" ? made[nameOf(path, parameter.name)] : undefined);
    return value === undefined ? [] : [{ ...parameter, value: String(value) }];
  });
  const missing = parameters.filter(
    ({ name, required }) => required && !given.some((each) => each.name === name),
  );
  expect({ path, method, missing }).toEqual({ path, method, missing: [] });
  const valuesIn = (place: string) =>
    given.flatMap(({ in: where, name, value }): [string, string][] =>
      where === place ? [[name, value]] : [],
    );
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const body = content?.example;
  const target = valuesIn("path").reduce(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const query = new URLSearchParams(valuesIn("query")).toString();
  const response = await fetch(`${shop.gatewayUrl}${target}?${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...Object.fromEntries(valuesIn("header")),
      ...(security.length > 0 && { Authorization: `Bearer ${token}` }),
      ...(type !== undefined && { "Content-Type": type }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const said = [...Object.values(body ?? {}), ...given.map(({ value }) => value)];
  const isSecret = said.some((value) => typeof value === "string" && secret.test(value));
  return { response, isSecret };
}

test("a typed client made from the document compiles, buys as a guest, and edits what it has seen", async () => {
  const folder = await mkdtemp(join(root, ".data", "client-"));
  try {
    const types = await openapiTypes(new URL(`${shop.gatewayUrl}/openapi.json`));
    await writeFile(join(folder, "shop.ts"), astToString(types));
    await writeFile(join(folder, "buyer.ts"), buyer);
    await writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.base.json", include: ["*.ts"] }),
    );
    const run = promisify(execFile);
    const options = { cwd: folder, env: { ...env, SHOP_URL: shop.gatewayUrl } };
    const compiler = join(root, "node_modules/.bin/tsc");
    const compiled = await run(process.execPath, [compiler, "--project", folder], options).catch(
      (error: { stdout: string }) => error,
    );
    expect(compiled.stdout).toBe("");
    const { stdout } = await run(process.execPath, ["buyer.ts"], options);
    expect(JSON.parse(stdout)).toEqual({
      status: "confirmed",
      total: 2489,
      timeline: expect.arrayContaining(["order.placed", "order.confirmed"]),
      cartTag: expect.stringMatching(/^"\d+-/),
      unchanged: 304,
      stale: 412,
      renamed: 200,
      row: "created",
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
