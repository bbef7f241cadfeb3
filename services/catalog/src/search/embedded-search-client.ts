/**
 * The embedded search as the service sees it: questions to the thread that has the index, and answers. A thread that
 * dies is begun anew; until its index is built, nobody gets an answer and nobody waits long for it.
 */
import { Worker } from "node:worker_threads";
import type { Logger } from "@shop/kit/process/logger";
import { within } from "@shop/kit/process/within";
import type { ProductStore } from "../products/product-store.ts";
import type { Question, Questions, Result, Saying, ThreadStart } from "./embedded-index-thread.ts";
import { searchErrors } from "./errors.ts";
import type { ProductSearch } from "./product-search.ts";

/** Milliseconds a question waits for the first build. */
const buildPatienceMs = 2_000;
/** Milliseconds between answers while there are questions, each a hundredth of it; a thread that is silent for longer hangs. */
const silenceMs = 10_000;
/** More questions than can be answered in a second or two are refused at once. */
const mostWaiting = 200;
const restartMs = 1_000;

type SearchDeps = {
  readonly log: Logger;
  /** An answer knows of what was saved there before it was asked for. */
  readonly products: Pick<ProductStore, "recentSaves">;
};

type Asking = Bare<Question>;
type Bare<Q> = Q extends Question ? Omit<Q, "number" | "after"> : never;

type Waiting = PromiseWithResolvers<Result>;

export function createEmbeddedSearch({
  log,
  mongoUrl,
  collection,
  products,
}: ThreadStart & SearchDeps): ProductSearch & AsyncDisposable {
  const waiting = new Map<number, Waiting>();
  let number = 0;
  let isClosing = false;
  let ready = Promise.withResolvers<void>();
  let restart: NodeJS.Timeout | undefined;
  let silence: NodeJS.Timeout | undefined;
  let thread = begin();

  function begin(): Worker {
    const begun = new Worker(new URL("embedded-index-thread.ts", import.meta.url), {
      name: "search",
      workerData: { mongoUrl, collection } satisfies ThreadStart,
    });
    begun.on("message", hear);
    begun.on("error", (error) => log.error({ err: error }, "The search's thread failed"));
    begun.on("exit", onExit);
    return begun;
  }

  /** However many wait: what counts is when the thread has said something last. Its exit refuses them, and begins another. */
  function listen(): void {
    clearTimeout(silence);
    silence = waiting.size > 0 ? setTimeout(() => void thread.terminate(), silenceMs) : undefined;
  }

  function hear(saying: Saying): void {
    if (saying.kind === "ready") {
      log.info({ products: saying.products }, "The search's index is built");
      ready.resolve();
    } else if (saying.kind === "trouble") {
      log.warn({ err: saying.error }, "The search's index lost the database; it is built anew");
    } else {
      const question = waiting.get(saying.number);
      waiting.delete(saying.number);
      if (saying.kind === "answer") question?.resolve(saying.result);
      else question?.reject(saying.error);
      listen();
    }
  }

  function onExit(code: number): void {
    for (const question of waiting.values()) question.reject(searchErrors.unavailable());
    waiting.clear();
    listen();
    if (isClosing) return;
    log.error({ code }, "The search's thread ended; it begins anew");
    ready = Promise.withResolvers();
    restart = setTimeout(() => {
      thread = begin();
    }, restartMs);
  }

  const ask = (asking: Asking): Promise<Result> => {
    const question: Waiting = Promise.withResolvers();
    number += 1;
    waiting.set(number, question);
    if (!silence) listen();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    thread.postMessage({ ...asking, number, after: products.recentSaves() } satisfies Question);
    return question.promise;
  };

  /** The index answers what it is asked, and so of its type. */
  const askWhenReady = async <Name extends keyof Questions>(
    asking: Asking & { readonly ask: Name },
  ): Promise<ReturnType<Questions[Name]>> => {
    if (waiting.size >= mostWaiting) throw searchErrors.unavailable();
    try {
      await within(buildPatienceMs, "Building the index", ready.promise);
    } catch {
      throw searchErrors.unavailable();
    }
    return (await ask(asking)) as ReturnType<Questions[Name]>;
  };

  return {
    search: (request) => askWhenReady({ ask: "search", request }),
    countIn: (request) => askWhenReady({ ask: "countIn", request }),
    [Symbol.asyncDispose]: async () => {
      isClosing = true;
      clearTimeout(restart);
      clearTimeout(silence);
      await thread.terminate();
    },
  };
}
