/**
 * The instances of a service: those its addresses name, and those a name stands for, which is asked of DNS again and
 * again. What DNS said last holds until it says something else.
 */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { createPoll, type Poll } from "@shop/kit/process/poll";
import type { Balance, Instance } from "./balance.ts";
import { createPlainLane } from "./plain-lane.ts";
import { createSocketLane } from "./socket-lane.ts";
import { createStreamLane } from "./stream-lane.ts";

/** The addresses of a host, each as text. Rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

const resolveMs = 4_000;
export type NameOptions = {
  readonly resolve?: Resolve | undefined;
  readonly namesEveryMs?: number | undefined;
};

/** Each stays for as long as its client does, or its upload takes. */
const streamSockets = 10_000;

export function openInstance(url: string, host?: string): Instance {
  const lanes = {
    plain: createPlainLane(url, host),
    streams: createStreamLane(url, streamSockets),
    sockets: createSocketLane(url, host),
  };
  return { url, lanes, running: 0, failures: 0, absences: 0, outUntil: 0 };
}

export function closeInstance({ lanes }: Instance): void {
  lanes.plain[Symbol.dispose]();
  lanes.streams[Symbol.dispose]();
}

/** Keeps the balance's instances as DNS knows them; undefined where no address is a name. */
export function followNames(
  urls: readonly string[],
  balance: Balance,
  { resolve = resolveHost, namesEveryMs = 5_000 }: NameOptions,
): Poll | undefined {
  if (!urls.some(isName)) return undefined;
  const known = new Map<string, readonly string[]>();
  return createPoll({
    everyMs: namesEveryMs,
    longestMs: resolveMs,
    async work() {
      for (const url of urls.filter(isName)) {
        const addresses = await resolve(new URL(url).hostname).catch(() => undefined);
        if (addresses && addresses.length > 0) known.set(url, addresses);
      }
      renew(
        balance,
        urls.flatMap((url) => locate(url, known.get(url))),
      );
    },
    // Names that are not answered keep what they stood for.
    onError: () => undefined,
  });
}

type Location = { readonly url: string; readonly host?: string };

function locate(url: string, addresses: readonly string[] | undefined): readonly Location[] {
  if (!addresses) return [{ url }];
  return addresses.map((address) => {
    const located = new URL(url);
    const { host } = located;
    located.hostname = isIP(address) === 6 ? `[${address}]` : address;
    return { url: located.origin, host };
  });
}

/** Instances that stay keep their connections and what is known of them; those that go finish what they are asked. */
function renew(balance: Balance, locations: readonly Location[]): void {
  const current = balance.instances;
  const next = locations.map(
    ({ url, host }) => current.find((instance) => instance.url === url) ?? openInstance(url, host),
  );
  if (next.length === current.length && next.every((instance) => current.includes(instance))) return;
  balance.replace(next);
  for (const gone of current.filter((instance) => !next.includes(instance))) retire(gone);
}

/** What is running on it ends first, or by the longest deadline. */
function retire(instance: Instance): void {
  setTimeout(() => closeInstance(instance), 60_000).unref();
}

/** With TLS the certificate is for the name. */
function isName(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && hostname !== "localhost" && isIP(hostname.replace(/^\[|\]$/g, "")) === 0;
}

async function resolveHost(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return [...new Set(found.map(({ address }) => address))].toSorted();
}
