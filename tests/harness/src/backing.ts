/** What a component test gets: real servers that the run shares, and a database and a broker's room of its own in them. */
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { nameDatabase } from "@shop/servers/database-url";

declare module "vitest" {
  // eslint-disable-next-line typescript/consistent-type-definitions
  interface ProvidedContext {
    /** In the name of every database of this run. */
    runId: string;
    /** A replica set, without a database name. */
    mongoUrl: string;
    redisUrl: string;
    /** The default virtual host, which tests share. */
    amqpUrl: string;
    /** The broker's HTTP interface, with its user; undefined for a broker that was there before. */
    amqpAdminUrl: string | undefined;
  }
}

/** A database nobody else has; `name` only makes it readable. What a test has seen there, the service sees too. */
export function testDatabaseUrl(name: string): string {
  const url = nameDatabase(inject("mongoUrl"), `${name}-${inject("runId")}-${randomUUID().slice(0, 8)}`);
  return `${url}${url.includes("?") ? "&" : "?"}readConcernLevel=majority`;
}

/** Shared by the tests of a run. */
export const testRedisUrl = (): string => inject("redisUrl");

/** The virtual hosts of the test file that runs. */
const rooms: string[] = [];

/** A virtual host nobody else has, so that no other test's consumers or messages are in the queues. It goes with the file. */
export async function testAmqpUrl(name: string): Promise<string> {
  const url = new URL(inject("amqpUrl"));
  if (inject("amqpAdminUrl") === undefined) return url.href;
  const room = `${name}-${randomUUID().slice(0, 8)}`;
  const made = await askBroker("PUT", room);
  if (!made.ok)
    throw new Error(`The test broker refused a virtual host: ${made.status} ${await made.text()}`);
  rooms.push(room);
  url.pathname = `/${room}`;
  return url.href;
}

/** Each has two dozen quorum queues, and those of a whole run are more memory than the broker may have. */
export async function leaveRooms(): Promise<void> {
  for (const room of rooms.splice(0)) await askBroker("DELETE", room);
}

function askBroker(method: string, room: string): Promise<Response> {
  const { username, password, origin } = new URL(inject("amqpAdminUrl") ?? "");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  return fetch(`${origin}/api/vhosts/${room}`, { method, headers: { authorization } });
}
