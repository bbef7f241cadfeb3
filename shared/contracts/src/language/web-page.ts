/**
 * HTML for people: endpoints beside the API. Query names that a page's contract does not know are ignored, its refusals
 * are pages too, and what anybody may see is the same for everybody: only personal pages and forms are sent a cookie.
 */
import { z } from "zod";
import { defineEndpoint, formType, pageType, type Endpoint } from "./endpoint.ts";

type Given = Pick<Endpoint, "path" | "summary" | "params" | "query" | "cache" | "cost">;

const page = { access: "all", token: "ignored", reply: z.string(), replyType: pageType } as const;

/** For everybody the same. A browser asks again each time, and is mostly told that what it has is good. */
export const definePublicPage = <const E extends Given>(given: E) =>
  defineEndpoint({
    cacheControl: "public, max-age=0, must-revalidate",
    ...given,
    ...page,
    method: "get",
    status: 200,
    ignoresUnknownQuery: true,
  } as const);

/** Of whoever the cookie says; kept by nobody, not even for the way back. */
export const definePersonalPage = <const E extends Omit<Given, "cache">>(given: E) =>
  defineEndpoint({
    ...given,
    ...page,
    method: "get",
    status: 200,
    cookies: true,
    ignoresUnknownQuery: true,
    cacheControl: "no-store",
  } as const);

/** A form: taken (303, on to a page), or shown again with what is wrong with it. `body` has every field by its name. */
export const defineForm = <
  const E extends Omit<Given, "cache"> & {
    readonly body: z.ZodObject;
    readonly bodyLimit?: number;
    readonly timeoutMs?: number;
    readonly priority?: "checkout";
  },
>(
  given: E,
) =>
  defineEndpoint({
    ...given,
    ...page,
    method: "post",
    status: 303,
    cookies: true,
    ignoresUnknownQuery: true,
    bodyMode: "form",
    bodyTypes: [formType],
    cacheControl: "no-store",
  } as const);
