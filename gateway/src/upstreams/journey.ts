/**
 * A plain question on its way to a service: from instance to instance until one answers, or until it is no use to ask
 * on. It may be repeated when no instance can have heard it; or, once, when it does no harm to do it twice and nothing
 * of an answer had come, as far as the budget goes.
 */
import { unavailable } from "@shop/kit/http/server/refusals";
import type { Audience, Flow } from "./audience.ts";
import type { Balance, Instance } from "./balance.ts";
import { silenceOf, type Outcome } from "./breaker.ts";
import type { Budget } from "./budget.ts";
import { isClosing, type AnswerHeaders } from "./fields.ts";
import type { Asked, Hearing, Progress, Question } from "./plain-lane.ts";
import { marginMs, timedOut } from "./terms.ts";
import type { Usual } from "./usual.ts";

export type Plan = {
  readonly question: (msLeft: number) => Question;
  readonly method: string;
  /** Asking twice does what asking once does: a safe method, or a key by which the service knows it again. */
  readonly isRepeatable: boolean;
  readonly timeoutMs: number;
  /** As it is known by in what is usual; undefined where the time it takes says nothing of the service. */
  readonly route: string | undefined;
  /** Called once, when the service is not asked any more; with how long it took to begin an answer, or took in vain. */
  readonly onOver: (ms: number | undefined) => void;
};

type Ways = { readonly balance: Balance; readonly budget: Budget; readonly usual: Usual };

export class Journey implements Hearing {
  readonly #ways: Ways;
  readonly #plan: Plan;
  readonly #audience: Audience;
  readonly #outcome = Promise.withResolvers<Outcome>();
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout;
  readonly #tried: Instance[] = [];
  #instance: Instance | undefined;
  #asked: Asked | undefined;
  #answeredInMs: number | undefined;
  #isRepeated = false;
  #isOver = false;

  constructor(ways: Ways, plan: Plan, audience: Audience) {
    this.#ways = ways;
    this.#plan = plan;
    this.#audience = audience;
    this.#timer = this.#startTimer();
    ways.budget.earn();
    this.#goTo(ways.balance.pick());
  }

  /** Known when the answer begins, or there is none. */
  get outcome(): Promise<Outcome> {
    return this.#outcome.promise;
  }

  /**
   * Nobody waits any more, for the answer or for its deadline; the service is not to blame. An instance that is silent
   * is so also while all its clients leave before the deadline: who has waited long for it has seen that.
   */
  abandon(): void {
    if (this.#isOver) return;
    this.#asked?.cancel();
    const { route } = this.#plan;
    const hasWaitedInVain =
      this.#answeredInMs === undefined &&
      route !== undefined &&
      this.#ways.usual.isLongExceeded(route, this.#msSinceStart());
    if (hasWaitedInVain) this.#ways.balance.noteFailure(this.#instance!);
    this.#finish("unknown");
  }

  onHead(status: number, headers: AnswerHeaders, flow: Flow): void {
    const instance = this.#instance!;
    const { balance } = this.#ways;
    balance.noteAnswer(instance);
    // After a refusal it may be the request that closes it, and undici keeps no connection that was used for HEAD.
    if ((status < 400 || status === 503) && this.#plan.method !== "HEAD" && isClosing(headers)) {
      balance.noteClosing(instance);
      // It is about to stop, and has done nothing: another instance has an answer.
      if (status === 503 && this.#mayRepeat(true)) {
        this.#asked?.cancel();
        this.#goOn();
        return;
      }
    }
    this.#answeredInMs = this.#msSinceStart();
    const { route } = this.#plan;
    if (route !== undefined) this.#ways.usual.note(route, this.#answeredInMs);
    this.#outcome.resolve(status === 504 ? "silent" : "answered");
    this.#audience.onHead(status, headers, {
      pause: () => {
        clearTimeout(this.#timer);
        flow.pause();
      },
      resume: () => {
        if (!this.#isOver) this.#timer = this.#startTimer();
        flow.resume();
      },
    });
  }

  onPart(bytes: Buffer): void {
    this.#audience.onPart(bytes);
  }

  onEnd(): void {
    this.#finish("answered");
    this.#audience.onEnd();
  }

  onFailure(cause: Error, progress: Progress): void {
    // A request that undici does not take is our mistake.
    if ("code" in cause && cause.code === "UND_ERR_INVALID_ARG") {
      this.#finish("unknown");
      this.#audience.onGivenUp(cause);
      return;
    }
    const instance = this.#instance!;
    this.#ways.balance.noteFailure(instance);
    if (
      this.#answeredInMs === undefined &&
      (progress === "unsent" ? this.#hasOther() : this.#mayRepeat(false, progress))
    ) {
      this.#goOn();
      return;
    }
    this.#finish(this.#blame(instance, silenceOf(cause)));
    this.#audience.onGivenUp(unavailable({ cause }));
  }

  /** Only a service can be late: while its answer waits for a slow reader no time runs, and then it has all of it anew. */
  #startTimer(): NodeJS.Timeout {
    clearTimeout(this.#timer);
    return setTimeout(() => this.#giveUp(), this.#plan.timeoutMs);
  }

  #goTo(instance: Instance): void {
    this.#instance = instance;
    this.#tried.push(instance);
    instance.running += 1;
    const msLeft = this.#plan.timeoutMs - this.#msSinceStart();
    const question = this.#plan.question(Math.max(msLeft - marginMs, 1));
    // It may fail before `ask` has come back; the try that comes after it is then the one to hold.
    const asked = instance.lanes.plain.ask(question, this);
    if (this.#instance === instance && !this.#isOver) this.#asked ??= asked;
  }

  #goOn(): void {
    this.#instance!.running -= 1;
    this.#asked = undefined;
    this.#goTo(this.#ways.balance.pick(this.#tried));
  }

  #hasOther(): boolean {
    return this.#ways.balance.instances.some((instance) => !this.#tried.includes(instance));
  }

  #mayRepeat(needsOther: boolean, progress: Progress = "sent"): boolean {
    if (!this.#plan.isRepeatable || this.#isRepeated || progress === "begun") return false;
    if (needsOther && !this.#hasOther()) return false;
    if (!this.#ways.budget.spend()) return false;
    this.#isRepeated = true;
    return true;
  }

  #giveUp(): void {
    const instance = this.#instance!;
    this.#asked?.cancel();
    this.#answeredInMs ??= this.#msSinceStart();
    this.#ways.balance.noteFailure(instance);
    this.#finish(this.#blame(instance, "silent"));
    this.#audience.onGivenUp(timedOut());
  }

  /** What one instance of several did wrong does not close the way to the others. */
  #blame(instance: Instance, silence: Outcome): Outcome {
    return this.#ways.balance.isExcused(instance) ? "unknown" : silence;
  }

  #finish(outcome: Outcome): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    if (this.#instance) this.#instance.running -= 1;
    this.#outcome.resolve(outcome);
    this.#plan.onOver(this.#answeredInMs);
  }

  #msSinceStart(): number {
    return performance.now() - this.#startedAt;
  }
}
