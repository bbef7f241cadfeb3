/** Every form of the shop, and what nobody should send in it. */
import { cover } from "@shop/contracts/catalog/examples";
import { examples } from "@shop/contracts/examples";
import { defaults, type Endpoint } from "@shop/contracts/language/endpoint";
import { webApi } from "@shop/contracts/web/api";
import type { Page } from "@shop/testing/plain-browser";
import { z } from "zod";

export const orderId = examples.listOrders?.reply?.items[0]?.id ?? "";
const params: Readonly<Record<string, string>> = { id: orderId, slug: cover.slug };

type Field = { readonly name: string; readonly isList: boolean };
export type FormCase = {
  readonly name: string;
  readonly path: string;
  readonly limit: number;
  readonly fields: readonly Field[];
};

const isList = (field: z.ZodType): boolean =>
  field instanceof z.ZodArray || ("innerType" in field.def && isList(field.def.innerType as z.ZodType));

/** Every form that there is. */
export const forms: readonly FormCase[] = Object.entries<Endpoint>(webApi)
  .filter(([, { bodyMode }]) => bodyMode === "form")
  .map(([name, { path, body, bodyLimit = defaults.bodyLimit }]) => ({
    name,
    path: path.replaceAll(
      /:(\w+)/g,
      (_, param: string) => params[param] ?? "0198f0a0-7c6b-7f0e-8e0b-5d2f9c1a30f4",
    ),
    limit: bodyLimit,
    fields: Object.entries((body as z.ZodObject).shape).map(([field, schema]) => ({
      name: field,
      isList: isList(schema as z.ZodType),
    })),
  }));

const internals =
  /node_modules|\.ts:\d|ECONNREFUSED|TypeError|"status":\s*\d{3}|(?:Too (?:big|small)|Invalid \w+): /;

/** What keeps it from being a page, or the way to one; what only a program could read, or is of the machine. */
export function faultsOf({ status, html, headers, heading }: Page, ...statuses: readonly number[]): string[] {
  // A file to be kept is no page.
  if (status === 200 && headers["content-disposition"]?.startsWith("attachment")) return [];
  const faults = {
    [`status ${status}: ${heading}`]: !statuses.includes(status),
    [`type ${headers["content-type"]}`]: headers["content-type"] !== "text/html; charset=utf-8",
    "no whole page": !/^<!doctype html>/i.test(html),
    "no heading": heading === "",
    "no policy": !headers["content-security-policy"]?.toString().startsWith("default-src 'none'"),
    [`tells of the machine: ${internals.exec(html)?.[0]}`]: internals.test(html),
  };
  return Object.keys(faults).filter((fault) => faults[fault]);
}

/** What a form that is sent by a person may come to: taken (the page that it leads to), to be mended, or not theirs. */
export const answered = [200, 400, 403, 404, 409, 422] as const;

export const encode = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");

export const filled = ({ fields }: FormCase, value: string): string =>
  encode(fields.map(({ name }) => [name, value] as const));

export const hostile = {
  "an object's name": "[object Object]",
  "less than nothing": "-1",
  "more than there is": "1e309",
  "no number": "NaN",
  "a number that is rounded": "99999999999999999999",
  "a zero byte": "a\0b",
  "a picture that runs": `"><img src=x onerror=alert(1)>`,
  "a script": "</script><script>alert(1)</script>",
  "an address that runs": "javascript:alert(1)",
  "text that turns round": "\u202Egnp.exe",
  "another host": "//evil.example/\\evil.example",
  "a path to elsewhere": "../../internal/browser-sessions",
  "an operator": "$ne",
  "5,000 characters": "x".repeat(5_000),
  // A little more than a name, an address and a review may have.
  "101 characters": "x".repeat(101),
  "255 characters": "x".repeat(255),
  "5,001 characters": "x".repeat(5_001),
} as const;
