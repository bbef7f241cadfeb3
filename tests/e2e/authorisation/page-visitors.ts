/** What the browsers of the table's visitors have; whoever is a customer is Alice, or says so. */
import { randomBytes } from "node:crypto";
import { openPlainBrowser, type PlainBrowser } from "@shop/testing/plain-browser";
import { createHeldClient } from "@shop/testing/held-client";
import { api, type Person, type ShopAddresses, type ShopPeople } from "../../people.ts";
import type { Visitor } from "./who-sees.ts";

type WithPassword = Pick<Awaited<ReturnType<ShopPeople["customer"]>>, "email" | "password">;
export type Shows = Readonly<Record<string, string>>;

export type PageVisitors = {
  /** Headers. */
  show(visitor: Visitor): Promise<Shows>;
  /** From now on each has another session: those of before may have ended. */
  enterAnew(): void;
  /** By the API, in a session of its own. */
  enterAsAlice(): Promise<Person>;
};

export async function openPageVisitors(
  shop: ShopPeople & Pick<ShopAddresses, "gatewayUrl">,
  sku: string,
): Promise<PageVisitors> {
  const [alice, mallory, member] = [await shop.customer(), await shop.customer(), await shop.customer()];
  const admin = await shop.staff();
  await admin.updateUser({ params: { id: member.id }, body: { roles: ["staff"] } });

  const logIn = async ({ email, password }: WithPassword) =>
    (await shop.nobody.logIn({ body: { email, password } })).body;
  const sent = async (path: string, form: Shows): Promise<PlainBrowser> => {
    const browser = openPlainBrowser(shop.gatewayUrl);
    await browser.post(path, form);
    return browser;
  };
  const inBrowser = ({ email, password }: WithPassword) => sent("/sign-in", { email, password });

  const shows: Readonly<Record<Visitor, () => Promise<Shows>>> = {
    nobody: async () => ({}),
    guest: async () => cookieOf(await sent("/bag/lines", { sku })),
    customer: async () => cookieOf(await inBrowser(alice)),
    "other customer": async () => cookieOf(await inBrowser(mallory)),
    staff: async () => cookieOf(await inBrowser(member)),
    "forged cookie": async () => ({ cookie: `session=${randomBytes(32).toString("base64url")}` }),
    "ended session": async () => {
      const browser = await inBrowser(alice);
      const shown = cookieOf(browser);
      await browser.post("/sign-out", {});
      return shown;
    },
    "bearer token": async () => ({ authorization: `Bearer ${(await logIn(alice)).accessToken}` }),
  };
  const known = new Map<Visitor, Promise<Shows>>();
  return {
    show(visitor) {
      const shown = known.get(visitor) ?? shows[visitor]();
      known.set(visitor, shown);
      return shown;
    },
    enterAnew: () => known.clear(),
    async enterAsAlice() {
      const { accessToken: token, user } = await logIn(alice);
      return { ...createHeldClient(shop.gatewayUrl, api, { token }), token, id: user.id };
    },
  };
}

function cookieOf({ cookies }: PlainBrowser): Shows {
  const secret = cookies.get("session")?.value;
  if (secret === undefined) throw new Error("The browser was given no session");
  return { cookie: `session=${secret}` };
}
