/**
 * What shoppers type, and what they should see first: judged by a reader of the catalogue, before any ranking was tried.
 * A query that is answered badly stays as it is; what changes is the ranking.
 */
import type { SearchedRow } from "../src/search/search-rows.ts";

/** How well a product answers a query: 3 is what was meant, 0 is noise. */
export type Judge = (row: SearchedRow) => number;
export type Judged = readonly [query: string, judge: Judge];

/** The numbers of demo products, without the 66 before: what was meant, what is close, what is of some use. */
const those =
  (...grades: readonly (readonly number[])[]): Judge =>
  ({ _id: id }) =>
    [3, 2, 1][grades.findIndex((numbers) => numbers.some((number) => id === String(66_000 + number)))] ?? 0;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const covers = those([...range(432, 436), 439, 440], [], [437, 438]);
const tShirts = those([...range(475, 481), 627]);

export const demoQueries: readonly Judged[] = [
  ["phone cover", covers],
  ["iphone covr", covers],
  ["phonecover", covers],
  ["leather phone case", those([437, 438])],
  ["phone", those([441, 442, 443, 445], [], range(432, 440))],
  ["nordlicht one", those([441], [442, 443], [432, 434])],
  ["usb c cable", those([446, 447])],
  ["usbc cable", those([446, 447])],
  ["charger", those([448, 449], [450, 451, 625])],
  ["power bank", those([452, 453])],
  ["powerbank", those([452, 453])],
  ["headphones", those([454, 455, 456, 457], [], [458, 459, 460])],
  ["headfones", those([454, 455, 456, 457], [], [458, 459, 460])],
  ["bluetooth headphones", those([454, 456], [], [458, 459, 460])],
  ["earbuds", those([458, 460], [459])],
  ["ear buds", those([458, 460], [459])],
  ["bluetooth speaker", those([461, 462, 463], [], [465])],
  ["turntable", those([466])],
  ["keyboard", those([467, 468])],
  ["mechanical keybord", those([468], [], [467])],
  ["mouse", those([469, 626])],
  ["monitor 27", those([473], [], [474])],
  ["tshirt", tShirts],
  ["t shirt", tShirts],
  ["T-Shirts", tShirts],
  ["black t-shirt", those([475, 480])],
  ["blu shirt", those([482, 483, 484, 485, 486])],
  ["linen shirt", those([485], [479])],
  ["dress", those([487, 488])],
  ["hoodie", those([489, 490, 491])],
  ["wool sweater", those([493], [492], [495])],
  ["rain jacket", those([500], [496], [497, 498])],
  ["kids rain jacket", those([500])],
  ["trousers", those(range(503, 507), [501, 502])],
  ["chinos", those([501, 502])],
  ["sneakers", those([508, 509, 512], [], [510, 511])],
  ["winter boots", those([514], [], [513, 515])],
  ["wool socks", those([519], [], [520])],
  ["beanie", those([516, 517])],
  ["cast iron pan", those([525], [], [526, 527])],
  ["non stick pan", those([527], [], [525, 526])],
  ["chefs knife", those([532], [], [533])],
  ["kettle", those([541, 542])],
  ["coffee grinder", those([544, 545])],
  ["tea pot", those([543, 630])],
  ["mug", those([537, 539])],
  ["table lamp", those([546], [547])],
  ["pendant lmap", those([548, 549])],
  ["candle", those([550, 551])],
  ["blanket", those([554, 555, 631])],
  ["towels", those([556, 557])],
  ["cushion", those([552, 553])],
  ["bed linen", those([558, 559])],
  ["night train", those([562])],
  ["anna wren", those([574, 575])],
  ["tent", those([579, 580], [581])],
  ["sleeping bag", those([582, 583, 584])],
  ["winter sleeping bag", those([584], [], [582, 583])],
  ["head lamp", those([596, 633])],
  ["bike helmet", those([597, 598])],
  ["bycicle pump", those([603, 632])],
  ["backpack", those(range(589, 592))],
  ["water bottle", those([593, 594])],
  ["puzzle", those([609, 610, 611])],
  ["wooden train", those([607], [], [608])],
  ["teddy bear", those([616], [617])],
  ["board game", those([612, 613])],
  ["playing cards", those([615])],
  ["66432-BLK", those([432])],
  ["insulated jacket", those([628])],
  ["sunglases", those([524])],
  ["leather belt", those([521])],
];

/** A noun of the made-up catalogue, and words that are true of it. */
const made =
  (noun: string, ...words: readonly string[]): Judge =>
  ({ name, brand, attributes, description }) => {
    if (!new RegExp(`(^| )${noun}( |$)`).test(name)) return 0;
    const said = [name, brand, ...attributes.map(({ value }) => value), description.split(". ")[1]].join(" ");
    return words.every((word) => said.toLowerCase().includes(word)) ? 3 : 0;
  };

export const madeQueries: readonly Judged[] = [
  ["phone cover", made("Phone Cover")],
  ["blue shirt", made("(T-)?Shirt", "blue")],
  ["blu shirt", made("(T-)?Shirt", "blue")],
  ["leather backpack", made("Backpack", "leather")],
  ["creme brulee dish", made("Crème Brûlée Dish")],
  ["crème brûlée", made("Crème Brûlée Dish")],
  ["wireles mouse", made("Wireless Mouse")],
  ["nylon usb-c cable", made("USB-C Cable", "nylon")],
  ["merino socks", made("Wool Socks", "merino")],
  ["red sneakers", made("Sneakers", "red")],
  ["cast iron frying pan", made("Frying Pan", "cast iron")],
  ["green tent", made("Tent", "green")],
  ["coffee grindr", made("Coffee Grinder")],
  ["winter boots leather", made("Winter Boots", "leather")],
  ["bluetooth speaker black", made("Bluetooth Speaker", "black")],
  ["powerbank", made("Power Bank")],
  ["tshirt cotton", made("T-Shirt", "cotton")],
  ["navy wool blanket", made("Wool Blanket", "navy")],
  ["bath towl", made("Bath Towel")],
  ["glass water bottle", made("Water Bottle", "glass")],
  ["teddy bears", made("Teddy Bear")],
  ["brass table lamp", made("Table Lamp", "brass")],
  ["premium silk dress", made("Dress", "premium", "silk")],
  ["classic keyboard", made("Keyboard", "classic")],
  ["helmet bike", made("Bike Helmet")],
  ["rain jaket nylon", made("Rain Jacket", "nylon")],
];
