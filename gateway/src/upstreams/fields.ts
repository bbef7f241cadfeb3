/** Header fields between the gateway and a service, as flat lists of names in lower case and values. */
import type { IncomingHttpHeaders } from "node:http";
import { hopByHop, internalAnswers, optionsIn } from "../entry/sanitise.ts";
import { addOurHeaders, type Transit } from "../entry/transit.ts";
import type { Route } from "../routing/route-table.ts";

export type AnswerHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Where the body ends is said by whoever sends it, and a service never learns the `Host` that a client made up. */
const framing = new Set(["host", "connection", "content-length", "transfer-encoding"]);
const ofThisConnection = new Set([...hopByHop, "transfer-encoding", "x-request-id"]);
const internal = new Set(internalAnswers);

/** What a service is sent of a request that the sanitiser has cleaned; `msLeft` is how long it may take. */
export function toQuestionFields(transit: Transit, msLeft: number): string[] {
  addOurHeaders(transit, msLeft);
  const { headers } = transit.request;
  const fields: string[] = [];
  for (const name in headers) if (!framing.has(name)) addField(fields, name, headers[name]);
  return fields;
}

/** What a client is sent of a service's answer: cookies only of a route that takes them. */
export function toAnswerFields(
  { takesCookies }: Pick<Route, "takesCookies">,
  status: number,
  headers: AnswerHeaders | IncomingHttpHeaders,
): string[] {
  // 204 has no body, and no length of one either (RFC 9110 §8.6).
  const isEmpty = status === 204;
  return pick(
    headers,
    (name) =>
      !internal.has(name) &&
      !(isEmpty && name === "content-length") &&
      (takesCookies || name !== "set-cookie"),
  );
}

/** The same, with what only the gateway is told. */
export function toKeptFields(headers: AnswerHeaders): string[] {
  return pick(headers, (name) => name.startsWith("surrogate-") || !internal.has(name));
}

/** The tags of an answer, or undefined when it has none. */
export const surrogateKeyOf = (headers: AnswerHeaders | IncomingHttpHeaders): string | undefined =>
  textOf(headers[surrogateKey]);

/** Whether the service closes the connection after this answer, as one does that is about to stop. */
export const isClosing = ({ connection }: AnswerHeaders): boolean =>
  connection !== undefined && connection !== "keep-alive" && listedIn(connection).includes("close");

const surrogateKey = "surrogate-key";

function pick(headers: AnswerHeaders | IncomingHttpHeaders, isPassed: (name: string) => boolean): string[] {
  const { connection } = headers;
  const listed = connection === undefined || connection === "keep-alive" ? none : listedIn(connection);
  const fields: string[] = [];
  for (const name in headers)
    if (!ofThisConnection.has(name) && isPassed(name) && !listed.includes(name))
      addField(fields, name, headers[name]);
  return fields;
}

const none: readonly string[] = [];
const listedIn = (connection: string | readonly string[]): readonly string[] => optionsIn(textOf(connection));

function addField(fields: string[], name: string, value: string | readonly string[] | undefined): void {
  if (value === undefined) return;
  if (typeof value === "string") fields.push(name, value);
  else for (const each of value) fields.push(name, each);
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === "string" ? value : value?.join(", ");
