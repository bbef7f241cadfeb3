import { button } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { facts } from "../../parts/list.ts";
import { words } from "../../words/en.ts";
import { accountLayout, type Told } from "../account/layout-view.ts";
import type { TakenOver } from "../../visitors/cookies.ts";

const { accountPage } = words;

export type Details = {
  /** Null: nobody knows just now. */
  readonly email: string | null;
  readonly takenOver: TakenOver | undefined;
  readonly name: FormState;
  readonly password: FormState;
  readonly told?: Told | undefined;
};

export const detailsView = (frame: Frame, { email, takenOver, name, password, told }: Details): Html =>
  accountLayout(frame, {
    title: accountPage.detailsTitle,
    place: "/account/details",
    takenOver,
    told,
    main: html`${email !== null && facts([[accountPage.email, email]])}
      ${errorSummary(name, { name: accountPage.name })}
      <form class="stack" method="post" action="/account/details">
        ${textField(name, { name: "name", label: accountPage.name, autocomplete: "name", maxLength: 100 })}
        ${button(accountPage.saveName)}
      </form>
      <section aria-labelledby="password">
        <h2 id="password">${accountPage.passwordTitle}</h2>
        <p>${accountPage.passwordText}</p>
        ${errorSummary(password, { currentPassword: accountPage.currentPassword, newPassword: accountPage.newPassword })}
        <form class="stack" method="post" action="/account/password">
          ${textField(password, { name: "currentPassword", label: accountPage.currentPassword, type: "password", autocomplete: "current-password" })}
          ${textField(password, { name: "newPassword", label: accountPage.newPassword, hint: accountPage.newPasswordHint, type: "password", autocomplete: "new-password" })}
          ${button(accountPage.savePassword)}
        </form>
      </section>`,
  });
