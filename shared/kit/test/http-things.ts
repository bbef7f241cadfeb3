/** A small service made of every kind of endpoint, for tests of the machinery around it. */
import { Writable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { createServiceTokens, createTokenVerifier } from "../src/auth/tokens.ts";
import { currentContext } from "../src/process/context.ts";
import { requireSeen } from "../src/change.ts";
import { AppError } from "../src/errors.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { reply, type Handlers } from "../src/http/server/handlers.ts";
import { createLogger } from "../src/process/logger.ts";
import { createClient, startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { thingApi, type Thing } from "./http-things-api.ts";

const notFound = () => new AppError("not_found", "thing.not_found", "There is no such thing");

/** Ways to fail that a handler did not mean. */
const failures: Readonly<Record<string, () => unknown>> = {
  bug: () => Promise.reject(new TypeError("undefined is not a function at /srv/shop/secret-place.ts")),
  incomplete: () => ({ id: "a", name: "a", version: 1 }),
  leaky: () => ({ id: "a", name: "a", note: null, version: 1, passwordHash: "$argon2id$leaked" }),
  database: () =>
    Promise.reject(Object.assign(new Error("10.0.0.7:27017"), { name: "MongoServerSelectionError" })),
  busy: () =>
    Promise.reject(new AppError("too_many", "thing.busy", "Slower", { headers: { "Retry-After": "7" } })),
};

const thingHandlers = (things: Map<string, Thing>): Handlers<typeof thingApi> => {
  const find = (id: string): Thing => {
    const thing = things.get(id);
    if (!thing) throw notFound();
    return thing;
  };
  const save = (thing: Thing) => {
    things.set(thing.id, thing);
    return reply(thing, { etag: thing.version, tags: [`thing:${thing.id}`] });
  };
  return {
    getThing: async ({ params: { id } }) =>
      reply(find(id), { etag: find(id).version, tags: [`thing:${id}`, "things"] }),
    listThings: async ({ query }) =>
      reply(
        { items: [...things.values()], next: "more", asked: query },
        { next: query.cursor ? null : "mo/re" },
      ),
    getRecent: async () => ({ recent: true }),
    createThing: async ({ body }) => {
      const id = body.name.slice(0, 64);
      return { ...save({ id, ...body, version: 1 }), location: `/things/${id}` };
    },
    replaceThing: async ({ params: { id }, body, expect }) => {
      const { version } = find(id);
      requireSeen(expect, version);
      return save({ id, ...body, version: version + 1 });
    },
    patchThing: async ({ params: { id }, body, expect }) => {
      const thing = find(id);
      requireSeen(expect, thing.version);
      return save({ ...thing, name: body.name ?? thing.name, version: thing.version + 1 });
    },
    removeThing: async ({ params: { id }, expect }) => {
      requireSeen(expect, find(id).version);
      things.delete(id);
    },
    importThings: async ({ stream, contentType }) => {
      let bytes = 0;
      for await (const chunk of stream) bytes += (chunk as Buffer).length;
      return { bytes, contentType };
    },
    getPicture: async () => Buffer.from("<svg/>"),
    getMine: async ({ user }) => ({ id: user.id, role: user.role }),
    signIn: async ({ user }) => ({ caller: user?.id ?? null }),
    quote: async ({ user }) => ({ service: user.service }),
    wait: async ({ query, waitMs, meta }) => {
      await pause(query.ms);
      const requestId = currentContext()?.requestId ?? "";
      return {
        waitMs,
        address: meta.address,
        msLeft: meta.msLeft(),
        isOver: meta.deadline.aborted,
        requestId,
      };
    },
    fail: async ({ params: { id } }) => (await failures[id]?.()) as Thing,
  };
};

const serviceSecret = "a-secret-between-services-0123456789";

export type Sent = {
  readonly method?: string;
  readonly token?: string;
  readonly type?: string;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
};

/** A request as it is, not as its contract says; `refusal` is "status code". */
async function sendTo(url: string, { method = "GET", token, type, body, headers }: Sent) {
  const response = await fetch(url, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(type && { "content-type": type }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
  const text = (await response.text()).trimEnd();
  const problem =
    response.status >= 400 && text ? (JSON.parse(text) as { code: string; errors?: unknown }) : undefined;
  return { response, text, problem, refusal: `${response.status} ${problem?.code ?? ""}`.trim() };
}

/** The service on a free port, with what it logged and the tokens it takes. */
export async function startThings() {
  const tokens = createTestTokens();
  const things = new Map([["a", { id: "a", name: "A", note: null, version: 3 }]]);
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });
  const health = { isReady: true };
  const app = createServiceApp({
    api: thingApi,
    handlers: thingHandlers(things),
    verify: createTokenVerifier({ keys: tokens.keys, serviceSecret, audience: "things" }),
    log: createLogger("things", "debug", destination),
    health: { isReady: () => health.isReady },
  });
  const server = await startServer(app);
  return {
    url: server.url,
    things,
    lines,
    health,
    tokens,
    serviceTokens: createServiceTokens({ secret: serviceSecret, issuer: "order" }),
    send: (path: string, sent: Sent = {}) => sendTo(server.url + path, sent),
    client: createClient(server.url, thingApi),
    staff: createClient(server.url, thingApi, { token: await tokens.sign({ roles: ["staff"] }) }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
