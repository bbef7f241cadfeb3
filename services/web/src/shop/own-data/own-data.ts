/** A copy of what the shop holds about a customer, and its end. */
import { isProblem, Refused, type Problem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import type { OpenAsks } from "../../asking/asks.ts";
import { orAway } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import { waitOf, waitText } from "../../parts/wait.ts";
import { words } from "../../words/en.ts";
import type { Asked, Visitors } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps, type Customer } from "../account/account-visit.ts";
import type { Told } from "../account/layout-view.ts";
import { refusalOf, signInAgain } from "../account/refused.ts";
import { erasureView, noErasureView, ownDataView } from "./view.ts";

const path = "/account/data";
const { accountPage } = words;

const page = (
  { frame }: AccountDeps,
  customer: Customer,
  { form = filled({}), told }: { readonly form?: FormState; readonly told?: Told } = {},
) => ownDataView(frame, { customer, form, told });

export const showOwnData = (deps: AccountDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => ({ html: page(deps, customer) }));

/** A file to be kept, or the page that says why there is none. */
export type Copy = { readonly json: string } | { readonly page: WebAnswer };

/** It is asked of all services, and takes as long as they do. */
const longestMs = 28_000;

export async function copyOwnData(deps: AccountDeps, asked: Asked): Promise<Copy> {
  let json: string | undefined;
  const answer = await asCustomer(deps, asked, { path }, async (customer) => {
    const signal = AbortSignal.timeout(longestMs);
    const sent = await orAway(customer.asks.user.exportMe({ signal })).catch(() => "away" as const);
    if (sent === "away") return notRead(deps, customer, { status: 503, bad: accountPage.copyAway });
    if (isProblem(sent)) return notRead(deps, customer, whyNoCopy(sent));
    json = await wholeOf(sent.body);
    if (json === undefined) return notRead(deps, customer, { status: 503, bad: accountPage.copyAway });
    return { to: path };
  });
  return json === undefined ? { page: answer } : { json };
}

const whyNoCopy = (problem: Problem) =>
  problem.status === 429
    ? { status: waitOf(problem), bad: accountPage.copyTooMany(waitText(problem.retryAfterS)) }
    : { status: 503, bad: accountPage.copyAway };

const notRead = (
  deps: AccountDeps,
  customer: Customer,
  { status, bad }: { readonly status: Status; readonly bad: string },
): WebAnswer => ({ html: page(deps, customer, { told: { bad } }), status });

/** Undefined: it broke off, and a part would look like the whole. */
async function wholeOf(parts: AsyncIterable<Uint8Array | string>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const part of parts)
      text += typeof part === "string" ? part : decoder.decode(part, { stream: true });
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}

export type Farewell = { readonly password: string; readonly sure: "yes" };

export const eraseMe = (deps: AccountDeps, asked: Asked, form: Form<Farewell>): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const again = (status: Status, faults: FormState["faults"], bad?: Told["bad"]): WebAnswer => ({
      html: page(deps, customer, { form: { ...form, faults }, told: { bad } }),
      status,
    });
    if (!form.value) return again(400, form.faults);
    const { password } = form.value;
    const answer = await orAway(customer.asks.user.requestErasure({ body: { password } }));
    if (answer === "away") return again(503, [], refusalOf(answer).bad);
    if (!isProblem(answer)) return { to: erasurePath(answer.location), cookies: await gone(deps, asked) };
    if (answer.code === "auth.wrong_password")
      return again(400, [{ path: "password", message: accountPage.wrongPassword, isMissing: false }]);
    if (answer.code === "user.last_admin") return again(400, [], accountPage.lastAdmin);
    const isProofNeeded = answer.code === "auth.sign_in_again";
    const { status, bad } = isProofNeeded ? signInAgain(accountPage.proof, path) : refusalOf(answer);
    return again(status, [], bad);
  });

/** The session has ended with the account; the browser forgets it. */
const gone = async ({ visitors }: { readonly visitors: Visitors }, asked: Asked) =>
  (await visitors.signOut(asked)).cookies;

/** The page for what the API has at this address. */
function erasurePath(location: string | undefined): string {
  const [, id, access] = /^\/erasures\/([\w-]+)\?access=([\w.~%-]+)$/.exec(location ?? "") ?? [];
  return id === undefined ? "/sign-in?after=signed-out" : `/erasure/${id}?access=${access}`;
}

export async function showErasure(
  { frame, openAsks }: { readonly frame: AccountDeps["frame"]; readonly openAsks: OpenAsks },
  { meta }: Asked,
  { id, access = "" }: { readonly id: string; readonly access?: string | undefined },
): Promise<WebAnswer> {
  if (access === "") return { html: noErasureView(frame), status: 404 };
  const answer = await orAway(openAsks(meta).user.getErasure({ params: { id }, query: { access } }));
  if (answer === "away") return { html: erasureView(frame, undefined), status: 503 };
  if (isProblem(answer)) {
    if (answer.status === 429) throw new Refused(answer);
    return { html: noErasureView(frame), status: 404 };
  }
  return { html: erasureView(frame, answer.body) };
}
