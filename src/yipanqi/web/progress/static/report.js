// The form of a report, on a phone: large keys, photos looked at before they go, everything kept as it is typed. "Send"
// puts the report among those that wait; the form is cleared when its receipt has come. Without this script it is a form.
(async () => {
  const form = document.querySelector("form.report");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const percent = field("percent");

  // Steps of five

  const step = (by) => {
    const now = Number(percent.value) || 0;
    const next = by > 0 ? Math.floor(now / 5 + 1) * 5 : Math.ceil(now / 5 - 1) * 5;
    percent.value = Math.min(100, Math.max(0, next));
    percent.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const stepper = document.createElement("div");
  stepper.className = "stepper";
  percent.replaceWith(stepper);
  for (const by of [-5, 0, 5]) {
    if (!by) {
      stepper.append(percent);
      continue;
    }
    const it = document.createElement("button");
    it.type = "button";
    it.textContent = by < 0 ? "−5" : "+5";
    it.setAttribute("aria-label", by < 0 ? speaks("−5：减 5 个百分点", "−5: five points less") : speaks("+5：加 5 个百分点", "+5: five points more"));
    it.addEventListener("click", () => step(by));
    stepper.append(it);
  }

  if (!reportQueue.works || !reportQueue.page) return;
  const { all, put, change, drop, addPhoto, photo, dropPhoto, newId, send, make, key, page } = reportQueue;
  const TYPED = ["percent", "quantity", "problem", "problem_text", "expected_finish", "certified", "reason", "is_sure"];
  const MOST = 12;
  const LARGEST = 20_000_000; // bytes
  const task = Number(form.dataset.task);
  const month = field("month").value;
  const openedAt = new Date().toISOString();
  const panel = make("div", { class: "report-panel", role: "status", hidden: true });
  const thumbs = make("ul", { class: "report-thumbs" });
  const problem = make("p", { class: "queue-why", hidden: true });
  form.before(panel);
  const pictureKey = make("label", { class: "photo-key", for: field("photos").id }, speaks("拍照或选择照片", "Take or choose photos"));
  field("photos").classList.add("unseen");
  field("photos").after(pictureKey, thumbs, problem);

  let report = null; // as it is kept, once something was typed
  let last = Promise.resolve(); // one change after the other

  // Fields

  const typed = () => {
    const found = {};
    for (const name of TYPED) {
      const it = field(name);
      if (it && (it.type !== "checkbox" || it.checked)) found[name] = it.value;
    }
    return found;
  };
  const fill = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      if ((name === "reason" || name === "is_sure") && value) demand(name);
      const it = field(name);
      if (it && it.type === "checkbox") it.checked = Boolean(value);
      else if (it) it.value = value;
    }
  };
  const NAMES = {
    reason: speaks("理由", "Reason"),
    is_sure: speaks("已核对，就是这样", "Checked: it is so"),
  };
  // Reason and "checked" stand in the form only where they are asked for.
  const demand = (name) => {
    const it = field(name);
    if (!it || it.type !== "hidden") return;
    const isCheck = name === "is_sure";
    const own = isCheck
      ? make("input", { type: "checkbox", name, id: it.id, value: "on" })
      : make("textarea", { name, id: it.id, rows: 2 });
    own.value = isCheck ? "on" : it.value;
    const label = isCheck
      ? make("label", { class: "check" }, own, make("span", {}, NAMES[name]))
      : make("label", { for: it.id }, NAMES[name]);
    it.remove();
    const home = form.querySelector(".question.wrong");
    if (isCheck && home) home.append(label);
    else form.querySelector(".buttons").before(make("div", { class: "field" }, label, isCheck ? "" : own));
  };
  const showFaults = (faults) => {
    form.querySelectorAll(".errorlist").forEach((it) => it.remove());
    form.querySelectorAll(".wrong").forEach((it) => it.classList.remove("wrong"));
    for (const { field: name, said } of faults || []) {
      if (name) demand(name);
      const it = name && field(name);
      const home = it && it.type !== "hidden" && it.closest(".field");
      const list = make("ul", { class: "errorlist" }, make("li", {}, said));
      if (home) {
        home.classList.add("wrong");
        (home.querySelector(".stepper") || it).before(list);
      } else {
        list.classList.add("nonfield");
        form.prepend(list);
      }
    }
  };

  // Keeping

  const keep = (more = {}) => {
    last = last.then(async () => {
      if (!report) {
        const title = document.querySelector("h1").textContent.trim();
        const of = { owner: page.person, ownerName: page.name, task, month, title };
        const url = `${location.pathname}?month=${month}`;
        report = { uid: newId(), ...of, url, seen: Number(field("seen").value) || 0, openedAt, photos: [], state: "draft" };
      }
      report = { ...report, ...more, fields: typed() };
      await put(report);
    });
    return last;
  };
  let soon = 0;
  form.addEventListener("input", (event) => {
    if (event.target.type === "file" || event.target.disabled) return;
    clearTimeout(soon);
    soon = setTimeout(keep, 250);
  });
  window.addEventListener("pagehide", () => {
    clearTimeout(soon);
    if (report && report.state !== "waiting") keep();
  });

  // Photos

  const tellWrong = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
  };
  const hash = async (data) => {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return [...digest].map((it) => it.toString(16).padStart(2, "0")).join("");
  };
  const take = async (file) => {
    if (report && report.photos.length >= MOST) {
      return speaks(`每份月报最多 ${MOST} 张照片`, `A report has at most ${MOST} photos`);
    }
    if (file.size > LARGEST) return `${file.name}: ${speaks("照片超过 20 MB", "The photo is larger than 20 MB")}`;
    if (!file.size) return `${file.name}: ${speaks("文件是空的", "The file is empty")}`;
    const data = await file.arrayBuffer(); // the original: the server reads its time and place
    const sha256 = await hash(data);
    if (report && report.photos.some((it) => it.sha256 === sha256)) return "";
    await keep();
    await addPhoto(report.uid, sha256, new Blob([data], { type: file.type }));
    await keep({ photos: [...report.photos, { sha256, name: file.name, size: file.size }] });
    return "";
  };
  const draw = async () => {
    const items = [];
    for (const { sha256, name } of report ? report.photos : []) {
      const canvas = make("canvas", { width: 96, height: 96, role: "img", "aria-label": name });
      const without = async () => {
        await keep({ photos: report.photos.filter((it) => it.sha256 !== sha256) });
        await dropPhoto(report.uid, sha256);
        draw();
      };
      const gone = key("×", without, "report-gone");
      gone.setAttribute("aria-label", speaks(`去掉 ${name}`, `Remove ${name}`));
      gone.disabled = report.state === "waiting";
      items.push(make("li", {}, canvas, gone));
      photo(report.uid, sha256).then((blob) => picture(canvas, blob, name));
    }
    thumbs.replaceChildren(...items);
  };
  const picture = async (canvas, blob, name) => {
    const ink = canvas.getContext("2d");
    try {
      const image = await createImageBitmap(blob);
      const side = Math.min(image.width, image.height);
      const from = [(image.width - side) / 2, (image.height - side) / 2];
      ink.drawImage(image, ...from, side, side, 0, 0, canvas.width, canvas.height);
      image.close();
    } catch (fault) {
      ink.font = "12px sans-serif"; // what this browser cannot draw, HEIC say
      ink.fillText(name.slice(-14), 6, 52);
    }
  };
  field("photos").addEventListener("change", async (event) => {
    const files = [...event.target.files];
    tellWrong("");
    for (const file of files) {
      let words = "";
      try {
        words = await take(file);
      } catch (fault) {
        words = `${file.name}: ${speaks("手机存不下或读不出这张照片", "This phone cannot keep or read the photo")}`;
      }
      if (words) tellWrong(words);
      await draw();
    }
    event.target.value = "";
  });

  // Sending, and what came of it

  form.addEventListener("submit", async (event) => {
    const isDraft = event.submitter && event.submitter.name === "draft";
    if (isDraft && navigator.onLine) return;
    event.preventDefault();
    clearTimeout(soon);
    await keep(isDraft ? {} : { state: "waiting", queuedAt: new Date().toISOString(), faults: [], said: "" });
    if (isDraft) {
      shown(speaks("没有网络，已保存在这部手机上", "No network: kept on this phone"), []);
      return;
    }
    shut(true);
    reportQueue.lasts();
    await send();
    await settle();
  });
  const shut = (is) => {
    for (const it of form.elements) it.disabled = is && it.type !== "hidden";
    form.classList.toggle("shut", is);
    form.querySelector(".buttons").hidden = is;
    pictureKey.hidden = is;
    draw();
  };
  const shown = (words, deeds) => {
    panel.replaceChildren(make("p", {}, words), make("div", { class: "queue-deeds" }, ...deeds));
    panel.hidden = !words;
  };

  const settle = async () => {
    const was = report;
    const now = was && (await all()).find((it) => it.uid === was.uid);
    if (!now) return was && was.state !== "draft" ? gone(was) : undefined;
    report = now;
    shut(now.state === "waiting");
    if (now.state === "waiting") {
      const edit = async () => {
        await change(report.uid, { state: "draft" }, (it) => it.state === "waiting" && !it.receipt);
        await settle();
      };
      const wait = now.receipt
        ? speaks("月报已送达，照片待发送", "The report has arrived; photos wait")
        : speaks("待发送：已存在这部手机上，联网后自动发送", "Waiting: kept on this phone, sent when there is a network");
      shown(wait, now.receipt ? [] : [key(speaks("修改", "Change it"), edit)]);
      return;
    }
    shown("", []);
    showFaults(now.state === "draft" ? [] : now.faults && now.faults.length ? now.faults : [{ field: "", said: now.said }]);
    if (now.state === "asks") demand("is_sure");
    const first = form.querySelector(".errorlist");
    if (first) first.scrollIntoView({ block: "center" });
    if (now.state === "conflict") shut(true); // the bar shows both, and asks
    draw();
  };

  // Another page has sent it, or it was deleted.
  const gone = async (was) => {
    try {
      arrived(was, await reportQueue.receipt(was.uid));
    } catch (fault) {
      if (report === was) location.reload();
    }
  };

  const arrived = (brought, receipt) => {
    if (!report || brought.uid !== report.uid) return;
    report = null;
    form.reset();
    form.hidden = true;
    showFaults([]);
    thumbs.replaceChildren();
    const photos = brought.photos.length
      ? speaks(`，照片 ${receipt.photos_held.length} 张`, `, with ${receipt.photos_held.length} photos`)
      : "";
    const words = speaks(`已送达：第 ${receipt.version} 版，${receipt.said}${photos}`, `Arrived: version ${receipt.version}, ${receipt.said}${photos}`);
    shown(words, [
      make("a", { class: "plain small", href: receipt.url }, speaks("看月报", "See the report")),
      make("a", { class: "plain small", href: `/progress/?month=${month}` }, speaks("报下一项", "The next one")),
    ]);
    for (const lack of receipt.lacks) panel.append(make("p", { class: "queue-why" }, lack));
    panel.classList.add("done");
  };
  reportQueue.listen((what, brought, receipt) => {
    if (what === "arrived") arrived(brought, receipt);
    else if (report && report.state !== "draft") last.then(settle);
  });

  // What was begun here, or waits, comes back

  await reportQueue.begun;
  const own = (await all()).filter((it) => it.owner === page.person && it.task === task && it.month === month);
  const found = own.find((it) => it.state !== "draft") || own[own.length - 1];
  if (!found || report) return;
  report = found;
  fill(found.fields);
  await settle();
  if (found.state === "draft") {
    const restart = async () => {
      await drop(found.uid);
      location.reload();
    };
    shown(speaks("上次没有填完的内容已恢复", "What you had begun is back"), [key(speaks("重新填写", "Start anew"), restart, "quiet")]);
  }
})();
