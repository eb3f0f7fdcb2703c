"use strict";
// Finds pages by name in the index that stands in the page itself; nothing is asked of anybody.
(() => {
  const plain = text => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const pages = JSON.parse(document.getElementById("index").textContent).map(([kind, name, path, note]) => ({ kind, name, path, note, words: plain(`${name} ${note}`) }));
  const field = document.getElementById("words");
  const kinds = [...document.querySelectorAll("input[name=kind]")];
  const list = document.getElementById("found");
  const status = document.getElementById("status");

  const rank = (page, asked) => (plain(page.name) === asked ? 0 : plain(page.name).startsWith(asked) ? 1 : 2);

  const entry = page => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = page.path;
    link.textContent = page.name;
    item.append(link, page.note ? ` ${page.note}` : "");
    return item;
  };

  const show = () => {
    const asked = plain(field.value.trim());
    const chosen = kinds.filter(one => one.checked).map(one => one.value);
    const found = pages.filter(page => chosen.includes(page.kind) && asked.split(/\s+/).every(word => page.words.includes(word)));
    found.sort((one, other) => rank(one, asked) - rank(other, asked));
    list.replaceChildren(...(asked ? found : []).map(entry));
    status.textContent = asked ? status.dataset.found.replace("{n}", found.length) : "";
    history.replaceState(null, "", asked ? `#${encodeURIComponent(field.value.trim())}` : location.pathname);
  };

  field.value = decodeURIComponent(location.hash.slice(1));
  [field, ...kinds].forEach(one => one.addEventListener("input", show));
  document.getElementById("search").hidden = false;
  show();
})();
