/** Forms that lose nothing: every field shows what was typed, and what is wrong with it. */
import type { FieldFault, Typed } from "@shop/kit/http/server/form";
import { words } from "../../words/en.ts";
import { html, type Part } from "../html.ts";

/** What a form shows: as it was typed, or as it is kept. */
export type FormState = { readonly typed: Typed; readonly faults: readonly FieldFault[] };

/** A form as it is opened. */
export const filled = (values: Readonly<Record<string, string | null | undefined>>): FormState => ({
  typed: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value ?? ""]])),
  faults: [],
});

export const valueOf = ({ typed }: FormState, name: string): string => typed[name]?.[0] ?? "";

/** A field of a form; `within` tells it from one of the same name in another form of the page. */
export type FieldName = {
  readonly name: string;
  readonly label: string;
  readonly within?: string | undefined;
};

export const idOf = (name: string, within: string | undefined): string =>
  within === undefined ? name : `${within}-${name}`;

/** What is wrong with a field: what is missing is asked for, the rest is said as the contract says it. */
const faultText = (label: string, { isMissing, message }: FieldFault): string =>
  isMissing ? `${words.enter} ${inSentence(label)}` : `${label} ${message}`;

/** What a label names, such as a product, keeps its own capitals. */
const inSentence = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);

/** Stands above its field, which names it. */
export function faultPart(form: FormState, { name, label, within }: FieldName): Part {
  const fault = form.faults.find(({ path }) => path === name);
  return fault && html`<p class="fault" id="${idOf(name, within)}-fault">${faultText(label, fault)}</p>`;
}

/** Above a form that was refused: all that is wrong, each a link to its field. `labels` by the fields' names. */
export const errorSummary = (
  { faults }: FormState,
  labels: Readonly<Record<string, string>>,
  within?: string,
): Part =>
  faults.length > 0 &&
  html`<div class="summary" role="alert" tabindex="-1" id="${idOf("summary", within)}" data-focus>
    <h2>${words.mend}</h2>
    <ul>
      ${faults.map((fault) => {
        const label = labels[fault.path];
        return label === undefined
          ? html`<li>${fault.message}</li>`
          : html`<li><a href="#${idOf(fault.path, within)}">${faultText(label, fault)}</a></li>`;
      })}
    </ul>
  </div>`;
