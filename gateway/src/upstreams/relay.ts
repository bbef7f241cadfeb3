/**
 * Gives a service's answer to the client who asked. One that is small and comes at once is written in one piece when
 * it is whole; one that is large or slow as it comes, as fast as the client reads.
 */
import { cutUnread, watchRest } from "@shop/kit/http/server/unread-answer";
import { beginAnswer, sendAnswer } from "../entry/answer.ts";
import type { Transit } from "../entry/transit.ts";
import type { Audience, Flow } from "./audience.ts";
import { toAnswerFields, type AnswerHeaders } from "./fields.ts";
import { tell, type News } from "./news.ts";

/** More is not kept until it is whole. */
const wholeBytes = 64 * 1024;
/** A body that takes longer is passed on as it comes. */
const wholeMs = 50;

export class Relay implements Audience {
  readonly #transit: Transit;
  readonly #news: News;
  readonly #done = Promise.withResolvers<void>();
  #status = 0;
  #fields: string[] = [];
  #flow: Flow | undefined;
  /** In bytes, where the service has said it. */
  #length: number | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;
  #isWhole = false;
  #isHeld = false;
  #isPassing = false;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(transit: Transit, news: News) {
    this.#transit = transit;
    this.#news = news;
  }

  /** Resolves when an answer has begun or the client has left; rejects with what is to be answered instead. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  onHead(status: number, headers: AnswerHeaders, flow: Flow): void {
    this.#status = status;
    this.#fields = toAnswerFields(this.#news.route, status, headers);
    this.#flow = flow;
    this.#length = headers["content-length"] === undefined ? undefined : Number(headers["content-length"]);
    const held = tell(this.#news, status, headers);
    if (held) void this.#hold(held);
  }

  onPart(bytes: Buffer): void {
    if (this.#isPassing) {
      this.#write(bytes);
      return;
    }
    this.#parts.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes > wholeBytes) this.#pass();
    // With its last part an answer's end has come, too, and nothing is waited for.
    else if (this.#bytes !== this.#length) this.#timer ??= setTimeout(() => this.#pass(), wholeMs);
  }

  onEnd(): void {
    clearTimeout(this.#timer);
    this.#isWhole = true;
    if (!this.#isPassing) {
      if (!this.#isHeld) this.#sendWhole();
      return;
    }
    const { response } = this.#transit;
    response.end();
    watchRest(response);
  }

  onGivenUp(error: Error): void {
    this.#done.reject(error);
    // What is not whole must not look as if it were.
    if (this.#transit.response.headersSent) this.#transit.response.destroy();
    this.leave();
  }

  /** The client has gone, or has all of its answer. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#isOver = true;
    this.#done.resolve();
  }

  /** `until` never rejects. */
  async #hold(until: Promise<void>): Promise<void> {
    this.#isHeld = true;
    await until;
    this.#isHeld = false;
    if (this.#isOver) return;
    if (this.#isWhole) this.#sendWhole();
    else if (this.#bytes > 0) this.#pass();
  }

  #sendWhole(): void {
    const { response } = this.#transit;
    if (response.destroyed) return;
    this.#done.resolve();
    const [first] = this.#parts;
    const body = this.#parts.length > 1 ? Buffer.concat(this.#parts, this.#bytes) : first;
    frame(this.#fields, this.#status, response.req.method === "HEAD", this.#bytes);
    sendAnswer(this.#transit, this.#status, this.#fields, body);
  }

  /** From here on as it comes. */
  #pass(): void {
    const { response } = this.#transit;
    if (this.#isHeld) {
      this.#flow?.pause();
      return;
    }
    clearTimeout(this.#timer);
    if (response.destroyed) return;
    this.#isPassing = true;
    this.#done.resolve();
    beginAnswer(this.#transit, this.#status, this.#fields);
    for (const part of this.#parts.splice(0)) this.#write(part);
    // Last, because what had been held back comes within this call.
    if (!response.writableNeedDrain) this.#flow?.resume();
  }

  #write(bytes: Buffer): void {
    const { response } = this.#transit;
    if (response.destroyed || response.write(bytes)) return;
    const flow = this.#flow;
    flow?.pause();
    cutUnread(response);
    response.once("drain", () => flow?.resume());
  }
}

/** Says how long a whole answer is, where the service did not; an answer that has no body says what it would be. */
function frame(fields: string[], status: number, isHead: boolean, bytes: number): void {
  const hasBody = !isHead && status !== 204 && status !== 304;
  if (hasBody && !fields.includes("content-length")) fields.push("content-length", String(bytes));
}
