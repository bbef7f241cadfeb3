/** The shop as one person sees it: its services, asked in their name. */
import type { Client } from "@shop/client/client";
import type { catalogApi } from "@shop/contracts/catalog/api";
import type { orderApi } from "@shop/contracts/order/api";
import type { userApi } from "@shop/contracts/user/api";

export type Asks = {
  readonly catalog: Client<typeof catalogApi>;
  readonly user: Client<typeof userApi>;
  readonly order: Client<typeof orderApi>;
  /** What goes on for as long as somebody listens, over connections of its own. */
  readonly stories: Pick<Client<typeof orderApi>, "streamOrder">;
  /** By which what was answered so far is purged. */
  readonly tags: () => readonly string[];
  /** Seconds that it may be kept: as long as the answer that ends first. Undefined: none has said so. */
  readonly keptS: () => number | undefined;
};

/** For whom, and where they are. */
export type Asker = {
  /** Absent: nobody in particular. */
  readonly token?: string | undefined;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
};

export type OpenAsks = (asker: Asker) => Asks;
