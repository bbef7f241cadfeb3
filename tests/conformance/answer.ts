/** What is true of every answer of a gateway, whatever was asked. */
import type { Answer } from "./wire.ts";

/** Refusals are problem documents, or pages at the addresses of pages, and every answer has an id and says how it is to be treated. */
export function checkAnswer({ status, headers }: Answer): string[] {
  const faults = [];
  if (!headers.has("x-request-id")) faults.push("an answer without X-Request-Id");
  if (headers.get("x-content-type-options") !== "nosniff") faults.push("an answer without nosniff");
  const type = headers.get("content-type") ?? "";
  const isPage = type.startsWith("text/html") && headers.has("content-security-policy");
  if (status >= 400 && !isPage && !type.startsWith("application/problem+json"))
    faults.push(`a refusal as ${type}`);
  return faults;
}
