/** Live: the event loop turns, nothing outside is asked. Ready: this process may be given requests. */
import type { IncomingMessage, ServerResponse } from "node:http";

export const isHealthPath = (url: string | undefined): boolean => url?.startsWith("/health/") ?? false;

/** Answers `/health/live` and `/health/ready`; false when the request is for something else. */
export function answerHealth(
  request: IncomingMessage,
  response: ServerResponse,
  isReady: () => boolean,
): boolean {
  const path = request.url?.split("?", 1)[0];
  const isLive = path === "/health/live";
  if (!isLive && path !== "/health/ready") return false;
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  const isGood = isLive || isReady();
  const body = `${JSON.stringify({ status: isGood ? "ok" : "unavailable" })}\n`;
  response.writeHead(isGood ? 200 : 503, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(body);
  return true;
}
