/**
 * Failed logins, counted per account against guessing one, per address against trying many, and all together
 * against many addresses that try many. A place that the account's owner signed in at before counts by itself, those where
 * only a session went on count together.
 */
import { createHash } from "node:crypto";
import { addressBlockOf } from "@shop/kit/net/address-block";
import { createThrottle, type Throttle } from "@shop/kit/throttle";
import type { Redis } from "ioredis";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { KnownBy } from "../accounts/place-rows.ts";
import type { Lane } from "../passwords/passwords.ts";
import { sessionErrors } from "./errors.ts";
import { createTurns } from "./turns.ts";

export type LoginAttempt = { readonly email: string; readonly address: string };

export type JudgedAttempt = LoginAttempt & {
  /** From a place where the account's owner was known before, and the account's `credential`: a new one begins a count of its own. */
  readonly known: { readonly by: KnownBy; readonly credential: number } | undefined;
};

export type Admission = {
  /** Where the password is to be looked at. */
  readonly lane: Lane;
  /** Takes the counts back: the attempt was no failure. */
  readonly forgive: () => Promise<void>;
  /** To be called when the attempt has ended, forgiven or not: whoever found no room beside it looks again. */
  readonly end: () => void;
};

export type LoginThrottleStore = {
  /**
   * Counts the attempt as a failure in advance; throws `auth.too_many_attempts` when it is one too many, and counts nothing
   * then. Where those before it may turn out to be none it waits for them: nobody is refused for right passwords.
   */
  readonly admit: (attempt: JudgedAttempt) => Promise<Admission>;
};

export type LoginLimits = {
  /** From unknown places together, from those a session has moved to together, and from each that was signed in at. */
  readonly failuresPerAccount: number;
  readonly failuresPerAddress: number;
  /** More than this from unknown places is an attack: each address there has `failuresInAttack` instead. */
  readonly failuresOverall: number;
  readonly failuresInAttack: number;
  readonly windowS: number;
};

/** As many as wait for a hash. */
const mostWaiting = 20;

/** Beyond this an account's attempts wait among all others: with right passwords, too, a few could fill the lane of the known. */
const mostInKnownLane = 20;

export function createLoginThrottleStore(redis: Redis, limits: LoginLimits): LoginThrottleStore {
  const throttle = (name: string, most: number): Throttle =>
    createThrottle(redis, { name: `user:login:${name}`, most, windowS: limits.windowS });
  const byAddress = throttle("address", limits.failuresPerAddress);
  const byAccount = throttle("account", limits.failuresPerAccount);
  const byPlace = throttle("place", limits.failuresPerAccount);
  const inKnownLane = throttle("lane", mostInKnownLane);
  const overall = throttle("overall", limits.failuresOverall);
  const inAttack = throttle("attack", limits.failuresInAttack);
  const turns = createTurns(mostWaiting);
  /** Counts one more try at an account; answers how long to wait when there is no room, and none is about to be. */
  const takeTurn = async (by: Throttle, key: string): Promise<number | undefined> => {
    for (;;) {
      const endedBefore = turns.ended();
      const waitS = await by.count(key);
      if (waitS === undefined) return undefined;
      await by.forgive(key);
      // The last one under way may have ended, and been forgiven, while this one was being counted.
      if (!(await turns.wait(key)) && turns.ended() === endedBefore) return waitS;
    }
  };

  return {
    async admit({ known, ...attempt }) {
      const keys = throttleKeys(attempt);
      const counted: [Throttle, string][] = [];
      const forgive = async (): Promise<void> => {
        await Promise.all(counted.map(([by, key]) => by.forgive(key)));
      };
      const count = (by: Throttle, key: string): Promise<number | undefined> => {
        counted.push([by, key]);
        return by.count(key);
      };
      const refuse = async (waitS: number | undefined): Promise<void> => {
        if (waitS === undefined) return;
        await forgive();
        throw sessionErrors.tooManyAttempts(waitS);
      };
      const tryAt = async (by: Throttle, key: string): Promise<() => void> => {
        const isAdmitted = takeTurn(by, key).then(refuse);
        // Whoever waits behind it must look as well when it found no room.
        await isAdmitted.catch((error: unknown) => {
          turns.pass(key);
          throw error;
        });
        counted.push([by, key]);
        return turns.begin(key);
      };
      const countUnknown = async (): Promise<void> => {
        await refuse(await count(byAddress, keys.address));
        if ((await count(overall, everybody)) !== undefined)
          await refuse(await count(inAttack, keys.address));
      };
      if (!known) {
        await countUnknown();
        return { lane: "open", forgive, end: await tryAt(byAccount, keys.account) };
      }
      const { by, credential } = known;
      // Whoever has a session in wrong hands takes it to as many places as they like.
      const place = by === "refresh" ? "moved" : keys.address;
      // Guessing there makes the address suspect elsewhere, and is not stopped by what was tried from there elsewhere.
      await count(byAddress, keys.address);
      const end = await tryAt(byPlace, `${keys.account}:${credential}:${place}`);
      try {
        const isEarly = (await inKnownLane.count(keys.account)) === undefined;
        return { lane: isEarly ? "known" : "open", forgive, end };
      } catch (error) {
        end();
        throw error;
      }
    },
  };
}

const everybody = "all";

/** The account by a hash of its e-mail, there or not; the address by what one customer of a provider gets. */
export function throttleKeys({ email, address }: LoginAttempt): {
  readonly account: string;
  readonly address: string;
} {
  const account = createHash("sha256").update(emailKeyOf(email)).digest("base64url");
  return { account, address: addressBlockOf(address) };
}
