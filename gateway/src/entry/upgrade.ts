/**
 * Requests that become a WebSocket (RFC 6455), where a contract says so. They pass every step that others do, with a
 * response of their own; whatever else asks for an upgrade is answered as if it had not.
 */
import type { IncomingHttpHeaders, IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "@shop/kit/errors";
import { hasBody } from "@shop/kit/http/server/body";
import { ServerResponse } from "@shop/kit/net/http";
import type { RouteTable } from "../routing/route-table.ts";
import { toCanonicalTarget } from "./target.ts";

/** What a client has sent behind the request before it was answered. */
const heads = new WeakMap<IncomingMessage, Buffer>();

/** The bytes behind the request of a connection that can become a WebSocket; undefined for any other request. */
export const headOf = (request: IncomingMessage): Buffer | undefined => heads.get(request);

export const upgradeNeeded = (): AppError =>
  new AppError("upgrade_required", "request.upgrade_required", "A WebSocket is spoken here", {
    headers: { Connection: "Upgrade", Upgrade: "websocket" },
  });

/** How long a client that is refused may go on sending before its connection is cut. */
const lingerMs = 2_000;

/** `owesAnswers`: to what was asked before on this connection, which then cannot become anything else. */
export function acceptUpgrades(
  server: Server,
  routes: Pick<RouteTable<string>, "find">,
  owesAnswers: (socket: Duplex) => boolean,
): void {
  // Asked for each request with `Upgrade`; Node's types do not know it as a property yet.
  Object.assign(server, {
    shouldUpgradeCallback: (request: IncomingMessage) =>
      !owesAnswers(request.socket) && isOpening(request, routes),
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node has taken its own listener away.
    socket.on("error", () => socket.destroy());
    heads.set(request, head);
    const response = new ServerResponse(request);
    // What comes behind it is no request.
    response.shouldKeepAlive = false;
    response.assignSocket(request.socket);
    response.once("finish", () => hangUp(socket));
    server.emit("request", request, response);
  });
}

/** A refusal has been written whole: who still sends would meet a closed socket, and lose it. */
function hangUp(socket: Duplex): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}

function isOpening(request: IncomingMessage, routes: Pick<RouteTable<string>, "find">): boolean {
  const { headers, method, httpVersion, url = "" } = request;
  const isGet = method === "GET" && httpVersion === "1.1" && !hasBody(request);
  return isGet && isHandshake(headers) && upgradesAt(url, routes);
}

const isHandshake = (headers: IncomingHttpHeaders): boolean =>
  headers.upgrade?.toLowerCase() === "websocket" &&
  headers["sec-websocket-version"] === "13" &&
  headers["sec-websocket-key"] !== undefined;

function upgradesAt(url: string, routes: Pick<RouteTable<string>, "find">): boolean {
  try {
    return routes.find("GET", toCanonicalTarget(url).path)?.route?.upgrades === true;
  } catch {
    // A target that leads nowhere is refused like that of any other request.
    return false;
  }
}
