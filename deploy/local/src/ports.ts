/** Where everything listens: fixed ports for `npm start`, each moved by its variable, free ones for tests. */
import { setTimeout as pause } from "node:timers/promises";
import type { Environment } from "@shop/servers/command";
import { findFreePort, isHeldByConnection, isPortFree } from "@shop/servers/port";

const usual = {
  gateway: { port: 8080, variable: "PORT" },
  catalog: { port: 8081, variable: "CATALOG_PORT" },
  user: { port: 8082, variable: "USER_PORT" },
  order: { port: 8083, variable: "ORDER_PORT" },
  web: { port: 8084, variable: "WEB_PORT" },
  sandbox: { port: 8090, variable: "SANDBOX_PORT" },
  mail: { port: 1080, variable: "MAIL_PORT" },
  smtp: { port: 1025, variable: "SMTP_PORT" },
  gatewayMetrics: { port: 9080, variable: "METRICS_PORT" },
  catalogMetrics: { port: 9081, variable: "CATALOG_METRICS_PORT" },
  userMetrics: { port: 9082, variable: "USER_METRICS_PORT" },
  orderMetrics: { port: 9083, variable: "ORDER_METRICS_PORT" },
  webMetrics: { port: 9084, variable: "WEB_METRICS_PORT" },
} as const;

type IsFree = (port: number, host: string) => Promise<boolean>;

export type PortName = keyof typeof usual;
export type Ports = Readonly<Record<PortName, number>>;

const names = Object.keys(usual) as PortName[];

/** Throws a plain sentence for a variable that is no port. A metrics port stays 1000 above its process. */
export function readPorts(env: Environment): Ports {
  const read = (name: PortName): number => {
    const { port, variable } = usual[name];
    const given = env[variable];
    if (given) return toPort(given, variable);
    const base = /^(.+)Metrics$/.exec(name)?.[1];
    return base ? read(base as PortName) + 1000 : port;
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<PortName, number>;
}

export async function findFreePorts(): Promise<Ports> {
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await findFreePort());
  const all = [...ports];
  return Object.fromEntries(names.map((name, at) => [name, all[at]])) as Record<PortName, number>;
}

/** Those of last time (`before`) when they are free: a replica set that finds its own address again has a primary at once. */
export async function choosePorts(
  count: number,
  reserved: readonly number[],
  before: readonly number[] = [],
): Promise<number[]> {
  const ports: number[] = [];
  const isTaken = (port: number): boolean => reserved.includes(port) || ports.includes(port);
  while (ports.length < count) {
    const wanted = before[ports.length] ?? 0;
    const port = await findFreePort(isTaken(wanted) ? 0 : wanted);
    if (!isTaken(port)) ports.push(port);
  }
  return ports;
}

/** How long the system keeps the port of a connection that has ended. */
const lingerMs = 60_000;

/** One sentence a taken port, with the variable that moves it. What only an ended connection holds is waited for. */
export async function findTakenPorts(
  ports: Ports,
  gatewayHost: string,
  {
    say = () => undefined,
    waitMs = lingerMs + 2_000,
    isFree = isPortFree,
  }: { say?: (line: string) => void; waitMs?: number; isFree?: IsFree } = {},
): Promise<string[]> {
  const hostOf = (name: PortName) => (name === "gateway" ? gatewayHost : "127.0.0.1");
  const twice = names.filter((name, at) => names.findIndex((other) => ports[other] === ports[name]) !== at);
  const taken: PortName[] = [];
  for (const name of names)
    if (!(await isHad(name, ports[name], hostOf(name), { say, waitMs, isFree }))) taken.push(name);
  const offered = new Set(Object.values(ports));
  const sentences: string[] = [];
  for (const name of names.filter((each) => taken.includes(each) || twice.includes(each))) {
    const other = await findPortAbove(ports[name] + 10, { isFree, host: hostOf(name), unwanted: offered });
    offered.add(other);
    const choose = `choose another port with ${usual[name].variable}=${other}.`;
    sentences.push(
      taken.includes(name)
        ? `Port ${ports[name]} (${name}) is taken by another program: end that one, or ${choose}`
        : `Port ${ports[name]} (${name}) is wanted twice by the shop itself: ${choose}`,
    );
  }
  return sentences;
}

async function isHad(
  name: PortName,
  port: number,
  host: string,
  { say, waitMs, isFree }: { say: (line: string) => void; waitMs: number; isFree: IsFree },
): Promise<boolean> {
  if (await isFree(port, host)) return true;
  if (!(await isHeldByConnection(port))) return false;
  say(
    `Port ${port} (${name}) is held by a connection that goes out or has just ended; waiting for it, a minute at most …`,
  );
  for (const deadline = performance.now() + waitMs; performance.now() < deadline; await pause(250))
    if (await isFree(port, host)) return true;
  return false;
}

/** The next one that is free and that the shop does not want itself, nor has offered for another. */
async function findPortAbove(
  first: number,
  { isFree, host, unwanted }: { isFree: IsFree; host: string; unwanted: ReadonlySet<number> },
): Promise<number> {
  for (let port = first; port < 65_536; port += 1)
    if (!unwanted.has(port) && (await isFree(port, host))) return port;
  return await findFreePort();
}

function toPort(text: string, variable: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable}=${text} is not a port: give a whole number from 1 to 65535.`);
}
