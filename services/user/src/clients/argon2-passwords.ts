/** Passwords as argon2id hashes, with the parameters of OWASP's Password Storage Cheat Sheet. */
import { hash, verify } from "@node-rs/argon2";
import type { Passwords } from "../accounts/deps.ts";
import { sessionErrors } from "../sessions/errors.ts";
import { createLimit } from "./hash-limit.ts";

/** 2 is argon2id: the package names it by a const enum, which cannot be imported. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of random bytes that nobody kept: verified for those who have no account, to take the same time. */
const nobodysHash =
  "$argon2id$v=19$m=19456,t=2,p=1$l3nqXwGiEwt33JnbXwJaJw$0JV5X8W0RTS8g1Jx0IW5S8Mh8mUm20Z9qPUr6VI9BNs";

/** NIST SP 800-63B: one keyboard writes ü as one character, another as two. Nothing is trimmed. */
const normal = (password: string): string => password.normalize("NFKC");

export function createPasswords({ running, waiting }: { running: number; waiting: number }): Passwords {
  const limit = createLimit({ running, waiting, refusal: sessionErrors.busy });
  return {
    hash: (password) => limit(() => hash(normal(password), parameters)),
    async verify(known, password) {
      const isRight = await limit(() => verify(known ?? nobodysHash, normal(password)));
      return isRight && known !== undefined;
    },
  };
}
