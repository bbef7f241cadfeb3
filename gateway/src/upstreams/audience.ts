/** Whoever an answer is for. */
import type { AnswerHeaders } from "./fields.ts";

/** Holds back an answer whose reader is slow. */
export type Flow = { pause(): void; resume(): void };

/** Hears an answer's head, its parts, its end; `onGivenUp` comes instead of all that has not come yet. */
export type Audience = {
  onHead(status: number, headers: AnswerHeaders, flow: Flow): void;
  onPart(bytes: Buffer): void;
  onEnd(): void;
  onGivenUp(error: Error): void;
};
