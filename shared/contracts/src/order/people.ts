/** What the order service holds of a person, for the user service. Never routed by the gateway. */
import { defineEndpoint } from "../language/endpoint.ts";
import { HeldPage, HeldRequest } from "../language/people.ts";

export const orderPeopleApi = {
  listHeldByOrder: defineEndpoint({
    method: "post",
    path: "/internal/people/held",
    summary: "What the order service holds of a person",
    access: "service",
    body: HeldRequest,
    status: 200,
    reply: HeldPage,
  }),
};
