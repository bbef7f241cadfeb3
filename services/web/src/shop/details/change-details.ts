/** A customer's name and password. */
import { isProblem, type Problem } from "@shop/client/refusal";
import type { Form } from "@shop/kit/http/server/form";
import { faultsIn } from "../../asking/faults.ts";
import { orAway } from "../../asking/or-missing.ts";
import type { WebAnswer } from "../../parts/answer.ts";
import { filled, type FormState } from "../../parts/form/state.ts";
import { words } from "../../words/en.ts";
import type { Asked } from "../../visitors/visitor.ts";
import { asCustomer, type AccountDeps, type Customer, type Stranger } from "../account/account-visit.ts";
import type { Told } from "../account/layout-view.ts";
import { refusalOf, signInAgain } from "../account/refused.ts";
import { detailsView } from "./view.ts";

const path = "/account/details";
const { changedBefore, doneDetails, proof, wrongPassword } = words.accountPage;

export type Done = keyof typeof doneDetails;

const untouched = filled({});

type More = { readonly name?: FormState; readonly password?: FormState; readonly told?: Told };

const page = (
  { frame }: AccountDeps,
  { name: ownName, email, takenOver }: Pick<Customer, "name" | "email" | "takenOver">,
  { name = filled({ name: ownName }), password = untouched, told }: More,
) => detailsView(frame, { email, takenOver, name, password, told });

export const showDetails = (deps: AccountDeps, asked: Asked, done?: Done): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => ({
    html: page(deps, customer, { told: { good: done && doneDetails[done] } }),
  }));

export function changeName(
  deps: AccountDeps,
  asked: Asked,
  form: Form<{ readonly name: string }>,
): Promise<WebAnswer> {
  const orElse = ({ status, bad }: Stranger): WebAnswer => {
    const shown = { email: null, takenOver: undefined, name: form, password: untouched, told: { bad } };
    return { html: detailsView(deps.frame, shown), status };
  };
  return asCustomer(deps, asked, { path, orElse }, async (customer) => {
    if (!form.value) return { html: page(deps, customer, { name: form }), status: 400 };
    const answer = await orAway(customer.asks.user.updateMe({ body: form.value }));
    if (answer !== "away" && !isProblem(answer)) return { to: `${path}?done=name` };
    return refused(deps, customer, answer, (faults) => ({ name: { ...form, faults } }));
  });
}

export type Passwords = { readonly currentPassword: string; readonly newPassword: string };

export const changePassword = (deps: AccountDeps, asked: Asked, form: Form<Passwords>): Promise<WebAnswer> =>
  asCustomer(deps, asked, { path }, async (customer) => {
    if (!form.value) return { html: page(deps, customer, { password: form }), status: 400 };
    const answer = await orAway(customer.asks.user.changePassword({ body: form.value }));
    if (answer !== "away" && !isProblem(answer)) return { to: `${path}?done=password` };
    if (answer !== "away" && answer.code === "auth.wrong_password") {
      const faults = [{ path: "currentPassword", message: wrongPassword, isMissing: false }];
      const told = { bad: changedBefore };
      return { html: page(deps, customer, { password: { ...form, faults }, told }), status: 400 };
    }
    return refused(deps, customer, answer, (faults) => ({ password: { ...form, faults } }));
  });

const names = { name: "name", currentPassword: "currentPassword", newPassword: "newPassword" };

function refused(
  deps: AccountDeps,
  customer: Customer,
  problem: Problem | "away",
  toForm: (faults: FormState["faults"]) => More,
): WebAnswer {
  const faults = problem === "away" ? undefined : faultsIn(problem, names);
  if (faults) return { html: page(deps, customer, toForm(faults)), status: 400 };
  const isProofNeeded = problem !== "away" && problem.code === "auth.sign_in_again";
  const { status, bad } = isProofNeeded ? signInAgain(proof, path) : refusalOf(problem);
  return { html: page(deps, customer, { ...toForm([]), told: { bad } }), status };
}
