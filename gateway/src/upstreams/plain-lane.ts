/**
 * The way of plain requests to one instance of a service: a pool of kept connections, used through undici's `dispatch`
 * by hand, which makes no stream and no promise of an answer (docs/decisions/0018).
 */
import { buildConnector, Pool } from "@shop/kit/net/undici";
import type { buildConnector as connectors, Dispatcher } from "undici";
import type { Flow } from "./audience.ts";
import type { AnswerHeaders } from "./fields.ts";
import { idleMs } from "./terms.ts";

export type Question = {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** A flat list, without what frames the body. */
  readonly fields: string[];
  readonly body: Uint8Array | undefined;
};

/** How far a question had come that failed. */
export type Progress = "unsent" | "sent" | "begun";

/** Hears an answer: its head, its parts, its end; or, at any time, that nothing (more) comes. All are called at most once, but `onPart`. */
export type Hearing = {
  onHead(status: number, headers: AnswerHeaders, flow: Flow): void;
  onPart(bytes: Buffer): void;
  onEnd(): void;
  onFailure(error: Error, progress: Progress): void;
};

export type Asked = {
  /** Closes the connection; nothing is heard afterwards. */
  cancel(): void;
};

export type PlainLane = Disposable & { readonly ask: (question: Question, hearing: Hearing) => Asked };

/** `host` is what the service is called when `url` has only its address. */
export function createPlainLane(url: string, host?: string): PlainLane {
  const pool = new Pool(url, {
    connections: 1_024,
    connect: watchBreaks(),
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // Each request has a deadline of its own.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    ask({ method, target, fields, body }, hearing) {
      const asked = new Exchange(hearing);
      if (host !== undefined) fields.push("host", host);
      pool.dispatch({ path: target, method, headers: fields, body: body ?? null }, asked);
      return asked;
    },
    [Symbol.dispose]: () => void pool.destroy(),
  };
}

/** An instance that does not even take a connection is given up long before a request's deadline. */
const connectMs = 2_000;

/** Whether a connection is being reset at this very moment. */
let isBreaking = false;

/**
 * undici takes a reset for the end of an answer that goes on until its connection ends. Whoever hears of such an end
 * hears of it while the error is being told, and this listener was told before.
 */
function watchBreaks(): connectors.connector {
  const connect = buildConnector({ timeout: connectMs, allowH2: false });
  return (options, callback) =>
    connect(options, (...result: connectors.CallbackArgs) => {
      result[1]?.prependListener("error", () => {
        isBreaking = true;
        queueMicrotask(() => (isBreaking = false));
      });
      callback(...result);
    });
}

class Exchange implements Dispatcher.DispatchHandler, Asked {
  readonly #hearing: Hearing;
  #controller: Dispatcher.DispatchController | undefined;
  #progress: Progress = "unsent";
  #isOver = false;

  constructor(hearing: Hearing) {
    this.#hearing = hearing;
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#controller?.abort(cancelled);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isOver) {
      controller.abort(cancelled);
      return;
    }
    this.#controller = controller;
    this.#progress = "sent";
  }

  onResponseStarted(): void {
    this.#progress = "begun";
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: AnswerHeaders): void {
    // 1xx are news on the way to an answer.
    if (!this.#isOver && status >= 200) this.#hearing.onHead(status, headers, controller);
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (!this.#isOver) this.#hearing.onPart(bytes);
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (isBreaking) this.#hearing.onFailure(new Error("The connection broke"), "begun");
    else this.#hearing.onEnd();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#hearing.onFailure(error, this.#progress);
  }
}

const cancelled = new Error("Nobody waits for the answer");
