/** Whoever is told: requests signed after Standard Webhooks, to addresses that are not ours. */
import { createHmac, randomBytes } from "node:crypto";
import { OutsideFault } from "@shop/kit/net/outside-fault";
import type { OutsideRequests } from "@shop/kit/net/outside-request";
import type { Attempt } from "./delivery.ts";

export type Sending = {
  readonly url: string;
  /** The same each time that it is sent. */
  readonly id: string;
  readonly body: string;
  readonly at: Date;
  readonly secrets: readonly string[];
};

export type Receivers = {
  /** What came of it; it does not throw. */
  send(sending: Sending): Promise<Attempt>;
  /** Whether it leads to an address that nothing is sent to. */
  isPrivate(url: string): Promise<boolean>;
};

const prefix = "whsec_";

export const newSecret = (): string => `${prefix}${randomBytes(32).toString("base64")}`;

export const createReceivers = (requests: Pick<OutsideRequests, "post" | "isPrivate">): Receivers => ({
  send: async ({ url, body, ...signed }) => {
    const headers = {
      ...toHeaders({ body, ...signed }),
      "content-type": "application/json",
      "user-agent": "SuperCoolShop",
    };
    try {
      const responseStatus = await requests.post(new URL(url), { headers, body });
      return { at: signed.at, responseStatus, error: toFault(responseStatus) };
    } catch (error) {
      if (!(error instanceof OutsideFault)) throw error;
      return { at: signed.at, responseStatus: null, error: error.kind };
    }
  },
  isPrivate: (url) => requests.isPrivate(new URL(url)),
});

function toFault(status: number): Attempt["error"] {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? "redirect" : "status";
}

function toHeaders({ id, at, body, secrets }: Omit<Sending, "url">): Record<string, string> {
  const timestamp = String(Math.trunc(at.getTime() / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
