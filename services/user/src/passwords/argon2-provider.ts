/**
 * Passwords as argon2id hashes, with the parameters of OWASP's Password Storage Cheat Sheet. Hashing takes a core for
 * 10 to 20 ms, behind whatever else this process wants; after a stranger's try its place stays empty for as long as that
 * took, so that a flood of them has half a core for each place and no more. What is more waits in a short queue, and beyond that is
 * refused; whoever is known has a queue apart.
 */
import { setTimeout as pause } from "node:timers/promises";
import { hash, verify } from "@node-rs/argon2";
import { letPoolYield } from "@shop/kit/process/yielding-pool";
import pLimit from "p-limit";
import { passwordErrors } from "./errors.ts";
import type { Lane, Passwords } from "./passwords.ts";

/** 2 is argon2id: the package names it by a const enum, which cannot be imported. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of random bytes that nobody kept: verified for those who have no account, to take the same time. */
const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$l3nqXwGiEwt33JnbXwJaJw$0JV5X8W0RTS8g1Jx0IW5S8Mh8mUm20Z9qPUr6VI9BNs";

/** NIST SP 800-63B: one keyboard writes ü as one character, another as two. Nothing is trimmed. */
const normal = (password: string): string => password.normalize("NFKC");

export function createArgon2Provider({ running, waiting }: { running: number; waiting: number }): Passwords {
  const refusal = passwordErrors.busy;
  const lanes: Readonly<Record<Lane, Limit>> = {
    open: createLimit({ running, waiting, refusal, isResting: true }),
    known: createLimit({ running: 1, waiting, refusal }),
  };
  return {
    hash: (password) =>
      lanes.open.run(async () => {
        await letPoolYield();
        return hash(normal(password), parameters);
      }),
    async verify(known, password, lane = "open") {
      const isRight = await lanes[lane].run(async () => {
        await letPoolYield();
        return verify(known ?? nobodysHash, normal(password));
      });
      return isRight && known !== undefined;
    },
    isFull: (lane) => lanes[lane].isFull(),
    isOutdated,
  };
}

/** In the string format of the Password Hashing Competition; any other hash is outdated. */
const phc = /^\$argon2id\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=\d{1,3}\$/;

export function isOutdated(known: string): boolean {
  const [, memoryCost, timeCost] = phc.exec(known) ?? [];
  return Number(memoryCost ?? 0) < parameters.memoryCost || Number(timeCost ?? 0) < parameters.timeCost;
}

type Limit = {
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly isFull: () => boolean;
};

type LimitRules = {
  readonly running: number;
  readonly waiting: number;
  /** What whoever finds the queue full is told. */
  readonly refusal: () => Error;
  /** After its work a place stays empty for as long as that took; whoever it was done for does not wait for it. */
  readonly isResting?: boolean;
};

/** `run` rejects with `refusal()` while the queue is full, and with what their own work throws. */
export function createLimit({ running, waiting, refusal, isResting = false }: LimitRules): Limit {
  const limit = pLimit(running);
  const isFull = () => limit.activeCount + limit.pendingCount >= running + waiting;
  const rest = async (done: Promise<unknown>): Promise<void> => {
    const startedAt = performance.now();
    await done.catch(() => undefined);
    if (isResting) await pause(performance.now() - startedAt);
  };
  return {
    isFull,
    async run<Result>(work: () => Promise<Result>) {
      if (isFull()) throw refusal();
      const turn = Promise.withResolvers<Result>();
      void limit(() => {
        const done = work();
        turn.resolve(done);
        return rest(done);
      });
      return turn.promise;
    },
  };
}
