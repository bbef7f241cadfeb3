/** What is true of every answer of a gateway, whatever was asked. */
import type { Answer } from "./wire.ts";

/** Refusals are problem documents, and every answer has an id and says how it is to be treated. */
export function checkAnswer(answer: Answer): string[] {
  const { status, headers } = answer;
  const faults = [];
  if (!headers.has("x-request-id")) faults.push("an answer without X-Request-Id");
  if (headers.get("x-content-type-options") !== "nosniff") faults.push("an answer without nosniff");
  const type = headers.get("content-type") ?? "";
  if (status >= 400 && !type.startsWith("application/problem+json") && !isOfShop(answer))
    faults.push(`a refusal as ${type}`);
  return faults;
}

/** A page of the shop's own, which only the address of a page leads to: it has styles, as the gateway's own has not. */
const isOfShop = ({ headers, body }: Answer): boolean =>
  headers.get("content-type")?.startsWith("text/html") === true &&
  (body === "" || body.includes('<link rel="stylesheet"'));
