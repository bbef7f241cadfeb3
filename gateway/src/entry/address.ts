/** Who is calling, seen from outside: forwarding headers are believed only as far as our own proxies go. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { authorityOf } from "./target.ts";

export type Origin = {
  readonly address: string;
  readonly protocol: "http" | "https";
  readonly host: string;
};

/** `trustedHops` is how many proxies of ours stand in front; with 0 only the connection itself is believed. */
export function originOf({ url = "", headers, socket }: IncomingMessage, trustedHops: number): Origin {
  const peer = plainAddress(socket.remoteAddress ?? "");
  const host = authorityOf(url) ?? headers.host ?? "";
  if (trustedHops === 0) return { address: peer, protocol: "http", host };
  const forwardedHost = lastOf(headers["x-forwarded-host"]);
  return {
    address: addressBehind(trustedHops, listOf(headers["x-forwarded-for"]), peer),
    protocol: lastOf(headers["x-forwarded-proto"]) === "https" ? "https" : "http",
    host: forwardedHost !== undefined && /^[A-Za-z0-9.:[\]_-]+$/.test(forwardedHost) ? forwardedHost : host,
  };
}

/** Each proxy appended who called it, so the list is read from its end; the peer is the first hop. */
function addressBehind(trustedHops: number, forwardedFor: readonly string[], peer: string): string {
  const found = forwardedFor.at(-Math.min(trustedHops, forwardedFor.length));
  const address = plainAddress(withoutPort(found ?? ""));
  return isIP(address) === 0 ? peer : address;
}

const withoutPort = (address: string): string =>
  address.replace(/^\[([^\]]+)\](?::\d+)?$/, "$1").replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");

/** `::ffff:192.0.2.1` is `192.0.2.1` on a socket that takes both families. */
const plainAddress = (address: string): string =>
  address.startsWith("::ffff:") && address.includes(".") ? address.slice(7) : address;

const listOf = (header: string | string[] | undefined): string[] =>
  (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);

const lastOf = (header: string | string[] | undefined): string | undefined => listOf(header).at(-1);
