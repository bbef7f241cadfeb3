/** Sends answers, refuses in problem+json, and keeps silent. */
import type { ErrorRequestHandler, Response } from "express";
import { toRefusedAnswer, type Answer } from "./ledger.ts";
import { refusals, refuse, type Refusal } from "./refusal.ts";

export function sendAnswer(response: Response, { status, body, isReplayed }: Answer): void {
  if (isReplayed) response.set("Idempotency-Replayed", "true");
  if (status >= 400) response.type("application/problem+json");
  response.status(status).send(JSON.stringify(body));
}

export const sendRefusal = (response: Response, refusal: Refusal): void =>
  sendAnswer(response, toRefusedAnswer(refusal));

/** No answer, ever: the client sees a connection that stays open until it breaks, after `holdMs` or when we stop. */
export function hold(
  response: Response,
  { holdMs, stopping }: { holdMs: number; stopping: AbortSignal },
): void {
  const end = () => response.destroy();
  const timer = setTimeout(end, holdMs);
  stopping.addEventListener("abort", end, { once: true });
  response.once("close", () => {
    clearTimeout(timer);
    stopping.removeEventListener("abort", end);
  });
}

/** The body parser's refusals are the client's fault; anything else is ours. */
export const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, message } = error as { status?: number; message?: string };
  if (status !== undefined && status >= 400 && status < 500) {
    return sendRefusal(
      response,
      refuse(status, "request.unreadable", message ?? "The request can't be read"),
    );
  }
  process.stderr.write(`${JSON.stringify({ msg: "A request broke", error: String(error) })}\n`);
  return sendRefusal(response, refusals.broken());
};
