/**
 * Makes the client a package that programs outside of this repository install: `npm run pack:client [-- FOLDER]` writes
 * `supercoolshop-client-<version>.tgz` into the folder, or the current one. JavaScript for Node 20 and browsers, the
 * contracts as types, and of the contracts' words those that a request is made of.
 */
import { execFileSync } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gatewayApi } from "@shop/contracts/gateway/own";
import type { Api } from "@shop/contracts/language/endpoint";
import { publicApis, serviceNames } from "@shop/contracts/shop";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const target = resolve(process.argv[2] ?? ".");
const made = await mkdtemp(join(tmpdir(), "client-"));
const dist = join(made, "dist");
try {
  await compile();
  await writeShop();
  await pack();
} finally {
  await rm(made, { recursive: true });
}

/** The client's JavaScript, and the types of all that it names. */
async function compile(): Promise<void> {
  const config = join(made, "tsconfig.json");
  const modules = [
    "client/src/{client,pages,refusal,session,streams,transport}",
    "contracts/src/{shop,gateway/own}",
  ];
  const files = await Array.fromAsync(
    glob(
      modules.map((each) => `${each}.ts`),
      { cwd: join(root, "shared") },
    ),
  );
  await writeFile(
    config,
    JSON.stringify({
      extends: join(root, "tsconfig.base.json"),
      compilerOptions: {
        noEmit: false,
        declaration: true,
        outDir: dist,
        rootDir: join(root, "shared"),
        rewriteRelativeImportExtensions: true,
        typeRoots: [join(root, "node_modules/@types")],
      },
      files: files.map((file) => join(root, "shared", file)),
    }),
  );
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", config], { stdio: "inherit" });
  for await (const file of glob("contracts/**/*.js", { cwd: dist })) await rm(join(dist, file));
  for await (const file of glob("**/*.d.ts", { cwd: dist })) await relink(join(dist, file));
}

/** Names of modules as they are in the package. */
async function relink(file: string): Promise<void> {
  const contracts = relative(dirname(file), join(dist, "contracts/src")).replaceAll("\\", "/");
  const text = await readFile(file, "utf8");
  const linked = text
    .replaceAll(
      /"@shop\/contracts\/([\w/-]+)"/g,
      (_, module: string) => `"${contracts.startsWith(".") ? "" : "./"}${contracts}/${module}.js"`,
    )
    .replaceAll(/("\.[\w./-]*)\.ts"/g, '$1.js"');
  await writeFile(file, linked);
}

/** The package's one module. */
async function writeShop(): Promise<void> {
  const endpoints = Object.assign({}, ...Object.values(publicApis), gatewayApi) as Api;
  const words = Object.fromEntries(
    Object.entries(endpoints).map(
      ([name, { method, path, bodyTypes, bodyMode, replyMode, replyType, etag, location }]) => [
        name,
        { method, path, bodyTypes, bodyMode, replyMode, replyType, etag, location },
      ],
    ),
  );
  const parts = ["client", "pages", "refusal", "session", "streams", "transport"];
  const exports = parts.map((part) => `export * from "./client/src/${part}.js";\n`).join("");
  await writeFile(
    join(dist, "index.js"),
    `${exports}export const shopApi = ${JSON.stringify(words, null, 2)};\n`,
  );
  const imports = `import type { gatewayApi } from "./contracts/src/gateway/own.js";
import type { publicApis } from "./contracts/src/shop.js";
`;
  const type = [...serviceNames.map((name) => `(typeof publicApis)["${name}"]`), "typeof gatewayApi"].join(
    " & ",
  );
  await writeFile(
    join(dist, "index.d.ts"),
    `${imports}${exports}/** Every endpoint of the shop, for \`createClient\`. */\nexport declare const shopApi: ${type};\n`,
  );
}

async function pack(): Promise<void> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const { dependencies, license } = JSON.parse(
    await readFile(join(root, "shared/client/package.json"), "utf8"),
  ) as {
    dependencies: Record<string, string>;
    license: string;
  };
  const { "@shop/contracts": _own, ...foreign } = dependencies;
  const manifest = {
    name: "supercoolshop-client",
    version,
    license,
    type: "module",
    exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
    files: ["dist"],
    engines: { node: ">=20" },
    dependencies: foreign,
  };
  await writeFile(join(made, "package.json"), JSON.stringify(manifest, null, 2));
  await cp(join(root, "docs/client.md"), join(made, "README.md"));
  await mkdir(target, { recursive: true });
  execFileSync("npm", ["pack", "--silent", "--pack-destination", target], { cwd: made, stdio: "inherit" });
}
