/** A page as a browser reads it: the tree that the HTML standard makes of its text, and what a person sees of it. */
import { parse, type DefaultTreeAdapterTypes } from "parse5";

export type Element = DefaultTreeAdapterTypes.Element;
type Parent = DefaultTreeAdapterTypes.ParentNode;
type Node = DefaultTreeAdapterTypes.ChildNode;

export const parseHtml = (text: string): Parent => parse(text);

export const attributeOf = (element: Element, name: string): string | undefined =>
  element.attrs.find((attribute) => attribute.name === name)?.value;

const isElement = (node: Node): node is Element => "tagName" in node;

/** All elements in a tree, in the order of the document; those of a `<template>` are no part of it. */
export const elementsOf = (root: Parent): Element[] =>
  root.childNodes.filter(isElement).flatMap((element) => [element, ...elementsOf(element)]);

/** `tag`, `.class`, `#id`, `[name]`, `[name="value"]` together, and several with blanks between: one within the other. */
export function select(root: Parent, selector: string): Element[] {
  const steps = selector.match(/(?:\[[^\]]*\]|[^\s[])+/g) ?? [];
  return steps.reduce<Element[]>(
    (found, step, index) => [
      ...new Set((index === 0 ? [root] : found).flatMap(elementsOf).filter(createMatch(step))),
    ],
    [],
  );
}

const simple = /^([\w-]+|\*)|\.([\w-]+)|#([\w-]+)|\[([\w-]+)(?:="([^"\]]*)")?\]/g;

function createMatch(compound: string): (element: Element) => boolean {
  const parts = [...compound.matchAll(simple)];
  if (parts.map(([part]) => part).join("") !== compound)
    throw new Error(`No selector that is known: ${compound}`);
  return (element) => parts.every((part) => matches(element, part));
}

function matches(element: Element, [, tag, name, id, attribute, value]: RegExpMatchArray): boolean {
  if (tag !== undefined) return tag === "*" || element.tagName === tag;
  if (name !== undefined) return (attributeOf(element, "class") ?? "").split(/\s+/).includes(name);
  if (id !== undefined) return attributeOf(element, "id") === id;
  const given = attributeOf(element, attribute!);
  return given !== undefined && (value === undefined || given === value);
}

const unseen = new Set(["script", "style", "template", "head", "noscript"]);
const inLine = new Set(["a", "abbr", "b", "code", "em", "i", "s", "small", "span", "strong", "sub", "sup"]);

/** What is read of it, with one blank where the page has any number, and where one block ends and the next begins. */
export const textOf = (root: Parent | Node): string => rawText(root).replaceAll(/\s+/g, " ").trim();

function rawText(node: Parent | Node): string {
  if (node.nodeName === "#text") return (node as DefaultTreeAdapterTypes.TextNode).value;
  if (!("childNodes" in node)) return "";
  if ("tagName" in node && (unseen.has(node.tagName) || attributeOf(node, "hidden") !== undefined)) return "";
  const text = node.childNodes.map(rawText).join("");
  return "tagName" in node && inLine.has(node.tagName) ? text : ` ${text} `;
}
