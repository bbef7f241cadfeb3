/**
 * nginx, HAProxy and Varnish, each with one worker, kept connections to the upstream and no access log; those that are
 * not on PATH are absent.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findOnPath } from "@shop/servers/command";
import { findFreePort } from "@shop/servers/port";
import { runGateway, type Absent, type Running, type Site } from "./site.ts";

type Ports = { readonly port: number; readonly upstreamPort: number };
type ConfigOf = (ports: Ports, folder: string) => string;

const nginx =
  (cache: string): ConfigOf =>
  ({ port, upstreamPort }, folder) =>
    `
user root;
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/kept keys_zone=kept:10m;
  upstream service { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 1000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      ${cache}
    }
  }
}
`;

const haproxy =
  (cache: string): ConfigOf =>
  ({ port, upstreamPort }) =>
    `
global
  nbthread 1
  maxconn 1024
defaults
  mode http
  timeout client 60s
  timeout server 60s
  timeout connect 5s
  http-reuse always
cache kept
  total-max-size 16
  max-age 60
frontend front
  bind 127.0.0.1:${port}
  default_backend back
backend back
  ${cache}
  server service 127.0.0.1:${upstreamPort}
`;

const varnish: ConfigOf = ({ upstreamPort }) => `
vcl 4.1;
backend service { .host = "127.0.0.1"; .port = "${upstreamPort}"; }
`;

type Server = {
  readonly program: string;
  readonly configOf: ConfigOf;
  readonly argsOf: (file: string, port: number, folder: string) => readonly string[];
};

const nginxArgs: Server["argsOf"] = (file, _port, folder) => ["-e", "stderr", "-p", folder, "-c", file];
const haproxyArgs: Server["argsOf"] = (file) => ["-db", "-q", "-f", file];
/** Without its jail: Debian's own users can't read a temporary folder. */
const varnishArgs: Server["argsOf"] = (file, port, folder) =>
  [
    ["-F", "-j", "none", "-n", join(folder, "work")],
    ["-a", `127.0.0.1:${port}`, "-f", file],
    ["-s", "malloc,16m", "-p", "thread_pools=1"],
  ].flat();

export const servers = {
  nginx: { program: "nginx", configOf: nginx(""), argsOf: nginxArgs },
  "nginx proxy_cache": { program: "nginx", configOf: nginx("proxy_cache kept;"), argsOf: nginxArgs },
  haproxy: { program: "haproxy", configOf: haproxy(""), argsOf: haproxyArgs },
  "haproxy cache": {
    program: "haproxy",
    configOf: haproxy("http-request cache-use kept\n  http-response cache-store kept"),
    argsOf: haproxyArgs,
  },
  varnish: { program: "varnishd", configOf: varnish, argsOf: varnishArgs },
} satisfies Readonly<Record<string, Server>>;

export const startServerNamed =
  (name: keyof typeof servers) =>
  async (site: Site): Promise<Running | Absent> => {
    const { program, configOf, argsOf }: Server = servers[name];
    // Debian keeps them out of an ordinary user's PATH.
    const env = { ...site.env, PATH: `${site.env["PATH"]}:/usr/sbin` };
    const file = await findOnPath(program, env);
    if (!file) return { absent: `${program} is not on PATH` };
    const folder = join(site.folder, name.replaceAll(" ", "-"));
    await mkdir(folder, { recursive: true });
    const port = await findFreePort();
    const config = join(folder, "config");
    await writeFile(config, configOf({ port, upstreamPort: site.upstreamPort }, folder));
    return runGateway(site, { name, file, args: argsOf(config, port, folder), env, port });
  };
