import { html, type Html, type Part } from "./html.ts";

/** Something that was done, or that is not as one would think. */
export const notice = (kind: "good" | "plain" | "bad", text: Part | string): Html =>
  html`<div class="notice ${kind}" role="${kind === "bad" ? "alert" : "status"}"><p>${text}</p></div>`;

/** Nothing is here, and what to do about it. */
export const empty = (title: string, text: Part | string, way?: Part): Html =>
  html`<section class="empty">
    <h2>${title}</h2>
    <p>${text}</p>
    ${way}
  </section>`;

/** A state, by a word and a colour. */
export const pill = (kind: "good" | "plain" | "bad" | "wait", word: string): Html =>
  html`<span class="pill ${kind}">${word}</span>`;

/** What of a page cannot be had just now. */
export const missing = (text: string): Html => html`<p class="missing">${text}</p>`;
