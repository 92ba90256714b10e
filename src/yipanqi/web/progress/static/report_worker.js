// The worker of reports: pages that the server marks for it (X-Kept-For: whose they are) open without a network, as they
// were when last seen. One person's pages at a time; they go when another person's come, when a page leads to the login
// (shell.js sees to the rest), and after some days. It sends nothing: what waits is sent by the open page.
const OWN = "yipanqi-own-"; // and the person
const PLAIN = "yipanqi-plain"; // style, script, and the page that tells nothing of anybody
const OFFLINE = "/progress/offline/";
const DAYS = 7;
const MOST = { own: 60, plain: 80 };
const PATIENCE = 6000; // ms to wait for the network where there is a copy

self.addEventListener("install", (event) => {
  event.waitUntil(keepOffline().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.data === "claim" && event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || request.headers.get("HX-Request")) return;
  if (pathname.startsWith("/static/")) event.respondWith(plain(request));
  else if (/^\/progress\/(tasks\/\d+\/report\/)?$/.test(pathname)) event.respondWith(page(event));
  else if (request.mode === "navigate" && pathname.startsWith("/progress/")) event.respondWith(page(event));
});

const keepOffline = async () => {
  const answer = await fetch(OFFLINE, { credentials: "same-origin" });
  if (!answer.ok) return;
  const cache = await caches.open(PLAIN);
  const needs = (await answer.clone().text()).match(/\/static\/[^"']+/g) || [];
  await cache.put(OFFLINE, answer);
  await Promise.all([...new Set(needs)].map((it) => cache.add(it)));
};

const plain = async (request) => {
  const cache = await caches.open(PLAIN);
  const kept = await cache.match(request, { ignoreVary: true });
  try {
    const answer = await within(fetch(request), kept);
    if (answer.ok) await put(cache, request.url, answer.clone(), MOST.plain);
    return answer;
  } catch (fault) {
    return kept || Response.error();
  }
};

const page = async (event) => {
  const kept = await known(event.request.url);
  const asked = fetch(event.request).then(async (answer) => {
    await look(event.request.url, answer);
    return answer;
  });
  event.waitUntil(asked.catch(() => {}));
  try {
    return await within(asked, kept);
  } catch (fault) {
    if (event.request.mode !== "navigate") return kept || Response.error();
    return kept || (await caches.match(OFFLINE, { ignoreVary: true })) || Response.error();
  }
};

// The last copy, if it is not too old; whoever it is of is the only one whose pages are here.
const known = async (url) => {
  for (const name of await caches.keys()) {
    if (!name.startsWith(OWN)) continue;
    const found = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (found && Date.now() - Date.parse(found.headers.get("Date") || 0) < DAYS * 86_400_000) return found;
  }
  return undefined;
};

const look = async (url, answer) => {
  if (answer.type === "opaqueredirect" || answer.redirected) return forget();
  const person = answer.headers.get("X-Kept-For");
  if (!person || !answer.ok) return undefined;
  await forget(OWN + person);
  const copy = answer.clone();
  const speaks = copy.headers.get("Content-Language");
  const offline = await caches.match(OFFLINE, { ignoreVary: true });
  if (!offline || offline.headers.get("Content-Language") !== speaks) await keepOffline();
  return put(await caches.open(OWN + person), url, copy, MOST.own);
};

const forget = async (but) => {
  for (const name of await caches.keys()) if (name.startsWith(OWN) && name !== but) await caches.delete(name);
};

const put = async (cache, url, answer, most) => {
  await cache.delete(url, { ignoreVary: true }); // so that the oldest stand first
  await cache.put(url, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - most))) {
    if (!old.url.endsWith(OFFLINE)) await cache.delete(old, { ignoreVary: true });
  }
};

const within = (asked, kept) =>
  kept ? Promise.race([asked, new Promise((_, give) => setTimeout(() => give(new Error("slow")), PATIENCE))]) : asked;
