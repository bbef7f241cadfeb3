import { sessionStatesApi } from "@shop/contracts/user/sessions";
import type { HttpClient } from "@shop/kit/http/client";

export type Sessions = {
  /** Rejects when no instance of the user service answers. */
  readonly hasEnded: (sessionId: string) => Promise<boolean>;
};

const { path, reply: schema } = sessionStatesApi.getSession;

/** One client for each instance: the next is asked when one does not answer. */
export function createSessionClient(instances: readonly HttpClient[]): Sessions {
  const ask = async (sessionId: string, [http, ...others]: readonly HttpClient[]): Promise<boolean> => {
    if (!http) throw new Error("The user service has no instance");
    const of = path.replace(":id", encodeURIComponent(sessionId));
    const answer = http.call({ method: "get", path: of, schema }).then(({ ended }) => ended);
    return others.length === 0 ? answer : answer.catch(() => ask(sessionId, others));
  };
  return { hasEnded: (sessionId) => ask(sessionId, instances) };
}
