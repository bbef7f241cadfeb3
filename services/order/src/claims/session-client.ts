/** The user service, asked about sessions: the gateway does so for the token of a header, nobody for one in a body. */
import { sessionStatesApi } from "@shop/contracts/user/sessions";
import type { HttpClient } from "@shop/kit/http/client";

/** Throws `user.unavailable`. */
export type HasEnded = (sessionId: string) => Promise<boolean>;

const { path, reply: schema } = sessionStatesApi.getSession;

export const createSessions =
  (http: HttpClient): HasEnded =>
  async (sessionId) => {
    const of = path.replace(":id", encodeURIComponent(sessionId));
    return (await http.call({ method: "get", path: of, schema })).ended;
  };
