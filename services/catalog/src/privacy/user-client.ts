/** The user service, asked about people. */
import { peopleApi } from "@shop/contracts/user/privacy";
import type { HttpClient } from "@shop/kit/http/client";

const { path, reply: schema } = peopleApi.getPerson;

/** Undefined when nobody of this id is to be erased. Throws `user.unavailable`. */
export const createEmailOf =
  (http: HttpClient) =>
  async (userId: string): Promise<string | undefined> => {
    const of = path.replace(":id", encodeURIComponent(userId));
    return (await http.call({ method: "get", path: of, schema })).email ?? undefined;
  };
