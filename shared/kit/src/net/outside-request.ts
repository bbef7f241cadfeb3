/**
 * Requests to addresses that somebody else has given us. Whoever is there may be slow, send without end, lead elsewhere
 * or turn out to be one of our own machines: none of it reaches further than one failed request.
 */
import { lookup as lookUp, type LookupAddress, type LookupOptions } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { callbackify, promisify } from "node:util";
import type { Dispatcher } from "undici";
import { OutsideFault, toFault } from "./outside-fault.ts";
import { isPublicAddress } from "./public-address.ts";
import { Agent } from "./undici.ts";

/** Every address of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export type OutsideRequests = AsyncDisposable & {
  /** Sends it, and answers the status, whatever it is, as soon as it is known. Throws an `OutsideFault`. */
  post(
    url: URL,
    sent: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  ): Promise<number>;
  /** Whether it leads to an address that is not public, as far as is known now: a name that nobody knows, or soon enough, does not. */
  isPrivate(url: URL): Promise<boolean>;
};

/** From before the connection to the head of the answer. */
const usualDeadlineMs = 10_000;
/** Whoever waits to be told that an address is private waits no longer. */
const lookMs = 3_000;
/** Of an answer's body, which nobody reads: so that a connection can be used again. */
const maxBytes = 16 * 1024;
const bodyMs = 1_000;

const everyAddress: Resolve = (hostname) => promisify(lookUp)(hostname, { all: true });

export function createOutsideRequests({
  allowsPrivate,
  deadlineMs = usualDeadlineMs,
  resolve = everyAddress,
}: {
  /** Also to this machine and its networks. */
  readonly allowsPrivate: boolean;
  readonly deadlineMs?: number;
  readonly resolve?: Resolve;
}): OutsideRequests {
  const find = once(resolve);
  const isAllowed = ({ address }: LookupAddress): boolean => allowsPrivate || isPublicAddress(address);

  /** Throws where one address of several is not allowed: which one is used, its owner would choose. */
  const findAllowed = async (hostname: string): Promise<readonly LookupAddress[]> => {
    const found = await find(hostname);
    if (!found.every(isAllowed)) throw new OutsideFault("private_address");
    return found;
  };

  const agent = new Agent({
    allowH2: false,
    connections: 8,
    keepAliveTimeout: 4_000,
    headersTimeout: deadlineMs,
    bodyTimeout: deadlineMs,
    // What is checked is what is connected to: no second look at the name comes between.
    connect: { lookup: toLookup(findAllowed), timeout: deadlineMs },
  });

  return {
    post: async (url, { headers, body }) => {
      const { hostname, origin, pathname, search } = url;
      // A socket asks nobody about a number.
      if (isIP(bare(hostname)) > 0) await findAllowed(bare(hostname));
      const { promise, resolve: answer, reject } = Promise.withResolvers<number>();
      const handler = readHead({ deadlineMs, answer, reject });
      agent.dispatch({ origin, path: pathname + search, method: "POST", headers, body }, handler);
      return promise;
    },
    isPrivate: async ({ hostname }) => {
      const nobody: readonly LookupAddress[] = [];
      const found = find(bare(hostname)).catch(() => nobody);
      const late = delay(lookMs, nobody, { ref: false });
      return !(await Promise.race([found, late])).every(isAllowed);
    },
    [Symbol.asyncDispose]: () => agent.destroy(),
  };
}

/** Of an IPv6 address in a URL without its brackets. */
const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, "");

/** One look at a name at a time: slow ones share the few threads of the process with each other. */
function once(resolve: Resolve): Resolve {
  const running = new Map<string, Promise<readonly LookupAddress[]>>();
  return (hostname) => {
    const known = running.get(hostname);
    if (known) return known;
    const found = resolve(hostname).finally(() => running.delete(hostname));
    running.set(hostname, found);
    return found;
  };
}

function toLookup(find: Resolve): LookupFunction {
  const looked = callbackify(find);
  return (hostname, { all }: LookupOptions, callback) =>
    looked(hostname, (error, found?: readonly LookupAddress[]) => {
      const first = found?.[0];
      if (error || !first) callback(error ?? new OutsideFault("dns"), []);
      else if (all) callback(null, [...found]);
      else callback(null, first.address, first.family);
    });
}

/** The status counts; of what comes after it only so much is taken that the connection can be used again. */
function readHead({
  deadlineMs,
  answer,
  reject,
}: {
  readonly deadlineMs: number;
  readonly answer: (status: number) => void;
  readonly reject: (fault: OutsideFault) => void;
}): Dispatcher.DispatchHandler {
  let sent: Dispatcher.DispatchController | undefined;
  let bytes = 0;
  let isOver = false;
  const end = (error: Error): void => {
    isOver = true;
    reject(toFault(error));
    sent?.abort(error);
  };
  let timer = setTimeout(() => end(new OutsideFault("timeout")), deadlineMs);
  return {
    onRequestStart(controller) {
      sent = controller;
      if (isOver) controller.abort(new OutsideFault("timeout"));
    },
    onResponseStart(_controller, status) {
      if (status < 200) return;
      answer(status);
      clearTimeout(timer);
      timer = setTimeout(() => end(new OutsideFault("timeout")), bodyMs);
    },
    onResponseData(_controller, chunk) {
      bytes += chunk.length;
      if (bytes > maxBytes) end(new OutsideFault("protocol"));
    },
    onResponseEnd: () => clearTimeout(timer),
    onResponseError: (_controller, error) => {
      clearTimeout(timer);
      reject(toFault(error));
    },
  };
}
