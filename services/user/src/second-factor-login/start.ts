/** What second factors are made of, as they are kept and as they are asked for. */
import { createSealer } from "@shop/kit/process/sealer";
import type { Ground } from "@shop/kit/service/open-service";
import type { Redis } from "ioredis";
import type { Account } from "../accounts/account.ts";
import type { Config } from "../config.ts";
import { createPasskeys } from "../second-factors/passkey-provider.ts";
import { recoveryCodes } from "../second-factors/recovery-code-provider.ts";
import { secondFactorRoutes, type SecondFactorDeps } from "../second-factors/routes.ts";
import { createSecondFactorStore, secondFactorCollection } from "../second-factors/second-factor-store.ts";
import { totps } from "../second-factors/totp-provider.ts";
import { hashOf } from "../tokens/token-rows.ts";
import { challengeCollection, createChallengeStore } from "./challenge-store.ts";
import { createCodeThrottleStore } from "./code-throttle-store.ts";
import { demandSecondFactor } from "./demand-second-factor.ts";
import { secondFactorLoginRoutes, type SecondFactorLoginDeps } from "./routes.ts";

export const secondFactorCollections = [secondFactorCollection, challengeCollection];

type FromOutside = Pick<Ground, "connection" | "cursors"> & {
  readonly redis: Redis;
  readonly config: Config;
};

/** Made here; the rest is the service's. */
type Ours =
  | "secondFactors"
  | "challenges"
  | "codeThrottle"
  | "totps"
  | "passkeys"
  | "recoveryCodes"
  | "sealer"
  | "hashOf";

/** Its handlers, and what the sign-in with a password asks. */
export function openSecondFactors(
  { connection, cursors, redis, config }: FromOutside,
  given: Omit<SecondFactorDeps & SecondFactorLoginDeps, Ours>,
) {
  const deps = {
    ...given,
    secondFactors: createSecondFactorStore({ connection }),
    challenges: createChallengeStore({ connection, now: given.now }),
    codeThrottle: createCodeThrottleStore(redis, config.codeLimits),
    totps,
    passkeys: createPasskeys(config.shopUrl),
    recoveryCodes,
    sealer: createSealer(config.sealingSecrets),
    hashOf,
  };
  return {
    secondFactors: deps.secondFactors,
    handlers: { ...secondFactorRoutes(deps, cursors), ...secondFactorLoginRoutes(deps) },
    demandSecondFactor: (account: Account, address: string) => demandSecondFactor(deps, account, address),
  };
}
