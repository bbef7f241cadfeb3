/** Something that cannot be taken back, asked once more: it opens without a script. */
import { html, type Html, type Part } from "./html.ts";

/** `form` does it; `label` opens the question. */
export const confirm = (
  label: string,
  { question, form }: { readonly question: Part | string; readonly form: Html },
): Html =>
  html`<details class="confirm">
    <summary class="button danger">${label}</summary>
    <div class="panel plain">
      <p>${question}</p>
      ${form}
    </div>
  </details>`;
