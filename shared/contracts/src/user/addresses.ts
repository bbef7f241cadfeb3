/** Where somebody wants things sent. */
import { z } from "zod";
import { Address, AddressInput } from "../language/address.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent, orDefault } from "../language/optional.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id } from "../language/values.ts";

/** Of one person. */
export const maxAddresses = 50;

const NewAddress = AddressInput.extend({
  /** The first one is, whatever is said; of several the one that was said last. */
  isDefault: orDefault(z.boolean(), false),
}).meta({ id: "NewSavedAddress" });
export type NewAddress = z.infer<typeof NewAddress>;

/** A JSON merge patch (RFC 7396): null takes a part away. */
const AddressPatch = AddressInput.extend({ isDefault: orAbsent(z.boolean()) })
  .partial()
  .meta({ id: "SavedAddressPatch" });
export type AddressPatch = z.infer<typeof AddressPatch>;

export const SavedAddress = Address.extend({
  id: Id,
  isDefault: z.boolean(),
  version: z.int().positive(),
}).meta({ id: "SavedAddress" });
export type SavedAddress = z.infer<typeof SavedAddress>;

const params = z.object({ id: Id });
const not_found = ["address.not_found"] as const;

export const addressesApi = {
  listAddresses: defineEndpoint({
    method: "get",
    path: "/me/addresses",
    summary: "My addresses, the default one first",
    access: "customer",
    query: z.strictObject(pageQuery),
    status: 200,
    reply: pageOf(SavedAddress),
  }),
  addAddress: defineEndpoint({
    method: "post",
    path: "/me/addresses",
    summary: "Save an address",
    access: "customer",
    body: NewAddress,
    etag: true,
    location: true,
    refuses: { conflict: ["address.too_many"] },
    status: 201,
    reply: SavedAddress,
  }),
  getAddress: defineEndpoint({
    method: "get",
    path: "/me/addresses/:id",
    summary: "One of my addresses",
    access: "customer",
    params,
    etag: true,
    refuses: { not_found },
    status: 200,
    reply: SavedAddress,
  }),
  updateAddress: defineEndpoint({
    method: "patch",
    path: "/me/addresses/:id",
    summary: "Change an address",
    access: "customer",
    params,
    body: AddressPatch,
    ifMatch: "honoured",
    etag: true,
    refuses: { not_found },
    status: 200,
    reply: SavedAddress,
  }),
  removeAddress: defineEndpoint({
    method: "delete",
    path: "/me/addresses/:id",
    summary: "Forget an address",
    access: "customer",
    params,
    ifMatch: "honoured",
    refuses: { not_found },
    status: 204,
    reply: z.undefined(),
  }),
};
