/** The gateway finds a route with rou3, a service its handler with Express: whatever passes the one must be what the other answers. */
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Api } from "@shop/contracts/language/endpoint";
import { publicApis } from "@shop/contracts/shop";
import { webApi } from "@shop/contracts/web/api";
import { AppError } from "@shop/kit/errors";
import { createServiceApp } from "@shop/kit/http/server/app";
import { createLogger } from "@shop/kit/process/logger";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRouteTable } from "./route-table.ts";

const apis = { ...publicApis, web: webApi };
type ServiceName = keyof typeof apis;
const table = createRouteTable(apis);
const owners = Object.keys(apis) as ServiceName[];
const unused = async () => {
  throw new AppError("conflict", "test.unused", "Nothing is done here");
};

type Service = { readonly server: Server; last?: ServerResponse & { locals?: { endpoint?: string } } };

/** Routes every request as the service does; no handler does anything. */
function startService(api: Api): Service {
  const app = createServiceApp({
    api,
    handlers: new Proxy({}, { get: () => unused }),
    verify: { verifyUser: unused, verifyService: unused },
    answerOnce: () => unused,
    recordActs: () => unused,
    health: { isReady: () => true },
    log: createLogger("test", "silent"),
  });
  const service: Service = {
    server: createServer((incoming, response) => {
      service.last = response;
      app(incoming, response);
    }).listen(0, "127.0.0.1"),
  };
  return service;
}

const services = {} as Record<ServiceName, Service>;
beforeAll(async () => {
  for (const owner of owners) await once((services[owner] = startService(apis[owner])).server, "listening");
});
afterAll(() => Object.values(services).forEach(({ server }) => server.close().closeAllConnections()));

/** The endpoint that Express finds, or 404 or 405. The path is sent as it is, which neither `fetch` nor `URL` would do. */
async function askService(owner: ServiceName, method: string, path: string): Promise<string> {
  const service = services[owner];
  const { port } = service.server.address() as AddressInfo;
  const asking = request({ host: "127.0.0.1", port, method, path }).end();
  const [response] = (await once(asking, "response")) as [IncomingMessage];
  await once(response.resume(), "end");
  const endpoint = (apis[owner] as Api)[service.last?.locals?.endpoint ?? ""];
  return endpoint ? `${endpoint.method} ${endpoint.path}` : String(response.statusCode);
}

const endpoints = owners.flatMap((owner) => Object.values<Api[string]>(apis[owner]));
const words = new Set(endpoints.flatMap(({ path }) => path.split("/").filter((part) => /^\w/.test(part))));
const values = ["x1", "a%20b", "a%2Fb", "%C3%A9", "a:b", "1.5", "~", "", "%69mport", "__proto__", ...words];

const spellings = (path: string): string[] => [
  path,
  `${path}/`,
  `${path}//`,
  path.replace("/", "//"),
  path.replace(/\/(?=[^/]*$)/, "//"),
  path.toUpperCase(),
];

const paths = new Set(
  endpoints.flatMap(({ path }) => [
    ...spellings(path.replaceAll(/:\w+/g, "x1")),
    ...(path.includes(":") ? values.map((value) => path.replaceAll(/:\w+/g, value)) : []),
  ]),
);

test.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])(
  "%s reaches in a service what the gateway has found",
  async (method) => {
    for (const path of paths) {
      const found = table.find(method, path);
      const asked = found?.route ? [found.route.owner] : owners;
      const heard = new Set(await Promise.all(asked.map((owner) => askService(owner, method, path))));
      // A path that has other methods is known to one service only.
      if (found && !found.route) heard.delete("404");
      const expected = found?.route?.name ?? (found ? "405" : "404");
      expect({ path, heard: [...heard] }).toEqual({ path, heard: [expected] });
    }
  },
  60_000,
);
