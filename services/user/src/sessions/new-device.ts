import type { Transaction } from "@shop/kit/mongo/transactions";
import type { Account } from "../accounts/account.ts";
import type { NoticeStore } from "../notices/notice-store.ts";
import { isNewDevice } from "../notices/notice.ts";
import type { KnownClientStore } from "./known-client-store.ts";
import type { Session } from "./session.ts";

export type NewDeviceDeps = {
  readonly notices: Pick<NoticeStore, "owe">;
  readonly knownClients: KnownClientStore;
};

/**
 * What belongs to the session's insert when its owner is to be told of it: both are saved or neither. Several that begin
 * there at once are told of once.
 */
export async function newsOfDevice(
  { notices, knownClients }: NewDeviceDeps,
  { id: accountId, createdAt }: Account,
  { client, createdAt: at }: Session,
): Promise<((transaction: Transaction) => Promise<void>) | undefined> {
  const acquaintance = await knownClients.recognise(accountId, client);
  if (!isNewDevice(acquaintance, createdAt, at)) return undefined;
  const cause = `${client.device} ${client.place}`;
  return (transaction) => notices.owe({ accountId, kind: "new_device", cause, at, ...client }, transaction);
}
