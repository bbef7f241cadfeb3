/**
 * What is used of undici. Its index loads fetch, WebSocket, caches and mocks as well, which is 6 MB of every process; these are
 * the very same objects.
 */
import { createRequire } from "node:module";
import type * as undici from "undici";

const load = createRequire(import.meta.url);

export const Agent = load("undici/lib/dispatcher/agent.js") as typeof undici.Agent;

export const Pool = load("undici/lib/dispatcher/pool.js") as typeof undici.Pool;
export type Pool = undici.Pool;

export const buildConnector = load("undici/lib/core/connect.js") as typeof undici.buildConnector;
