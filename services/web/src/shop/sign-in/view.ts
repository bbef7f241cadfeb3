import { button, hiddenField } from "../../parts/form/choices.ts";
import { hiddenPath } from "../../parts/form/hidden-path.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { onwards, signInWay, wayBy, type After } from "../../paths/onwards.ts";

const { signIn } = words;

export type SignInShown = {
  readonly form: FormState;
  readonly to: string | undefined;
  readonly after?: After | undefined;
  /** What stands in the way. */
  readonly bad?: string | undefined;
  /** Who is signed in already. */
  readonly email?: string | null | undefined;
};

export const signInView = (frame: Frame, shown: SignInShown): Html => {
  const { form, to } = shown;
  return layout(frame, {
    title: signIn.title,
    notice: noticeOf(shown),
    main: html`<div class="narrow stack">
      <h1>${signIn.title}</h1>
      ${errorSummary(form, { email: signIn.email, password: signIn.password })}
      <form class="stack" method="post" action="/sign-in" novalidate>
        ${hiddenPath(to)}
        ${textField(form, { name: "email", label: signIn.email, type: "email", autocomplete: "username", maxLength: 254 })}
        ${textField(form, { name: "password", label: signIn.password, type: "password", autocomplete: "current-password" })}
        ${button(signIn.send)}
      </form>
      <p><a href="${wayBy("/forgot-password", to)}">${signIn.forgot}</a></p>
      <p>${signIn.noAccount} <a href="${wayBy("/register", to)}">${signIn.register}</a></p>
    </div>`,
  });
};

function noticeOf({ bad, after, email, to }: SignInShown): Part {
  if (bad !== undefined) return notice("bad", bad);
  if (typeof email !== "string") return after && afterNotice(after);
  return html`${after && !isOut(after) && afterNotice(after)}
  ${notice("plain", html`${signIn.already(email)} <a href="${onwards(to)}">${signIn.goOn}</a>`)}`;
}

const afterNotice = (after: After): Html =>
  notice(after === "ended" || after === "too-late" ? "plain" : "good", signIn.after[after]);

/** An address says so still when it is opened again by somebody who has signed in since. */
const isOut = (after: After): boolean => after === "ended" || after === "signed-out";

export type StepShown = {
  readonly form: FormState;
  readonly challenge: string;
  /** Whether they have an app. */
  readonly hasApp: boolean;
  readonly to: string | undefined;
  readonly bad?: string | undefined;
};

export const stepView = (frame: Frame, { form, challenge, hasApp, to, bad }: StepShown): Html => {
  const { step } = signIn;
  return layout(frame, {
    title: step.title,
    notice: bad !== undefined && notice("bad", bad),
    main: html`<div class="narrow stack">
      <h1>${step.title}</h1>
      <p>${hasApp ? step.app : step.noApp}</p>
      ${errorSummary(form, { code: step.code })}
      <form class="stack" method="post" action="/sign-in/code">
        ${hiddenField("challenge", challenge)} ${hasApp && hiddenField("app", "yes")} ${hiddenPath(to)}
        ${textField(form, { name: "code", label: step.code, autocomplete: "one-time-code", maxLength: 64 })}
        ${button(step.send)}
      </form>
      <p><a href="${signInWay(onwards(to))}">${step.restart}</a></p>
    </div>`,
  });
};

/** This browser has forgotten somebody, and the shop may not have. */
export const outView = (frame: Frame): Html =>
  layout(frame, {
    title: signIn.outTitle,
    main: html`<h1>${signIn.outTitle}</h1>
      <p>${signIn.outNotThere}</p>
      <p><a class="button main" href="/">${words.home}</a></p>`,
  });
