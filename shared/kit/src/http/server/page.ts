/** HTML for people: what every page carries, and the page of an error. */
import type { ServerResponse } from "node:http";
import { toProblem, problemHeaders, type Problem } from "./problem.ts";
import { endAnswer } from "./unread.ts";

/**
 * Nothing comes from elsewhere, nothing stands in the page that could run, and no other page frames it. Its address goes
 * to nobody else, but its own forms say where they come from, by which they are known.
 */
export const pageHeaders = {
  "Content-Security-Policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

export type WritePage = (problem: Problem) => string;

/** Sends an error as a page, which nobody keeps, and answers true; false when an answer has begun already. */
export function sendErrorPage(
  response: ServerResponse,
  error: unknown,
  requestId: string,
  write: WritePage,
): boolean {
  if (response.headersSent || response.destroyed) return false;
  for (const name of response.getHeaderNames()) if (name !== "connection") response.removeHeader(name);
  const problem = toProblem(error, requestId);
  const html = write(problem);
  response.writeHead(problem.status, {
    ...problemHeaders(error),
    ...pageHeaders,
    "X-Request-Id": requestId,
    "Cache-Control": "no-store",
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": Buffer.byteLength(html),
  });
  endAnswer(response, html);
  return true;
}
