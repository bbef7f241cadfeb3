import { sessionStatesApi } from "@shop/contracts/user/sessions";
import type { HttpClient } from "@shop/kit/http/client";

export type Sessions = {
  /** Rejects when the user service does not answer. */
  readonly hasEnded: (sessionId: string) => Promise<boolean>;
};

const { path, reply: schema } = sessionStatesApi.getSession;

export const createSessionClient = (http: HttpClient): Sessions => ({
  async hasEnded(sessionId) {
    const of = path.replace(":id", encodeURIComponent(sessionId));
    const { ended } = await http.call({ method: "get", path: of, schema });
    return ended;
  },
});
