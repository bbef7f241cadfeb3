/** What keeps somebody from using a page: by axe-core's rules, and by what a page measures. */
import axe from "axe-core";
import type { Page } from "playwright-core";

type Finding = {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
};

/** Serious and critical findings, each with the elements that it is about. */
export async function findBarriers(
  page: Page,
  { without }: { readonly without?: string } = {},
): Promise<readonly string[]> {
  // The page's policy forbids a script tag; what the debugger runs is not the page's.
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as {
    readonly violations: readonly Finding[];
  };
  return found.violations
    .filter(({ id, impact }) => id !== without && (impact === "serious" || impact === "critical"))
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, failureSummary }) =>
          `${id}: ${target.join(" ")} — ${failureSummary?.split("\n").at(-1)?.trim() ?? ""}`,
      ),
    );
}

/** How far the page is wider than its window: 0 where nobody scrolls sideways. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`);

/**
 * What is pressed and smaller than 24 px either way, but for links in a text, what has enough room around it, and boxes
 * whose label is the target (WCAG 2.2, 2.5.8).
 */
export const findSmallTargets = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((element) => {
      const { width, height, top, left } = element.getBoundingClientRect();
      if (width === 0 || height === 0 || left + width < 0 || top + height < 0) return false;
      if (element.closest(".hidden, .skip")) return false;
      if (getComputedStyle(element).display === "inline" && element.tagName === "A") return false;
      if (element.labels?.length && ["radio", "checkbox"].includes(element.type))
        return ![...element.labels].some((label) => label.getBoundingClientRect().height >= 24);
      return Math.min(width, height) < 23.5;
    })
    .map((element) => element.outerHTML.slice(0, 120))`);
