/** Whoever runs the shop in a test. */
import { decodeJwt } from "jose";
import { registered, type Person, type RunningUser } from "./running-user.ts";

const firstAdmin = { email: "admin@supercoolshop.test", password: "admin-of-the-shop" };

export const sessionIdOf = (accessToken: string): string => String(decodeJwt(accessToken)["sid"]);

export async function enter({ api }: Pick<RunningUser, "api">, { email, password }: Omit<Person, "name">) {
  const { body } = await api.logIn({ body: { email, password } });
  const { accessToken: token, refreshToken, user } = body;
  return { token, refreshToken, id: user.id, roles: user.roles };
}
export type Entered = Awaited<ReturnType<typeof enter>>;

export const enterAsAdmin = (user: Pick<RunningUser, "api">): Promise<Entered> => enter(user, firstAdmin);

/** Somebody new, made an admin. */
export async function anotherAdmin(user: RunningUser): Promise<Entered & Person> {
  const person = await registered(user);
  const { token } = await enterAsAdmin(user);
  const { id } = await enter(user, person);
  await user.api.updateUser({ params: { id }, body: { roles: ["admin"] }, token });
  return { ...person, ...(await enter(user, person)) };
}
