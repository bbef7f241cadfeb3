/** JSON lines on stdout, each with the request that caused it; secrets never reach them. */
import { pino, type DestinationStream, type Logger } from "pino";
import { currentContext, traceIdOf } from "./context.ts";
import { toLoggedError } from "./logged-error.ts";

export type { Logger };

const secretNames = [
  "password",
  "currentPassword",
  "newPassword",
  "token",
  "accessToken",
  "refreshToken",
  "guestToken",
  "secret",
  "authorization",
  "cookie",
];

export const createLogger = (service: string, level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
      mixin: requestFields,
      serializers: { err: toLoggedError },
    },
    destination ?? pino.destination(1),
  );

/**
 * The same logger for lines whose fields are known, and none of which can hold a secret: looking for secrets costs more
 * than all else of a line.
 */
export const withoutRedaction = (log: Logger): Logger => log.child({}, { redact: [] });

function requestFields(): Record<string, string> {
  const context = currentContext();
  return context ? { requestId: context.requestId, traceId: traceIdOf(context.traceparent) } : {};
}
