/** What keeps somebody from using a page: by axe-core's rules, and by what a page measures. */
import axe from "axe-core";
import type { Page } from "playwright-core";
import { atDouble, schemes, widths } from "./pages.ts";

type Finding = {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
};

type Asked = {
  /** A rule that is left out. */
  readonly without?: string;
  /** Whatever else there is to be found has been looked for in other colours. */
  readonly isColourOnly?: boolean;
};

/** Serious and critical findings, each with the elements that it is about. */
export async function findBarriers(
  page: Page,
  { without, isColourOnly = false }: Asked = {},
): Promise<readonly string[]> {
  // The page's policy forbids a script tag; what the debugger runs is not the page's.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  const options = {
    resultTypes: ["violations"],
    preload: false,
    ...(isColourOnly && { runOnly: ["color-contrast", "link-in-text-block"] }),
  };
  const found = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as {
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
const findSmallTargets = (page: Page): Promise<readonly string[]> =>
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

/** Headings that leave out a level, or a first one that is not there once. */
const findDisorder = async (page: Page): Promise<readonly string[]> => {
  const levels = await page
    .locator("h1, h2, h3, h4, h5, h6")
    .evaluateAll((all) => all.map((each) => Number(each.tagName.slice(1))));
  const firsts = levels.filter((level) => level === 1).length;
  return [
    ...(firsts === 1 ? [] : [`${firsts} headings of the first level`]),
    ...levels.flatMap((level, index) =>
      index > 0 && level > levels[index - 1]! + 1 ? [`a heading of level ${level} too early`] : [],
    ),
  ];
};

/** Forms that a browser itself keeps from being sent, by a word about one of their fields: not all that is wrong at once. */
const findImpatient = (page: Page): Promise<readonly string[]> =>
  page.evaluate(`[...document.querySelectorAll("form[method=post]:not([novalidate])")]
    .filter((form) => form.querySelector("[type=email], [type=number], [type=url], [required], [pattern]"))
    .map((form) => "the browser checks the form for " + form.getAttribute("action"))`);

/**
 * All that is wrong with a page for anybody, with whatever opens on it open: in the light and in the dark, at each width,
 * and at 200 %. Nothing where it is as it should be.
 */
export async function findFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(`document.querySelectorAll("details").forEach((each) => { each.open = true; })`);
  const faults = [...(await findDisorder(page)), ...(await findImpatient(page))];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    for (const width of widths) {
      const found = await findFaultsAt(page, width, { isColourOnly: colorScheme !== schemes[0] });
      faults.push(...found.map((fault) => `${colorScheme}, ${width} px: ${fault}`));
    }
  }
  await page.setViewportSize({ width: atDouble, height: 450 });
  const wide = await overflowOf(page);
  return wide > 0 ? [...faults, `at 200 %: ${wide} px too wide`] : faults;
}

async function findFaultsAt(page: Page, width: number, asked: Asked): Promise<readonly string[]> {
  await page.setViewportSize({ width, height: 900 });
  const wide = await overflowOf(page);
  return [
    ...(await findBarriers(page, asked)),
    ...(wide > 0 ? [`${wide} px too wide`] : []),
    ...(await findSmallTargets(page)).map((target) => `too small: ${target}`),
  ];
}
