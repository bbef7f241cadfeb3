/** The people of a shop that runs, who use it through its gateway, and what can be seen of it from outside. */
import { randomUUID } from "node:crypto";
import { gatewayApi, type Readiness } from "@shop/contracts/gateway/own";
import type { z } from "zod";
import { euros } from "@shop/contracts/language/values";
import { publicApis } from "@shop/contracts/shop";
import { createClient, type Client } from "@shop/client/client";
import { createFetchTransport } from "@shop/client/transport";
import { createHeldClient } from "@shop/testing/held-client";
import { demoLogins } from "@shop/local/processes";
import type { Shop } from "@shop/local/shop";

const { catalog, user, order } = publicApis;
export const api = { ...catalog, ...user, ...order };
export type Person = Client<typeof api> & { readonly token: string; readonly id: string };

export type Charge = {
  readonly id: string;
  readonly amount: { readonly amount: number };
  readonly status: string;
  readonly captured: { readonly amount: number };
  readonly refunded: { readonly amount: number };
};

export type ShopPeople = {
  /** Who has no token. */
  readonly nobody: Client<typeof api>;
  /** Which of the services the gateway finds well. */
  readiness(): Promise<z.infer<typeof Readiness>>;
  guest(): Promise<Person>;
  logIn(login: keyof typeof demoLogins): Promise<Person>;
  /** Somebody new, who has confirmed the address by the mail's link and signed in. */
  customer(email?: string): Promise<Person & { readonly email: string; readonly password: string }>;
  /** An admin, who signs in now and then only: that is throttled. */
  staff(): Promise<Person>;
  /** A product of its own with one SKU; answers the SKU. */
  sell(stock: number, price?: number): Promise<string>;
  charges(orderId: string): Promise<readonly Charge[]>;
  mailsTo(email: string): Promise<readonly { readonly subject: string; readonly text: string }[]>;
};

export type ShopAddresses = Pick<Shop, "gatewayUrl" | "mailUrl" | "sandboxUrl">;

export function createPeople({ gatewayUrl, mailUrl, sandboxUrl }: ShopAddresses): ShopPeople {
  const client = (token?: string) => createHeldClient(gatewayUrl, api, { token });
  const logIn: ShopPeople["logIn"] = async (login) => {
    const { body } = await client().logIn({ body: demoLogins[login] });
    return { ...client(body.accessToken), token: body.accessToken, id: body.user.id };
  };
  const getItems = async <Item>(url: string): Promise<readonly Item[]> => {
    const answer = (await (await fetch(url)).json()) as { items: Item[] } | Item[];
    return Array.isArray(answer) ? answer : answer.items;
  };
  const mailsTo: ShopPeople["mailsTo"] = async (email) => {
    const mails = await getItems<{ subject: string; text: string; to?: { address: string }[] }>(
      `${mailUrl}/email`,
    );
    // Of what a killed mail server had written half, it knows no addressee.
    return mails.filter(({ to = [] }) => to.some(({ address }) => address === email));
  };
  const mailedToken = async (email: string, known: number): Promise<string> => {
    for (let left = 300; left > 0; left--) {
      const mails = (await mailsTo(email).catch(() => [])).slice(known);
      const token = /\/verify-email\?token=([\w-]+)/.exec(mails.at(-1)?.text ?? "")?.[1];
      if (token) return token;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`No mail came to ${email}`);
  };
  const customer: ShopPeople["customer"] = async (email = `${randomUUID()}@example.com`) => {
    const password = `${randomUUID()} of the sea`;
    const known = (await mailsTo(email)).length;
    await client().register({ body: { email, password, name: "Ana" } });
    await client().verifyEmail({ body: { token: await mailedToken(email, known) } });
    const { body } = await client().logIn({ body: { email, password } });
    return { ...client(body.accessToken), token: body.accessToken, id: body.user.id, email, password };
  };
  let member: { readonly person: Promise<Person>; readonly until: number } | undefined;
  const staff = (): Promise<Person> => {
    if (!member || performance.now() > member.until)
      member = { person: logIn("admin"), until: performance.now() + 120_000 };
    return member.person;
  };
  const gateway = createClient(gatewayApi, createFetchTransport(gatewayUrl), { repeatForMs: 0 });
  return {
    nobody: client(),
    readiness: async () => (await gateway.getReadiness()).body,
    logIn,
    customer,
    mailsTo,
    staff,
    guest: async () => {
      const { body } = await client().enterAsGuest();
      return { ...client(body.accessToken), token: body.accessToken, id: body.guest.id };
    },
    sell: async (stock, price = 1999) => {
      const admin = await staff();
      const sku = `SKU-${randomUUID().slice(0, 8)}`;
      const variants = [{ sku, options: {}, price: euros(price), stock }];
      const line = JSON.stringify({ id: sku, name: `Thing ${sku}`, status: "active", variants });
      const { body } = await admin.importProducts({ body: `${line}\n` });
      if (body.created !== 1) throw new Error(`Not created: ${JSON.stringify(body)}`);
      return sku;
    },
    charges: (orderId) => getItems<Charge>(`${sandboxUrl}/charges?orderId=${orderId}`),
  };
}
