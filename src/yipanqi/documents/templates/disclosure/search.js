// Search in the static index, step by step as find.py does it. Opened as a file, a page keeps its plain list by year.
(function () {
  "use strict";
  var HAN = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  var WORD = "0-9a-z\\u00df-\\u024f";
  var PIECE = new RegExp("([" + HAN + "]+)|([" + WORD + "]+(?:[.,][0-9]+)*)|[^" + HAN + WORD + "]+", "gu");
  var SHORT = /^[0-9]{1,4}$/;
  var SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  var ASKED = 4, FEW = 60, FIRST = 50, HASHES = 4;
  var told = document.getElementById("told"), list = document.getElementById("found");
  var box = document.getElementById("q");
  var at = list.dataset.index, read = {}, encoder = new TextEncoder();

  function normal(text) { return text.replace(/，/g, "。").normalize("NFKC").toLowerCase(); }
  function pieces(text) {
    var found = [], match;
    PIECE.lastIndex = 0;
    while ((match = PIECE.exec(text))) { found.push([Array.from(match[1] || ""), match[2] || ""]); }
    return found;
  }
  function cut(text) {
    var pairs = new Set(), triples = [], last = "", number = "";
    pieces(text).forEach(function (piece) {
      var han = piece[0], word = piece[1], i;
      if (han.length) {
        for (i = 0; i + 1 < han.length; i++) { pairs.add(han[i] + han[i + 1]); }
        for (i = 0; i + 2 < han.length; i++) { triples.push([han[i], han[i + 1], han[i + 2]]); }
        if (number) { pairs.add(number + han[0]); }
      } else if (word) {
        pairs.add(word);
        if (last && SHORT.test(word)) { pairs.add(last + word); }
      }
      last = han.length ? han[han.length - 1] : "";
      number = SHORT.test(word) ? word : "";
    });
    return { pairs: pairs, triples: triples };
  }
  function chosen(text, all) {
    var grams = [], words = [], mixed;
    pieces(text).forEach(function (piece) {
      var han = piece[0], i;
      if (piece[1]) { words.push(piece[1]); return; }
      if (han.length < 2) { return; }
      for (i = 0; i + 1 < han.length; i += 2) { grams.push(han[i] + han[i + 1]); }
      if (han.length % 2) { grams.push(han[han.length - 2] + han[han.length - 1]); }
    });
    mixed = Array.from(all).filter(function (it) { return /[0-9]/.test(it) && /[^\x00-\x7f]/.test(it); }).sort();
    var found = Array.from(new Set(grams.concat(mixed, words)));
    if (found.length <= ASKED) { return found; }
    return [0, 1, 2, 3].map(function (i) { return found[Math.floor(i * (found.length - 1) / (ASKED - 1))]; });
  }
  function unpacked(text) {
    var numbers = [], last = 0, gap = 0, shift = 0;
    for (var i = 0; i < text.length; i++) {
      var value = SIGNS.indexOf(text[i]);
      gap += (value & 31) * Math.pow(2, shift);
      if (value & 32) { shift += 5; } else { last += gap; numbers.push(last); gap = shift = 0; }
    }
    return numbers;
  }
  var table = [];
  for (var n = 0; n < 256; n++) {
    var c = n;
    for (var k = 0; k < 8; k++) { c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; }
    table.push(c >>> 0);
  }
  function crc(text) {
    var value = 0xffffffff;
    encoder.encode(text).forEach(function (byte) { value = table[(value ^ byte) & 255] ^ (value >>> 8); });
    return (value ^ 0xffffffff) >>> 0;
  }
  function mixed(value) {
    value ^= value >>> 16;
    value = Math.imul(value, 0x85ebca6b);
    value ^= value >>> 13;
    value = Math.imul(value, 0xc2b2ae35);
    return (value ^ (value >>> 16)) >>> 0;
  }
  function held(filter, gram) {
    var first = crc(gram), step = (mixed(first) | 1) >>> 0, bits = filter.length * 8;
    for (var i = 0; i < HASHES; i++) {
      var place = (first + i * step) % bits;
      if (!(filter.charCodeAt(place >> 3) >> (place & 7) & 1)) { return false; }
    }
    return true;
  }
  function json(path) {
    if (!read[path]) {
      read[path] = fetch(path).then(function (answer) {
        if (answer.status === 404 || answer.status === 410) { return {}; }
        if (!answer.ok) { throw new Error(path); }
        return answer.json();
      });
    }
    return read[path];
  }
  async function listed(gram) {
    var index = await json(at + "index.json"), hash = crc(gram);
    var main = json(at + "g/" + (hash & (index.shards - 1)) + ".json");
    var extra = index.extra ? json(at + "x/" + (hash & (index.extra - 1)) + ".json") : {};
    return [(await main)[gram] || "", (await extra)[gram] || ""];
  }
  async function common(pair) {
    var index = await json(at + "index.json");
    return Array.isArray(pair[0]) || unpacked(pair[0]).length > index.common;
  }
  function every(sets) {
    return Array.from(sets[0]).filter(function (it) {
      return sets.every(function (set) { return set.has(it); });
    }).sort(function (a, b) { return b - a; });
  }
  async function* candidates(text, all) {
    var asked = chosen(text, all.pairs), lists = {}, known = {};
    await Promise.all(asked.map(async function (gram) { lists[gram] = known[gram] = await listed(gram); }));
    function rare() { return Object.keys(lists).filter(function (it) { return !Array.isArray(lists[it][0]); }); }
    var least = Math.min.apply(null, [FEW + 1].concat(rare().map(function (it) { return unpacked(lists[it][0]).length; })));
    if (least > FEW) {
      var near = all.triples.filter(function (it) {
        return asked.includes(it[0] + it[1]) || asked.includes(it[1] + it[2]);
      }).slice(0, 2);
      for (var triple of near) {
        var left = triple[0] + triple[1], right = triple[1] + triple[2];
        known[left] = known[left] || await listed(left);
        known[right] = known[right] || await listed(right);
        if (await common(known[left]) && await common(known[right])) {
          lists[triple.join("")] = await listed(triple.join(""));
        }
      }
    }
    if (rare().length) {
      yield* every(rare().map(function (it) {
        return new Set(unpacked(lists[it][0]).concat(unpacked(lists[it][1])));
      }));
      return;
    }
    var index = await json(at + "index.json"), bounds = index.bounds;
    var used = Object.keys(lists).sort(function (a, b) { return b.length - a.length; }).slice(0, 3);
    var added = used.map(function (it) { return unpacked(lists[it][1]); });
    var top = bounds[bounds.length - 1];
    yield* every(added.map(function (one) { return new Set(one.filter(function (it) { return it > top; })); }));
    for (var i = 0; i < bounds.length; i++) {
      var high = bounds[bounds.length - 1 - i], low = i + 1 < bounds.length ? bounds[bounds.length - 2 - i] : 0;
      yield* every(await Promise.all(used.map(async function (gram, j) {
        var piece = lists[gram][0][i];
        var numbers = piece ? unpacked((await json(at + "p/" + piece + ".json"))[gram] || "") : [];
        return new Set(numbers.concat(added[j].filter(function (it) { return low < it && it <= high; })));
      })));
    }
  }
  function hitPath(number) { return at + "d/" + Math.floor(number / 1000) + "/" + number + ".json"; }
  function show(hit) {
    var item = document.createElement("li"), link = document.createElement("a"), of = document.createElement("span");
    link.href = "a/" + hit.u + "/" + list.dataset.page;
    link.textContent = hit.t;
    of.className = "of";
    [["kind", hit.k], ["badge " + hit.v, hit.w], ["", hit.d]].forEach(function (part) {
      var span = document.createElement("span");
      span.className = part[0];
      span.textContent = part[1];
      of.append(span, " ");
    });
    item.append(link, " ", of);
    list.append(item);
  }
  async function run(asked) {
    var text = normal(asked), all = cut(text);
    if (!chosen(text, all.pairs).length) { told.textContent = told.dataset.short; return; }
    var wanted = Array.from(all.pairs).concat(all.triples.map(function (it) { return it.join(""); }));
    var source = candidates(text, all), done = false, shown = 0, limit = FIRST;
    async function more() {
      told.textContent = told.dataset.busy;
      while (shown < limit && !done) {
        var batch = [];
        while (batch.length < Math.min(limit - shown, 25)) {
          var next = await source.next();
          if (next.done) { done = true; break; }
          batch.push(json(hitPath(next.value)));
        }
        (await Promise.all(batch)).forEach(function (hit) {
          if (!hit.u) { return; }
          var filter = atob(hit.f);
          if (wanted.every(function (gram) { return held(filter, gram); })) { show(hit); shown += 1; }
        });
      }
      told.textContent = shown ? told.dataset.found.replace("{n}", shown + (done ? "" : "+")) : told.dataset.none;
      var button = document.querySelector(".scripted-more button");
      if (!done && !button) {
        button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.textContent = told.dataset.more;
        button.addEventListener("click", function () { limit += FIRST; more().catch(failed); });
        document.querySelector(".scripted-more").append(button);
      }
      if (done && button) { button.remove(); }
    }
    await more();
  }
  function failed() { told.textContent = told.dataset.failed; }

  var asked = new URLSearchParams(location.search).get("q") || "";
  box.value = asked;
  if (asked.trim()) {
    if (location.protocol === "file:") { failed(); } else { run(asked).catch(failed); }
  }
})();
