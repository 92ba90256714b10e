// Reports that wait on this phone. What is typed, and its photos, stay in IndexedDB until a receipt names every photo;
// they are sent when a page opens, when the network comes back, when one looks at the page again, every minute, and by a
// button; by one page at a time, and under nobody's name but their owner's. The bar tells how many wait, and why.
const speaks = (zh, en) => (document.documentElement.lang.startsWith("en") ? en : zh);

const reportQueue = (() => {
  const waits = (report) => report.state !== "draft" || report.queuedAt; // also what was taken back to be changed
  const EVERY = 60_000; // ms
  const LONGEST = 90_000; // ms that one request may take
  const FRESH = 12 * 3_600_000; // ms; a kept page that is older is fetched anew
  const FORMS = 30; // of a list, fetched before they are opened
  const HOME = "/progress/queue/";
  const meta = document.querySelector("meta[name=person]");
  const page = meta ? { person: meta.content, name: meta.dataset.name } : null;
  const works = Boolean(window.indexedDB && window.idbKeyval && window.crypto && crypto.subtle && window.fetch);
  if (!works) return { works };

  const { get, set, del, keys, values, update } = idbKeyval;
  const reports = idbKeyval.createStore("yipanqi-reports", "reports");
  const pictures = idbKeyval.createStore("yipanqi-report-photos", "photos");
  const listeners = [];
  const air = window.BroadcastChannel ? new BroadcastChannel("yipanqi-reports") : null;
  let me = null; // who the server says one is
  let working = ""; // what is being sent at this moment
  let trouble = ""; // why the last round ended early
  let arrived = 0; // reports that this page has brought home
  let open = false; // is the list unfolded?
  let asking = ""; // the report of which it is asked whether it shall go
  let lasting = null; // does the browser promise to keep what is here?

  // What is kept

  const all = async () => (await values(reports)).filter(Boolean).sort((a, b) => (a.changedAt < b.changedAt ? -1 : 1));
  const put = async (report) => {
    await set(report.uid, { ...report, changedAt: new Date().toISOString() }, reports);
    tell();
  };
  const change = async (uid, more, only = () => true) => {
    await update(uid, (now) => (now && only(now) ? { ...now, ...more } : now), reports);
    tell();
  };
  const drop = async (uid) => {
    await del(uid, reports);
    for (const key of await keys(pictures)) if (key.startsWith(`${uid}/`)) await del(key, pictures);
    tell();
  };
  const addPhoto = (uid, sha256, blob) => set(`${uid}/${sha256}`, blob, pictures);
  const photo = (uid, sha256) => get(`${uid}/${sha256}`, pictures);
  const dropPhoto = (uid, sha256) => del(`${uid}/${sha256}`, pictures);
  const tidy = async () => {
    for (const key of await keys(pictures)) {
      if (!(await get(key.split("/")[0], reports))) await del(key, pictures); // a report is put before its photos
    }
    for (const uid of await keys(reports)) if (!(await get(uid, reports))) await del(uid, reports);
  };
  const newId = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (at) =>
          (at ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (at / 4)))).toString(16),
        );

  // Sending

  class Unsent extends Error {
    constructor(status, told) {
      super(told.error || "");
      this.status = status;
      this.told = told;
    }
  }

  const ask = async (address, body, kind) => {
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), LONGEST);
    const head = { Accept: "application/json" };
    if (body !== undefined) Object.assign(head, { "X-CSRFToken": me.csrf, "Content-Type": kind });
    try {
      const answer = await fetch(address, {
        method: body === undefined ? "GET" : "POST",
        body,
        headers: head,
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        signal: cut.signal,
      });
      const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
      const told = isJson ? await answer.json() : null;
      if (answer.ok && told) return told;
      throw new Unsent(answer.type === "opaqueredirect" ? 401 : answer.status, told || {});
    } catch (fault) {
      throw fault instanceof Unsent ? fault : new Unsent(0, {});
    } finally {
      clearTimeout(timer);
    }
  };

  const said = (report) => ({
    uid: report.uid,
    owner: report.owner,
    task: report.task,
    month: report.month,
    seen: report.seen,
    opened_at: report.openedAt,
    phone_at: new Date().toISOString(),
    fields: report.fields,
    photos: report.photos.map((it) => it.sha256).sort(),
  });
  const deliver = (report) => ask(`${HOME}reports`, JSON.stringify(said(report)), "application/json");

  const deliverPhoto = async (report, { sha256, name }) => {
    const address = `${HOME}reports/${report.uid}/photos/${sha256}`;
    const blob = await photo(report.uid, sha256);
    if (!blob) {
      throw new Unsent(410, { error: speaks("照片已不在手机上", "The photo is no longer on this phone") });
    }
    let told = await ask(address);
    let at = told.received || 0;
    while (!told.held) {
      const part = await blob.slice(at, at + me.part).arrayBuffer();
      told = await ask(`${address}?size=${blob.size}&offset=${at}`, part, "application/octet-stream");
      if (!told.held && told.received === at) throw new Unsent(503, {});
      at = told.received;
      working = `${name} ${Math.round((100 * at) / blob.size)} %`;
      paint();
    }
  };

  // One report with its photos; true once the receipt names them all.
  const bring = async (report) => {
    const dropped = report.dropped || [];
    const lacking = (receipt) => receipt.photos_missing.filter((it) => !dropped.includes(it));
    let receipt = await deliver(report);
    await change(report.uid, { receipt, said: "" });
    const spoilt = {};
    for (const sha256 of lacking(receipt)) {
      const one = report.photos.find((it) => it.sha256 === sha256);
      try {
        await deliverPhoto(report, one);
      } catch (fault) {
        if (![410, 413, 415, 422].includes(fault.status)) throw fault;
        spoilt[sha256] = fault.message;
      }
    }
    await change(report.uid, { spoilt });
    if (lacking(receipt).length) receipt = await deliver(report);
    if (lacking(receipt).length) return false;
    await drop(report.uid);
    arrived += 1;
    listeners.forEach((listen) => listen("arrived", report, receipt));
    return true;
  };

  const refused = async (report, { status, told, message }) => {
    const keep = { receipt: null, said: message, faults: told.faults || [] };
    const is = (state, more) => change(report.uid, { ...keep, state, ...more });
    if (status === 409) return is("conflict", { ours: told.ours, standing: told.standing, kind: told.kind });
    if (status === 422) return is(told.asks ? "asks" : "refused");
    if (status === 404 || status === 400 || status === 413 || status === 415) return is("stopped");
    if (status === 403 && message) return is("stopped");
    return undefined;
  };

  const round = async () => {
    const waiting = (await all()).filter((it) => it.state === "waiting");
    trouble = "";
    if (!waiting.length) return;
    me = await ask(HOME);
    const mine = waiting.filter((it) => it.owner === me.person);
    for (const [at, report] of mine.entries()) {
      working = `${at + 1} / ${mine.length}`;
      paint();
      const now = await get(report.uid, reports);
      if (!now || now.state !== "waiting") continue;
      try {
        await bring(now);
      } catch (fault) {
        if (!(fault instanceof Unsent) || [0, 401, 429].includes(fault.status) || fault.status >= 500) throw fault;
        if (fault.status === 403 && !fault.message) throw fault; // the token of forms was renewed: the next round has it
        await refused(now, fault);
      }
    }
  };

  const why = ({ status, message }) => {
    if (status === 401) return speaks("登录后自动发送", "Sent once you have logged in");
    if (status === 0) return speaks("没有网络，联网后自动发送", "No network: sent when it is back");
    if (status === 403) return speaks("没有权限，请重新登录后再试", "Not permitted: log in again");
    return message || speaks("服务器忙，一分钟内再试", "The server is busy: tried again within a minute");
  };

  // One page at a time, of all that are open.
  const alone = async (deed) => {
    if (navigator.locks) return navigator.locks.request("yipanqi-reports", { ifAvailable: true }, (it) => it && deed());
    const lease = "yipanqi-reports-sender";
    const [whose, until] = (localStorage.getItem(lease) || " 0").split(" ");
    if (whose && whose !== tab && Number(until) > Date.now()) return undefined;
    const renew = () => localStorage.setItem(lease, `${tab} ${Date.now() + 3 * LEASE}`);
    renew();
    await new Promise((go) => setTimeout(go, 50 + Math.random() * 100)); // of two that began at once the later one goes on
    if (!localStorage.getItem(lease).startsWith(`${tab} `)) return undefined;
    const timer = setInterval(renew, LEASE);
    try {
      return await deed();
    } finally {
      clearInterval(timer);
      localStorage.removeItem(lease);
    }
  };
  const LEASE = 5000;
  const tab = newId();

  let running = null;
  let again = false;
  const send = () => {
    again = Boolean(running);
    running = running || alone(round)
      .catch((fault) => {
        trouble = why(fault instanceof Unsent ? fault : { status: 500, message: String(fault) });
      })
      .finally(() => {
        running = null;
        working = "";
        tell();
        if (again) send();
      });
    return running;
  };

  // The bar

  const make = (tag, attributes = {}, ...inside) => {
    const it = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "onclick") it.addEventListener("click", value);
      else if (value !== false && value != null) it.setAttribute(name, value === true ? "" : value);
    }
    it.append(...inside.filter((part) => part !== "" && part != null));
    return it;
  };
  const key = (name, deed, look = "plain small") => make("button", { type: "button", class: look, onclick: deed }, name);
  const bar = make("section", { class: "queue", hidden: true, "aria-label": speaks("待发送的月报", "Reports that wait") });
  const line = make("div", { class: "queue-line" });
  const told = make("p", { class: "queue-told", role: "status" });
  const list = make("ul", { class: "queue-list" });
  bar.append(line, list);

  const go = async (uid, more) => {
    asking = "";
    await change(uid, { state: "waiting", faults: [], said: "", standing: null, ours: null, ...more });
    await send();
  };
  const pairs = (facts) =>
    make("dl", { class: "queue-facts" }, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));

  const stands = (report) => {
    if (report.state === "waiting" && report.receipt) {
      const count = report.receipt.photos_missing.filter((it) => !(report.dropped || []).includes(it)).length;
      const now = report.receipt.said;
      return speaks(`月报已送达（${now}），${count} 张照片待发送`, `The report has arrived (${now}); ${count} photos wait`);
    }
    return {
      draft: speaks("正在修改，还没有上报", "Being changed; not sent yet"),
      waiting: speaks("待发送", "Waiting"),
      refused: report.said,
      asks: report.said,
      conflict: report.said,
      stopped: report.said,
    }[report.state];
  };

  const item = (report) => {
    const { uid, state } = report;
    const photos = report.photos.length ? speaks(` · ${report.photos.length} 张照片`, ` · ${report.photos.length} photos`) : "";
    const lines = [
      make("p", {}, make("a", { href: report.url }, make("strong", {}, report.title)), ` ${report.month}${photos}`),
    ];
    const faults = (report.faults || []).map((it) => (it.label ? it.label + speaks("：", ": ") + it.said : it.said));
    for (const words of faults.length ? faults : [stands(report)]) {
      lines.push(make("p", { class: state === "waiting" || state === "draft" ? "note" : "queue-why" }, words));
    }
    const deeds = [];
    for (const [sha256, words] of Object.entries(report.spoilt || {})) {
      const { name } = report.photos.find((it) => it.sha256 === sha256);
      lines.push(make("p", { class: "queue-why" }, `${name}: ${words}`));
      const without = () => go(uid, { dropped: [...(report.dropped || []), sha256], spoilt: {} });
      deeds.push(key(speaks("不传这张", "Without this photo"), without));
    }
    if (state === "conflict") {
      lines.push(
        make("div", { class: "queue-both" },
          make("div", {}, make("h3", {}, speaks("手机上的", "On this phone")), pairs(report.ours)),
          make("div", {}, make("h3", {}, speaks(`已送达的 · ${report.standing.by}`, `Arrived · ${report.standing.by}`)), pairs(report.standing.facts)),
        ),
      );
      deeds.push(key(speaks("用手机上的，作为更正", "Send mine as a correction"), () => mine(report)));
      deeds.push(key(speaks("保留已送达的", "Keep what has arrived"), () => drop(uid)));
    } else {
      if (state === "asks") {
        const sure = () => go(uid, { fields: { ...report.fields, is_sure: "on" } });
        deeds.push(key(speaks("已核对，发送", "Checked: send it"), sure));
      }
      deeds.push(make("a", { class: "plain small", href: report.url }, speaks("打开", "Open")));
      deeds.push(key(speaks("删除", "Delete"), () => { asking = uid; paint(); }, "quiet"));
    }
    const doubt = make("div", { class: "queue-sure" },
      make("p", {}, report.receipt
        ? speaks("月报已送达；没有传完的照片不再发送。确定？", "The report has arrived; photos that have not are not sent any more. Sure?")
        : speaks("删除后不会发送，也找不回来。确定？", "It will not be sent, and cannot be brought back. Sure?")),
      key(speaks("删除", "Delete"), () => { asking = ""; drop(uid); }, "danger small"),
      key(speaks("不删除", "Keep it"), () => { asking = ""; paint(); }),
    );
    return make("li", { "data-state": state }, ...lines, asking === uid ? doubt : make("div", { class: "queue-deeds" }, ...deeds));
  };

  // What one wrote becomes the next version after the one that stands.
  const mine = async (report) => {
    const seen = report.standing.version;
    if (report.kind !== "other_content") return go(report.uid, { seen });
    const uid = newId();
    for (const { sha256 } of report.photos) await addPhoto(uid, sha256, await photo(report.uid, sha256));
    await put({ ...report, uid, seen, state: "waiting", standing: null, ours: null, receipt: null, faults: [], said: "" });
    await drop(report.uid);
    return send();
  };

  let painted = "";
  const paint = async () => {
    const waiting = (await all()).filter(waits);
    const who = (me && me.person) || (page && page.person);
    const own = waiting.filter((it) => it.owner === who);
    const others = waiting.filter((it) => it.owner !== who);
    const look = JSON.stringify([waiting, working, trouble, arrived, open, asking, lasting, who]);
    if (look === painted) return;
    painted = look;
    const wrong = own.filter((it) => it.state !== "waiting" || Object.keys(it.spoilt || {}).length).length;
    const names = [...new Set(others.map((it) => it.ownerName))].join(speaks("、", ", "));
    const parts = [
      own.length > wrong && speaks(`${own.length - wrong} 份待发送`, `${own.length - wrong} waiting`),
      wrong && speaks(`${wrong} 份要处理`, `${wrong} need you`),
      others.length && speaks(`${others.length} 份属于 ${names}，登录后发送`, `${others.length} of ${names}: sent after login`),
      arrived && speaks(`${arrived} 份已送达`, `${arrived} arrived`),
    ].filter(Boolean);
    told.replaceChildren(make("strong", {}, parts.join(" · ")));
    const quiet = working ? speaks(`正在发送 ${working}`, `Sending ${working}`) : own.length ? trouble : "";
    if (quiet) told.append(make("span", { class: "note" }, ` ${quiet}`));
    line.replaceChildren(told);
    if (own.length) {
      line.append(key(speaks("立即发送", "Send now"), send));
      const fold = () => { open = !open; paint(); };
      const folding = key(open ? speaks("收起", "Fold") : speaks("明细", "Details"), fold, "quiet");
      folding.setAttribute("aria-expanded", String(open));
      line.append(folding);
    }
    const rows = own.map(item);
    if (own.length && lasting === false) {
      const words = speaks(
        "苹果手机等 7 天不打开本站，浏览器可能清空待发送的内容，请尽快联网发送。",
        "iPhones and others may drop what waits here after 7 days without a visit: send it soon.",
      );
      rows.push(make("li", { class: "note" }, words));
    }
    list.replaceChildren(...rows);
    list.hidden = !open || !own.length;
    bar.classList.toggle("queue-wrong", wrong > 0);
    bar.classList.toggle("queue-done", !waiting.length);
    bar.hidden = !parts.length;
  };

  const tell = () => {
    if (air) air.postMessage("changed");
    return heard();
  };
  const heard = () => {
    listeners.forEach((listen) => listen("changed"));
    return paint();
  };

  // Beginning

  const lasts = async (asks) => {
    if (!navigator.storage || !navigator.storage.persisted) return;
    lasting = await navigator.storage.persisted();
    if (!lasting && asks) lasting = await navigator.storage.persist();
    paint();
  };

  // Pages that the worker keeps are there from the first visit on: the page, the list, and the list's forms before they
  // are opened.
  const keepPages = async () => {
    await navigator.serviceWorker.register("/progress/worker.js", { scope: "/progress/" });
    const { active } = await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) { // a page that was opened while the worker began is nobody's: it asks
      const came = new Promise((go) => navigator.serviceWorker.addEventListener("controllerchange", go, { once: true }));
      active.postMessage("claim");
      await came;
    }
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src]")].map((it) => it.href || it.src);
    const forms = [...document.querySelectorAll('main a[href*="/report/?month="]')].map((it) => it.href);
    const spares = navigator.connection && navigator.connection.saveData;
    const ahead = spares ? [] : forms.filter((it) => it.includes("/tasks/")).slice(0, FORMS);
    const keep = async (url) => {
      const kept = await caches.match(url, { ignoreVary: true });
      const age = kept ? Date.now() - Date.parse(kept.headers.get("Date")) : Infinity;
      if (!(age < FRESH)) await fetch(url, { headers: { Accept: "text/html" } });
    };
    await Promise.all(parts.map(keep)); // a page that is kept has its script
    for (const url of new Set([location.href.split("#")[0], new URL("/progress/", location).href, ...ahead])) await keep(url);
  };

  const begin = async () => {
    document.querySelector("main").prepend(bar);
    await tidy();
    await heard();
    lasts(false);
    if (air) air.addEventListener("message", heard);
    window.addEventListener("online", send);
    window.addEventListener("offline", () => {
      trouble = why({ status: 0 });
      paint();
    });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
    setInterval(send, EVERY);
    await send();
    if (page && navigator.serviceWorker) keepPages().catch(() => {});
  };
  const begun = begin();

  return {
    works, page, begun, receipt: (uid) => ask(`${HOME}reports/${uid}`), all, put, change, drop, addPhoto, photo, dropPhoto, newId, send, make, key,
    lasts: () => lasts(true),
    listen: (deed) => listeners.push(deed),
  };
})();
