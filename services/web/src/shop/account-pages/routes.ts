import type { accountPages } from "@shop/contracts/web/account";
import { reply, type Handlers } from "@shop/kit/http/server/handlers";
import { toReply } from "../../answering/routes.ts";
import type { OpenAsks } from "../../asking/asks.ts";
import { showAccount, showOrders } from "../account/show-account.ts";
import {
  openAddress,
  openNewAddress,
  removeAddress,
  saveAddress,
  setDefault,
  showAddresses,
  type AddressDeps,
} from "../addresses/address-book.ts";
import { changeName, changePassword, showDetails } from "../details/change-details.ts";
import { endDevice, endOthers, showDevices } from "../devices/my-devices.ts";
import { copyOwnData, eraseMe, showErasure, showOwnData } from "../own-data/own-data.ts";
import {
  beginApp,
  confirmApp,
  removeFactor,
  renewCodes,
  showFactors,
} from "../second-factor/change-factors.ts";

export type AccountRouteDeps = AddressDeps & { readonly openAsks: OpenAsks };

export const accountRoutes = (deps: AccountRouteDeps): Handlers<typeof accountPages> => ({
  accountPage: async (asked) => toReply(await showAccount(deps, asked)),
  accountOrdersPage: async ({ query, ...asked }) => toReply(await showOrders(deps, asked, query)),

  addressesPage: async ({ query, ...asked }) => toReply(await showAddresses(deps, asked, query)),
  newAddressPage: async (asked) => toReply(await openNewAddress(deps, asked)),
  addAddress: async ({ form, ...asked }) => toReply(await saveAddress(deps, asked, { form })),
  addressPage: async ({ params, ...asked }) => toReply(await openAddress(deps, asked, params.id)),
  changeAddress: async ({ params, form, ...asked }) =>
    toReply(await saveAddress(deps, asked, { id: params.id, form })),
  removeAddress: async ({ params, ...asked }) => toReply(await removeAddress(deps, asked, params.id)),
  setDefaultAddress: async ({ params, ...asked }) => toReply(await setDefault(deps, asked, params.id)),

  sessionsPage: async ({ query, ...asked }) => toReply(await showDevices(deps, asked, query)),
  endOneSession: async ({ params, ...asked }) => toReply(await endDevice(deps, asked, params.id)),
  endOtherSessions: async (asked) => toReply(await endOthers(deps, asked)),

  detailsPage: async ({ query, ...asked }) => toReply(await showDetails(deps, asked, query.done)),
  changeName: async ({ form, ...asked }) => toReply(await changeName(deps, asked, form)),
  changeOwnPassword: async ({ form, ...asked }) => toReply(await changePassword(deps, asked, form)),

  secondFactorPage: async ({ query, ...asked }) => toReply(await showFactors(deps, asked, query.done)),
  beginApp: async (asked) => toReply(await beginApp(deps, asked)),
  confirmApp: async ({ params, form, ...asked }) =>
    toReply(await confirmApp(deps, asked, { id: params.id, form })),
  removeFactor: async ({ params, form, ...asked }) =>
    toReply(await removeFactor(deps, asked, { id: params.id, form })),
  renewRecoveryCodes: async (asked) => toReply(await renewCodes(deps, asked)),

  ownDataPage: async (asked) => toReply(await showOwnData(deps, asked)),
  exportOwnData: async (asked) => {
    const copy = await copyOwnData(deps, asked);
    return "page" in copy ? toReply(copy.page) : reply(copy.json, asFile);
  },
  eraseMe: async ({ form, ...asked }) => toReply(await eraseMe(deps, asked, form)),
  erasurePage: async ({ params, query, ...asked }) =>
    toReply(await showErasure(deps, asked, { id: params.id, access: query.access })),
});

const asFile = {
  status: 200,
  contentType: "application/json",
  headers: { "Content-Disposition": 'attachment; filename="supercoolshop.json"' },
};
