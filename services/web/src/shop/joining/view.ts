import { wayBy } from "../../paths/onwards.ts";
import { hiddenPath } from "../../parts/form/hidden-path.ts";
import { button, hiddenField } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { notice } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";

const { joining } = words;

export const registerView = (
  frame: Frame,
  {
    form,
    to,
    bad,
  }: { readonly form: FormState; readonly to: string | undefined; readonly bad?: string | undefined },
): Html =>
  layout(frame, {
    title: joining.title,
    notice: bad !== undefined && notice("bad", bad),
    main: html`<div class="narrow stack">
      <h1>${joining.title}</h1>
      <p>${joining.intro}</p>
      ${errorSummary(form, { name: joining.name, email: joining.email, password: joining.password })}
      <form class="stack" method="post" action="/register" novalidate>
        ${hiddenPath(to)}
        ${textField(form, { name: "name", label: joining.name, autocomplete: "name", maxLength: 100 })}
        ${textField(form, { name: "email", label: joining.email, hint: joining.emailHint, type: "email", autocomplete: "username", maxLength: 254 })}
        ${textField(form, { name: "password", label: joining.password, hint: joining.passwordHint, type: "password", autocomplete: "new-password" })}
        ${button(joining.send)}
      </form>
      <p>${joining.haveAccount} <a href="${wayBy("/sign-in", to)}">${joining.signIn}</a></p>
    </div>`,
  });

export const registeredView = (frame: Frame, to: string | undefined): Html =>
  layout(frame, {
    title: joining.sentTitle,
    main: html`<div class="narrow stack">
      <h1>${joining.sentTitle}</h1>
      <p>${joining.sentText}</p>
      <p>
        <a href="${wayBy("/register", to)}">${joining.verify.again}</a> ·
        <a href="${wayBy("/sign-in", to)}">${joining.signIn}</a>
      </p>
    </div>`,
  });

/** `gone`: its token is not good any more; `none`: there is none. */
export type Link = { readonly token: string } | "gone" | "none";

export const verifyView = (
  frame: Frame,
  { link, bad }: { readonly link: Link; readonly bad?: string | undefined },
): Html => {
  const { verify } = joining;
  return layout(frame, {
    title: verify.title,
    notice: bad !== undefined && notice("bad", bad),
    main: html`<div class="narrow stack">
      <h1>${verify.title}</h1>
      ${
        typeof link === "object"
          ? html`<p>${verify.text}</p>
              <form class="stack" method="post" action="/verify-email">
                ${hiddenField("token", link.token)} ${button(verify.send)}
              </form>`
          : html`<p>${link === "gone" ? verify.gone : verify.noToken}</p>
              <p>
                <a class="button main" href="/sign-in">${joining.signIn}</a>
                <a class="button plain" href="/register">${verify.again}</a>
              </p>`
      }
    </div>`,
  });
};
