/** The answer of another service, read whole or as it comes; undici's `dispatch` by hand makes no stream of it (docs/decisions/0018). */
import type { Dispatcher } from "undici";

export type Received = {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** Either the whole body, or its parts as they come; one of them, once. */
  readonly bytes: () => Promise<Uint8Array>;
  readonly parts: () => AsyncIterable<Uint8Array>;
};

export type Receiving = {
  /** Milliseconds to the end of the answer; a `signal` of its own takes their place. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
};

/** What is held of an answer that is read as it comes, and slower than it comes. */
const maxHeldBytes = 256 * 1024;

/** Rejects when no answer begins, or with the reason why it was given up. */
export function receive(
  dispatcher: Dispatcher,
  question: Dispatcher.DispatchOptions,
  receiving: Receiving,
): Promise<Received> {
  const answer = new Incoming(receiving);
  if (!receiving.signal?.aborted) dispatcher.dispatch(question, answer);
  return answer.head;
}

class Incoming implements Dispatcher.DispatchHandler {
  readonly #head = Promise.withResolvers<Received>();
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #giveUp = (): void => this.#fail(this.#signal?.reason as Error);
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Buffer[] = [];
  #heldBytes = 0;
  #isWanted = false;
  #isOver = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor({ timeoutMs, signal }: Receiving) {
    this.#signal = signal;
    if (signal) signal.addEventListener("abort", this.#giveUp, { once: true });
    else this.#timer = setTimeout(() => this.#fail(new DOMException(late, "TimeoutError")), timeoutMs);
    if (signal?.aborted) this.#giveUp();
  }

  get head(): Promise<Received> {
    return this.#head.promise;
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#error) controller.abort(this.#error);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // 1xx are news on the way to an answer.
    if (status < 200) return;
    this.#head.resolve({
      status,
      header: (name) => headers[name]?.toString(),
      bytes: () => this.#whole(),
      parts: () => this.#each(),
    });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    if (!this.#isWanted && this.#heldBytes > maxHeldBytes) controller.pause();
    this.#tell();
  }

  onResponseEnd(): void {
    this.#finish();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#fail(error);
  }

  async #whole(): Promise<Uint8Array> {
    this.#isWanted = true;
    this.#controller?.resume();
    while (!this.#isOver) await this.#news();
    if (this.#error) throw this.#error;
    const [first] = this.#chunks;
    return first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
  }

  async *#each(): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const chunks = this.#chunks.splice(0);
        this.#heldBytes = 0;
        yield* chunks;
        if (this.#chunks.length > 0) continue;
        if (this.#error) throw this.#error;
        if (this.#isOver) return;
        // Begun before: what lies in the socket is told of, to its end, while it is let go on.
        const news = this.#news();
        this.#controller?.resume();
        await news;
      }
    } finally {
      this.#fail(new Error("Nobody reads on"));
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #tell(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.#error = error;
    this.#finish();
    this.#head.reject(error);
    this.#controller?.abort(error);
  }

  #finish(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#giveUp);
    this.#tell();
  }
}

const late = "The answer did not come in time";
