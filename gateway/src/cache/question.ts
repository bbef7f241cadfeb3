/** Which requests are answered from what is kept, and what they ask for: no header counts, and none may ask for less. */
import type { IncomingMessage } from "node:http";
import type { Destination } from "../entry/destinations.ts";

export type Question = {
  /** Path and query as the service is asked, in one spelling. */
  readonly target: string;
  /** What the answer is kept by: the target, unless its address has two answers. */
  readonly key: string;
};

/** Headers that ask for another answer than the current one. No part is answered of what can be kept (RFC 9110 §14.2). */
const special = ["authorization", "if-match", "if-unmodified-since"] as const;

/** Undefined: this request's answer is not kept, and not answered from what is kept. */
export function questionOf({ headers }: IncomingMessage, { question }: Destination): Question | undefined {
  if (question) for (const name of special) if (headers[name] !== undefined) return undefined;
  return question;
}
