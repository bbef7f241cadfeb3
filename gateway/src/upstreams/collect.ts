/** An answer for the gateway itself, in memory as a whole. */
import { unavailable } from "@shop/kit/http/server/refusals";
import type { Route } from "../routing/route-table.ts";
import type { Audience } from "./audience.ts";
import type { Priority } from "./limit.ts";
import { toKeptFields, type AnswerHeaders } from "./fields.ts";

/** What the gateway asks for itself: always a GET. */
export type OwnQuestion = {
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly priority: Priority;
};

export type WholeAnswer = {
  readonly status: number;
  /** A flat list, as the service sent it, with `surrogate-key`, without what is of the connection alone. */
  readonly fields: readonly string[];
  readonly body: Buffer;
};

/** Rejects with 503 `service.unavailable` or `service.overloaded`, or 504 `service.timeout`. */
export type Ask = (question: OwnQuestion, route: Route) => Promise<WholeAnswer>;

const mostBytes = 16 * 1024 * 1024;

export class Collector implements Audience {
  readonly #whole = Promise.withResolvers<WholeAnswer>();
  #status = 0;
  #fields: readonly string[] = [];
  #parts: Buffer[] = [];
  #bytes = 0;

  get whole(): Promise<WholeAnswer> {
    return this.#whole.promise;
  }

  onHead(status: number, headers: AnswerHeaders): void {
    this.#status = status;
    this.#fields = toKeptFields(headers);
  }

  onPart(bytes: Buffer): void {
    this.#bytes += bytes.length;
    this.#parts.push(bytes);
    if (this.#bytes <= mostBytes) return;
    this.#parts = [];
    this.#whole.reject(unavailable({ cause: new Error(`The answer has more than ${mostBytes} bytes`) }));
  }

  onEnd(): void {
    const body = Buffer.concat(this.#parts, this.#bytes);
    this.#whole.resolve({ status: this.#status, fields: this.#fields, body });
  }

  onGivenUp(error: Error): void {
    this.#whole.reject(error);
  }
}
