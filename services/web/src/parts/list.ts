/** Rows of things, and the way to more of them. */
import { words } from "../words/en.ts";
import { attributes, html, type Html, type Part } from "./html.ts";

/** `first` and `next` are addresses; a list that is whole has neither. */
export const pager = ({
  first,
  next,
}: {
  readonly first?: string | undefined;
  readonly next?: string | undefined;
}): Part =>
  (first !== undefined || next !== undefined) &&
  html`<nav class="pager" aria-label="${words.pages}">
    ${first !== undefined && html`<a href="${first}" rel="first" data-swap="list">${words.firstPage}</a>`}
    ${next !== undefined && html`<a href="${next}" rel="next" data-swap="list">${words.nextPage}</a>`}
  </nav>`;

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => Part | string;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
};

/** `caption` is read aloud. The first column heads its row. */
export const table = <Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html =>
  html`<div class="wide" tabindex="0" role="region" aria-label="${caption}">
    <table role="table">
      <caption class="hidden">
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${columns.map(({ title, isNumber }) => html`<th role="columnheader" scope="col" class="${isNumber ? "number" : ""}">${title}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            html`<tr role="row">
              ${columns.map((column, index) => cellOf(column, row, index))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;

const cellOf = <Row>({ title, cell, isNumber }: Column<Row>, row: Row, index: number): Html =>
  index === 0
    ? html`<th role="rowheader" scope="row">${cell(row)}</th>`
    : html`<td role="cell" data-title="${title}" class="${isNumber ? "number" : ""}">${cell(row)}</td>`;

/** What belongs together: a name and what it is. */
export const facts = (rows: readonly (readonly [name: string, value: Part | string])[]): Html =>
  html`<dl class="facts">
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

/** The story of something, the oldest first. `follow`: where events tell that there is more of it. */
export const timeline = (
  entries: readonly { readonly id: string; readonly at: Html; readonly text: Part | string }[],
  { follow }: { readonly follow?: string | undefined } = {},
): Html =>
  html`<ol class="timeline" data-part="timeline" ${attributes({ "data-follow": follow })}>
    ${entries.map(
      ({ id, at, text }) =>
        html`<li data-id="${id}">
          <p>${text}</p>
          <p class="fine">${at}</p>
        </li>`,
    )}
  </ol>`;

/** A way back: each but the last is a link. */
export const breadcrumbs = (steps: readonly { readonly name: string; readonly href: string }[]): Html =>
  html`<nav class="crumbs" aria-label="${words.whereYouAre}">
    <ol>
      ${steps.map(({ name, href }, index) =>
        index === steps.length - 1
          ? html`<li><span aria-current="page">${name}</span></li>`
          : html`<li><a href="${href}">${name}</a></li>`,
      )}
    </ol>
  </nav>`;
