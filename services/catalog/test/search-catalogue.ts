/** A made-up catalogue for searching: few nouns and many names, as shops have them. The same seed makes the same products. */
import type { ProductRow } from "../src/products/product-rows.ts";
import type { SearchedRow } from "../src/search/search-rows.ts";
import { seeded, type Random } from "@shop/testing/random";

type Kind = {
  readonly noun: string;
  readonly path: readonly (readonly [id: string, name: string])[];
  readonly materials: readonly string[];
  readonly says: string;
};

const of = (noun: string, path: string, materials: string, says: string): Kind => ({
  noun,
  path: path.split(" > ").map((name) => [name.toLowerCase().replace(/[^a-z]+/g, "-"), name] as const),
  materials: materials.split(", "),
  says,
});

const kinds: readonly Kind[] = [
  of("T-Shirt", "Clothing > Tops > T-Shirts", "cotton, linen, merino", "Soft to wear, keeps its shape."),
  of("Shirt", "Clothing > Tops > Shirts", "cotton, linen, denim, flannel", "Buttons of mother-of-pearl."),
  of("Dress", "Clothing > Tops > Dresses", "viscose, cotton, silk", "Light, with real pockets."),
  of("Trousers", "Clothing > Bottoms > Trousers", "cotton, wool, corduroy", "Cut straight and easy to wear."),
  of("Rain Jacket", "Clothing > Outerwear > Jackets", "nylon, polyester", "Keeps the rain out all day."),
  of("Sneakers", "Clothing > Shoes > Sneakers", "canvas, leather, suede", "Light soles and a padded collar."),
  of("Winter Boots", "Clothing > Shoes > Boots", "leather, rubber", "Warm and dry in deep snow."),
  of("Wool Socks", "Clothing > Underwear > Socks", "wool, merino", "No seam at the toes."),
  of(
    "Phone Cover",
    "Electronics > Phones > Phone Covers",
    "silicone, leather, plastic",
    "Protects the phone.",
  ),
  of(
    "Smartphone",
    "Electronics > Phones > Smartphones",
    "aluminium, glass",
    "A bright screen, two days of power.",
  ),
  of("Power Bank", "Electronics > Phones > Chargers", "aluminium, plastic", "Charges a phone twice."),
  of("USB-C Cable", "Electronics > Phones > Cables", "nylon, plastic", "Charges fast and never knots."),
  of("Headphones", "Electronics > Audio > Headphones", "plastic, leather", "Quiet around you, music within."),
  of("Bluetooth Speaker", "Electronics > Audio > Speakers", "fabric, plastic", "Loud enough for the garden."),
  of("Keyboard", "Electronics > Computing > Keyboards", "plastic, aluminium", "Quiet keys for long days."),
  of("Wireless Mouse", "Electronics > Computing > Mice", "plastic", "For either hand."),
  of("Monitor", "Electronics > Computing > Monitors", "plastic, aluminium", "Calm, matt and sharp."),
  of("Frying Pan", "Home > Kitchen > Pans", "steel, cast iron, copper", "Browns evenly on every stove."),
  of("Coffee Grinder", "Home > Kitchen > Coffee", "steel, wood", "Even grounds from coarse to fine."),
  of("Teapot", "Home > Kitchen > Tea", "porcelain, glass, cast iron", "Pours without a drop."),
  of("Chef's Knife", "Home > Kitchen > Knives", "steel, ceramic", "Sharp for years."),
  of("Crème Brûlée Dish", "Home > Kitchen > Baking", "porcelain, stoneware", "Flat, for the torch."),
  of("Table Lamp", "Home > Living > Lamps", "brass, oak, glass", "Warm light for the evening."),
  of("Cushion", "Home > Living > Cushions", "linen, velvet, wool", "Filled with feathers."),
  of("Wool Blanket", "Home > Living > Blankets", "wool, merino", "Warm without weight."),
  of("Bath Towel", "Home > Bath > Towels", "cotton, linen", "Dries quickly."),
  of("Tent", "Outdoor > Camping > Tents", "nylon, polyester", "Stands in five minutes."),
  of("Sleeping Bag", "Outdoor > Camping > Sleeping Bags", "down, polyester", "For cold nights."),
  of("Backpack", "Outdoor > Hiking > Backpacks", "nylon, canvas, leather", "Carries a week between huts."),
  of("Water Bottle", "Outdoor > Hiking > Bottles", "steel, glass", "Keeps cold drinks cold."),
  of("Bike Helmet", "Outdoor > Cycling > Helmets", "polycarbonate", "Light and with a place for a lamp."),
  of("Bike Light", "Outdoor > Cycling > Lights", "aluminium, plastic", "Lights the road and no eyes."),
  of("Puzzle", "Toys > Games > Puzzles", "paper, wood", "A thousand pieces of fun."),
  of("Teddy Bear", "Toys > Soft Toys > Bears", "plush, cotton", "Washes at 30 degrees."),
];

const colours = "black, white, blue, red, green, grey, navy, sand, olive, yellow, pink, brown".split(", ");
const looks =
  "Classic, Slim, Heavy, Light, Soft, Rugged, Everyday, Compact, Premium, Vintage, Recycled".split(", ");
const sizes = ["S", "M", "L"] as const;
const starts = ["Nor", "Alt", "Bel", "Cor", "Dav", "Ek", "Fjal", "Gran", "Hol", "Kes", "Lind", "Mar"];
const ends = ["dahl", "wick", "ström", "ora", "ix", "berg", "elle", "mond", "ton", "via"];
const made = (random: Random): string => random.pick(starts) + random.pick(ends);

/** `count` products of which a tenth is not in stock and one in forty not on sale. */
export function makeCatalogue(count: number, seed: number): SearchedRow[] {
  const random = seeded("catalogue", seed);
  const brands = Array.from({ length: 120 }, () => made(random));
  return Array.from({ length: count }, (_, index) => makeProduct(random, brands, index));
}

function makeProduct(random: Random, brands: readonly string[], index: number): SearchedRow {
  const kind = random.pick(kinds);
  const [colour, material, look, brand] = [colours, kind.materials, looks, brands].map((each) =>
    random.pick(each),
  ) as [string, string, string, string];
  const series = `${made(random)} ${random.whole(1, 99)}`;
  const inStock = random.chance(0.9);
  const price = { amount: Math.round(500 * (1 + random.next() ** 4 * 200)), currency: "EUR" } as const;
  const [id, name] = kind.path.at(-1) ?? ["", ""];
  const variants = sizes.map((size) => ({
    sku: `G${100_000 + index}-${colour.slice(0, 3).toUpperCase()}-${size}`,
    name: null,
    options: [{ name: "size", value: size }],
    price,
    inStock,
  }));
  return {
    _id: `g${index}`,
    sequence: 1,
    name: random.pick([
      `${look} ${kind.noun} ${series}`,
      `${brand} ${look} ${kind.noun}`,
      `${capital(material)} ${kind.noun} ${series}`,
    ]),
    description: `${kind.says} ${look} and made of ${material}, in ${colour}. ${random.pick(kinds).says} By ${brand}.`,
    brand,
    status: random.chance(0.025) ? "draft" : "active",
    categories: [{ id, slug: id, name }],
    categoryPath: kind.path.map(([each]) => each),
    attributes: [
      { name: "color", value: colour },
      { name: "material", value: material },
      { name: "weight", value: `${random.whole(1, 40) * 50} g` },
    ],
    variants,
    rating: ratingOf(random),
    inStock,
    createdAt: new Date(Date.UTC(2026, 0, 1) + random.whole(0, 300 * 86_400) * 1_000),
  };
}

function ratingOf(random: Random): ProductRow["rating"] {
  const count = random.chance(0.5) ? random.whole(1, 60) : 0;
  return { sum: count * random.whole(2, 5), count };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
