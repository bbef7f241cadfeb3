/** What a customer's sign-in asks for beside the password: added, removed, and recovery codes for when it is lost. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { orAway, orMissing } from "../../asking/or-missing.ts";
import type { Status, WebAnswer } from "../../parts/answer.ts";
import { filled } from "../../parts/form/state.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps, type Customer } from "../account/account-visit.ts";
import type { Told } from "../account/layout-view.ts";
import { refusalOf, signInAgain } from "../account/refused.ts";
import { codesView, factorsView, setUpView, type Refused } from "./view.ts";

const path = "/account/second-factor";
const { secondFactorPage } = words;

export type Done = keyof typeof secondFactorPage.done;

export const showFactors = (deps: AccountDeps, asked: Asked, done?: Done): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, (customer) =>
    page(deps, customer, { told: { good: done && secondFactorPage.done[done] } }),
  );

type More = { readonly told?: Told; readonly refused?: Refused; readonly status?: Status };

const factorsOf = ({ asks }: Customer) => orMissing(asks.user.listSecondFactors({ query: { limit: 100 } }));

async function page({ frame }: AccountDeps, customer: Customer, more: More): Promise<WebAnswer> {
  const factors = await factorsOf(customer);
  const { told, refused, status = factors ? undefined : 503 } = more;
  const shown = factorsView(frame, { customer, factors, refused, told });
  return { html: shown, ...(status !== undefined && { status }) };
}

/** What was refused, on the page of all. */
function notDone(
  deps: AccountDeps,
  customer: Customer,
  problem: Problem | "away",
  refused?: Refused,
): Promise<WebAnswer> {
  const { status, bad } = whyNot(problem);
  return page(deps, customer, { told: { bad }, status, ...(refused && { refused }) });
}

const reasons: Readonly<Record<string, string>> = {
  "second_factor.too_many": secondFactorPage.tooMany,
  "second_factor.needed": secondFactorPage.needed,
  "second_factor.none": secondFactorPage.noneToRecover,
  "second_factor.not_found": secondFactorPage.tooLate,
};

function whyNot(problem: Problem | "away") {
  if (problem === "away") return refusalOf(problem);
  if (problem.code === "auth.sign_in_again") return signInAgain(secondFactorPage.proof, path);
  const bad = reasons[problem.code];
  return bad === undefined ? refusalOf(problem) : { status: 400, bad };
}

/** The secret is shown in the answer itself: it stands in no address. */
export const beginApp = (deps: AccountDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const answer = await orAway(customer.asks.user.addSecondFactor({ body: { kind: "totp" } }));
    if (answer === "away" || isProblem(answer)) return notDone(deps, customer, answer);
    if (answer.body.kind !== "totp") return notDone(deps, customer, "away");
    const { id, otpauthUri: uri } = answer.body;
    const { takenOver } = customer;
    return { html: setUpView(deps.frame, { id, uri, takenOver, form: filled({}) }), status: 200 };
  });

export type FirstCode = { readonly code: string };

export const confirmApp = (
  deps: AccountDeps,
  asked: Asked,
  { id, form }: { readonly id: string; readonly form: Form<FirstCode> },
): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const uri = ownUri(form.typed["uri"]?.[0]);
    const { takenOver } = customer;
    const again = (status: Status, faults = form.faults, bad?: string): WebAnswer => ({
      html: setUpView(deps.frame, { id, uri, takenOver, form: { typed: {}, faults }, told: { bad } }),
      status,
    });
    if (!form.value) return again(400);
    const { user } = customer.asks;
    const code = form.value.code.replaceAll(" ", "");
    const answer = await orAway(user.confirmSecondFactor({ params: { id }, body: { code } }));
    if (answer === "away") return again(503, [], refusalOf(answer).bad);
    if (!isProblem(answer)) return afterFirst(deps, customer);
    if (answer.code === "second_factor.not_found" && (await isInUse(customer, id)))
      return page(deps, customer, { told: { good: secondFactorPage.inUse }, status: 200 });
    if (answer.code !== "second_factor.wrong_code") return notDone(deps, customer, answer);
    return again(400, [{ path: "code", message: secondFactorPage.wrongCode, isMissing: false }]);
  });

/** Who presses twice is shown the second answer only; the first has confirmed it, and had the recovery codes. */
const isInUse = async (customer: Customer, id: string): Promise<boolean> =>
  (await factorsOf(customer))?.items.some((each) => each.id === id && each.confirmed) ?? false;

/** It comes back from a form of ours, and is shown to nobody else; whatever else it may be is not. */
const ownUri = (typed = ""): string =>
  /^otpauth:\/\/totp\/[\w.~%:@?=&+!'()*-]{1,900}$/.test(typed) ? typed : "";

/** Whoever has no recovery codes gets some with the first factor. */
async function afterFirst(deps: AccountDeps, { asks, takenOver }: Customer): Promise<WebAnswer> {
  const factors = await orMissing(asks.user.listSecondFactors({ query: {} })).catch(() => undefined);
  if (factors?.recoveryCodesLeft !== 0) return { to: `${path}?done=added` };
  const made = await orMissing(asks.user.makeRecoveryCodes()).catch(() => undefined);
  if (!made) return { to: `${path}?done=added` };
  const told = { good: secondFactorPage.done.added };
  return { html: codesView(deps.frame, { codes: made.codes, takenOver, told }), status: 200 };
}

export const renewCodes = (deps: AccountDeps, asked: Asked): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const answer = await orAway(customer.asks.user.makeRecoveryCodes());
    if (answer === "away" || isProblem(answer)) return notDone(deps, customer, answer);
    const { takenOver } = customer;
    return { html: codesView(deps.frame, { codes: answer.body.codes, takenOver }), status: 200 };
  });

export const removeFactor = (
  deps: AccountDeps,
  asked: Asked,
  { id, form }: { readonly id: string; readonly form: Form<{ readonly password: string }> },
): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    const { typed } = form;
    if (!form.value) return page(deps, customer, { refused: { id, form }, status: 400 });
    const answer = await orAway(customer.asks.user.removeSecondFactor({ params: { id }, body: form.value }));
    if (!isLeft(answer)) return { to: `${path}?done=removed` };
    if (answer === "away" || answer.code !== "auth.wrong_password") return notDone(deps, customer, answer);
    const { wrongPassword } = words.accountPage;
    const faults = [{ path: "password", message: wrongPassword, isMissing: false }];
    return page(deps, customer, { refused: { id, form: { typed, faults } }, status: 400 });
  });

/** One that is not there was removed before. */
const isLeft = (answer: object | "away"): answer is Problem | "away" =>
  answer === "away" || (isProblem(answer) && answer.code !== "second_factor.not_found");
