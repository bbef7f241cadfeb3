import type { secondFactorLoginApi } from "@shop/contracts/user/second-factors";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { clientOf } from "../sessions/client-provider.ts";
import { answerChallenge, type AnswerChallengeDeps } from "./answer-challenge.ts";
import { beginWithPasskey, type DemandDeps } from "./demand-second-factor.ts";

export type SecondFactorLoginDeps = AnswerChallengeDeps & DemandDeps;

export const secondFactorLoginRoutes = (
  deps: SecondFactorLoginDeps,
): Handlers<typeof secondFactorLoginApi> => ({
  beginWithPasskey: () => beginWithPasskey(deps),

  answerChallenge: ({ body: { challenge, ...answer }, meta }) =>
    answerChallenge(deps, { challenge, answer, address: meta.address, client: clientOf(meta) }),
});
