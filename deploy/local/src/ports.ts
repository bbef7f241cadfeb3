/** Where everything listens: fixed ports for `npm start`, each moved by its variable, free ones for tests. */
import type { Environment } from "./servers/command.ts";
import { findFreePort, isPortFree } from "./servers/port.ts";

const usual = {
  gateway: { port: 8080, variable: "PORT" },
  catalog: { port: 8081, variable: "CATALOG_PORT" },
  user: { port: 8082, variable: "USER_PORT" },
  order: { port: 8083, variable: "ORDER_PORT" },
  sandbox: { port: 8090, variable: "SANDBOX_PORT" },
  mail: { port: 1080, variable: "MAIL_PORT" },
  smtp: { port: 1025, variable: "SMTP_PORT" },
  gatewayMetrics: { port: 9080, variable: "METRICS_PORT" },
  catalogMetrics: { port: 9081, variable: "CATALOG_METRICS_PORT" },
  userMetrics: { port: 9082, variable: "USER_METRICS_PORT" },
  orderMetrics: { port: 9083, variable: "ORDER_METRICS_PORT" },
} as const;

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

/** One sentence a taken port, with the variable that moves it. */
export async function findTakenPorts(ports: Ports, gatewayHost: string): Promise<string[]> {
  const taken: string[] = [];
  for (const name of names) {
    const port = ports[name];
    if (await isPortFree(port, name === "gateway" ? gatewayHost : "127.0.0.1")) continue;
    const { variable } = usual[name];
    taken.push(
      `Port ${port} (${name}) is taken by another program: end that one, or choose another port with ${variable}=${await findFreePort(port + 10)}.`,
    );
  }
  return taken;
}

function toPort(text: string, variable: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Error(`${variable}=${text} is not a port: give a whole number from 1 to 65535.`);
}
