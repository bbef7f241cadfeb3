/** The user service, asked about people. */
import { peopleApi } from "@shop/contracts/user/privacy";
import type { HttpClient } from "@shop/kit/http/client";

/** Both throw `user.unavailable`. */
export type People = {
  /** The address of somebody who is to be erased; undefined when nobody of this id is. */
  emailOf(userId: string): Promise<string | undefined>;
  /** Those of these people that have an account. */
  accountsAmong(ids: readonly string[]): Promise<readonly string[]>;
};

const { getPerson, findAccounts } = peopleApi;

export const createPeople = (http: HttpClient): People => ({
  emailOf: async (userId) => {
    const path = getPerson.path.replace(":id", encodeURIComponent(userId));
    const { email } = await http.call({ method: "get", path, schema: getPerson.reply });
    return email ?? undefined;
  },
  accountsAmong: async (ids) => {
    const { path, reply: schema } = findAccounts;
    return (await http.call({ method: "post", path, body: { ids }, schema })).ids;
  },
});
