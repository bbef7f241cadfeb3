/**
 * Which instance of a service is asked: of two taken at random the one with fewer requests running. One that fails
 * again and again is left out for a while, as long as there is another; nobody asks it to find out (passive health).
 */
import type { PlainLane } from "./plain-lane.ts";
import type { SocketLane } from "./socket-lane.ts";
import type { StreamLane } from "./stream-lane.ts";

export type Lanes = { readonly plain: PlainLane; readonly streams: StreamLane; readonly sockets: SocketLane };

export type Instance = {
  readonly url: string;
  readonly lanes: Lanes;
  running: number;
  /** One after the other, without an answer between them. */
  failures: number;
  /** How often it has been left out since its last answer. */
  absences: number;
  /** On the balance's clock. */
  outUntil: number;
};

export type Balance = {
  readonly instances: readonly Instance[];
  /** An instance for the next request, none of `tried` if there is another. */
  readonly pick: (tried?: readonly Instance[]) => Instance;
  readonly noteAnswer: (instance: Instance) => void;
  readonly noteFailure: (instance: Instance) => void;
  /** It is about to stop: it takes no new requests if others can. */
  readonly noteClosing: (instance: Instance) => void;
  /** Whether the instance is left out and others are there: what it did wrong is then not the service's fault. */
  readonly isExcused: (instance: Instance) => boolean;
  readonly replace: (instances: readonly Instance[]) => void;
};

export type BalanceOptions = {
  readonly now?: () => number;
  readonly random?: () => number;
  /** So many failures in a row, and an instance is left out. */
  readonly failuresInRow?: number;
  readonly firstAbsenceMs?: number;
  /** An instance has just been left out for its failures: perhaps it is elsewhere by now. */
  readonly onAbsence?: () => void;
};

const longestAbsenceMs = 10_000;
/** A process that stops closes its port soon, or has been replaced. */
const closingMs = 1_000;

/** There is always at least one instance. */
export function createBalance(
  first: readonly Instance[],
  {
    now = performance.now.bind(performance),
    random = Math.random,
    failuresInRow = 3,
    firstAbsenceMs = 1_000,
    onAbsence = () => undefined,
  }: BalanceOptions = {},
): Balance {
  let instances = first;

  const isIn = (instance: Instance): boolean => instance.outUntil === 0 || instance.outUntil <= now();
  const leaveOut = (instance: Instance, ms: number): void => {
    // So that several gateways, and several instances, do not come back at the same moment.
    instance.outUntil = now() + ms * (0.75 + random() / 2);
  };
  const lessLoaded = (choice: readonly Instance[]): Instance => {
    if (choice.length === 1) return choice[0]!;
    const one = Math.floor(random() * choice.length);
    const other = (one + 1 + Math.floor(random() * (choice.length - 1))) % choice.length;
    const [a, b] = [choice[one]!, choice[other]!];
    return a.running <= b.running ? a : b;
  };

  return {
    get instances() {
      return instances;
    },
    pick(tried = []) {
      if (instances.length === 1) return instances[0]!;
      const fresh = instances.filter((instance) => !tried.includes(instance));
      const good = fresh.filter(isIn);
      // When all are out, one is asked nevertheless: the breaker decides how often.
      return lessLoaded(good.length > 0 ? good : fresh.length > 0 ? fresh : instances);
    },
    noteAnswer(instance) {
      if (instance.failures === 0 && instance.absences === 0) return;
      instance.failures = 0;
      instance.absences = 0;
      instance.outUntil = 0;
    },
    noteFailure(instance) {
      instance.failures += 1;
      // One that has just come back has one try.
      if (instance.failures < failuresInRow && instance.absences === 0) return;
      if (!isIn(instance)) return;
      leaveOut(instance, Math.min(firstAbsenceMs * 2 ** instance.absences, longestAbsenceMs));
      instance.absences += 1;
      onAbsence();
    },
    noteClosing(instance) {
      leaveOut(instance, closingMs);
    },
    isExcused: (instance) => !isIn(instance) && instances.some(isIn),
    replace(next) {
      instances = next;
    },
  };
}
