"use strict";
// Reads one public Parquet table of this edition and answers a query on it in the browser; nothing is asked of anybody else.
// A query is one object, the same in the address (#…), in the examples and in the form:
// {table, columns, where: [[column, condition, value, value]], group, sum, sort, down, limit}. With `group`, even an empty one, the answer has
// a row per group: its number of rows and, per column in `sum`, the sum and how many rows have no figure. Empty is never zero.
(() => {
  const CONDITIONS = ["is", "contains", "between", "empty", "filled"];
  const UNLIKE = ["definition_code", "currency_code"], LIMIT = 100, MOST = 100_000; // unlike in these, figures are not added
  const at = id => document.getElementById(id), isPlace = () => at(location.hash.slice(1)) !== null, says = JSON.parse(at("says").textContent);
  const say = (label, facts = {}) => says[label].replace(/\{(\w+)\}/g, (_, name) => facts[name]);
  const held = new Map();
  let latest = null;
  class Refusal extends Error {}
  const refuse = (label, facts) => { throw new Refusal(say(label, facts)); }, isNumber = column => column.kind === "exact" || column.kind === "float";
  // Reading: decimals and whole numbers become BigInt at the column's scale, so that sums are exact; dates and times become ISO 8601.
  const kindOf = ({ type, converted_type: converted, logical_type: logical }) => converted === "DATE" ? "date" : logical?.type === "TIMESTAMP" ? "moment"
    : converted === "DECIMAL" || type.startsWith("INT") ? "exact" : type === "FLOAT" || type === "DOUBLE" ? "float" : type === "BOOLEAN" ? "flag" : "text";
  const signed = bytes => BigInt.asIntN(8 * bytes.length, bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n));
  const whole = value => value instanceof Uint8Array ? signed(value) : BigInt(value);
  const iso = end => value => value.toISOString().slice(0, end) + (end > 10 ? "Z" : "");
  const TO = { exact: whole, float: Number, date: iso(10), moment: iso(19), flag: String, text: String };
  const read = async table => {
    const answer = await fetch(`${table}.parquet`);
    if (!answer.ok) refuse("no_file", { file: `${table}.parquet` });
    const file = await answer.arrayBuffer();
    const metadata = hyparquet.parquetMetadata(file);
    const words = JSON.parse(metadata.key_value_metadata.find(one => one.key === "column_descriptions")?.value ?? "{}");
    const columns = metadata.schema.slice(1).map(one => ({ name: one.name, kind: kindOf(one), scale: one.scale ?? 0, words: words[one.name] ?? "" }));
    for (const one of metadata.schema) if (one.converted_type === "DECIMAL") one.converted_type = one.logical_type = undefined;
    const rows = await hyparquet.parquetReadObjects({ file, metadata, compressors: { ZSTD: bytes => hyparquet.zstd(bytes) } });
    const cell = (value, kind) => value === null || value === undefined ? null : TO[kind](value);
    return { columns, rows: rows.map(row => Object.fromEntries(columns.map(one => [one.name, cell(row[one.name], one.kind)]))) };
  };
  // Asking: whatever stands in an address is checked against the table before anything is done with it.
  const settle = (asked, columns) => {
    const column = name => columns.find(one => one.name === name) ?? refuse("no_column", { table: asked.table, column: name });
    const listed = given => (Array.isArray(given) ? given : []).map(column);
    const where = (Array.isArray(asked.where) ? asked.where : []).map(([name, condition, first = "", last = ""]) => {
      const one = column(name), bounds = [first, last].map(text => bound(one, String(text)));
      if (!CONDITIONS.includes(condition)) refuse("no_condition", { condition });
      if (condition === "contains" && one.kind !== "text") refuse("no_text", { column: name });
      if (condition === "is" && one.kind !== "text" && bounds[0] === "") refuse("say_what", { column: name });
      return { column: one, condition, bounds };
    });
    const sum = listed(asked.sum), group = Array.isArray(asked.group) ? listed(asked.group) : null, shown = listed(asked.columns);
    sum.filter(one => !isNumber(one)).forEach(one => refuse("no_numbers", { column: one.name }));
    const limit = Math.min(Math.max(Math.trunc(Number(asked.limit)) || LIMIT, 1), MOST);
    return { table: asked.table, columns: shown.length ? shown : columns, where, group, sum, sort: asked.sort, down: asked.down === true, limit };
  };
  const bound = (column, text) => {
    if (!text || column.kind === "text" || column.kind === "flag" && /^(true|false)$/.test(text)) return text;
    const [, sign, digits, , rest = ""] = /^(-?)(\d+)(\.(\d+))?$/.exec(text) ?? [];
    if (column.kind === "float" && digits) return Number(text);
    if (column.kind === "exact" && digits && rest.length <= column.scale) return BigInt(sign + digits + rest.padEnd(column.scale, "0"));
    const isDay = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?$/.test(text) && !Number.isNaN(Date.parse(text));
    if ((column.kind === "date" || column.kind === "moment") && isDay) return column.kind === "date" ? text.slice(0, 10) : text + "T00:00:00Z".slice(text.length - 10);
    return refuse(isNumber(column) ? "no_number" : column.kind === "flag" ? "no_flag" : "no_date", { text, scale: column.scale, column: column.name });
  };
  // Answering, with the rules of SQL: an empty cell meets no condition but “is empty”, and a sum of nothing is empty.
  const holds = ({ column, condition, bounds: [first, last] }, row) => {
    const value = row[column.name];
    if (value === null || condition === "empty" || condition === "filled") return (value === null) === (condition === "empty");
    if (condition === "is") return value === first;
    if (condition === "contains") return value.toLowerCase().includes(first.toLowerCase());
    return (first === "" || value >= first) && (last === "" || value <= last);
  };
  const grouped = ({ group, sum }, apart, rows) => {
    const groups = new Map(group.length ? [] : [["[]", []]]);
    for (const row of rows) {
      const key = JSON.stringify(group.map(one => row[one.name] === null ? null : String(row[one.name])));
      groups.set(key, groups.get(key) ?? []).get(key).push(row);
    }
    return [...groups.values()].map(members => {
      const isMixed = apart.some(one => new Set(members.map(row => row[one])).size > 1);
      const sums = sum.flatMap(one => {
        const values = members.map(row => row[one.name]).filter(value => value !== null);
        return [isMixed || !values.length ? null : values.reduce((total, value) => total + value), BigInt(members.length - values.length)];
      });
      return Object.assign([...group.map(one => members[0][one.name]), BigInt(members.length), ...sums], { isMixed });
    });
  };
  const compare = (one, other, sign) => one === other ? 0 : one === null ? 1 : other === null ? -1 : one < other ? -sign : sign;
  const answer = (query, { columns, rows }) => {
    const { group, sum } = query, kept = rows.filter(row => query.where.every(one => holds(one, row)));
    const apart = group && sum.length ? UNLIKE.filter(name => columns.some(one => one.name === name) && !group.some(one => one.name === name)) : [];
    const count = name => ({ name, kind: "exact", scale: 0 }), sums = sum.flatMap(one => [{ ...one, name: `sum_${one.name}` }, count(`empty_${one.name}`)]);
    const shown = group ? [...group, count("row_count"), ...sums] : query.columns;
    const found = group ? grouped(query, apart, kept) : kept.map(row => shown.map(one => row[one.name]));
    const first = shown.findIndex(one => one.name === query.sort);
    if (query.sort && first < 0) refuse("no_sorting", { column: query.sort });
    const order = query.sort || group ? [...(first < 0 ? [] : [[first, query.down ? -1 : 1]]), ...shown.map((_, place) => [place, 1])] : [];
    found.sort((one, other) => order.reduce((decided, [place, sign]) => decided || compare(one[place], other[place], sign), 0));
    return { shown, apart, order, count: found.length, mixed: found.filter(row => row.isMixed).length, found: found.slice(0, query.limit) };
  };
  // Saying: as text, as SQL for DuckDB, as CSV in the form of the edition's own CSV files.
  const printed = (value, { scale }) => {
    if (typeof value === "number") return Number.isInteger(value) ? value.toFixed(1) : String(value);
    if (typeof value !== "bigint" || !scale) return String(value);
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
    return `${value < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
  const quoted = text => `"${text.replaceAll('"', '""')}"`;
  const literal = (value, column) => isNumber(column) ? printed(value, column)
    : `${{ date: "date ", moment: "timestamp " }[column.kind] ?? ""}'${value.replaceAll("'", "''")}'`;
  const condition = ({ column, condition: how, bounds }) => {
    const name = quoted(column.name), ends = bounds.map((end, last) => end === "" ? "" : `${name} ${last ? "<=" : ">="} ${literal(end, column)}`);
    if (how === "is") return `${name} = ${literal(bounds[0], column)}`;
    if (how === "contains") return `contains(lower(${name}), lower(${literal(bounds[0], column)}))`;
    return how === "between" && ends.filter(Boolean).join(" and ") || `${name} is ${how === "empty" ? "" : "not "}null`;
  };
  const sqlOf = ({ table, columns, where, group, sum, limit }, { shown, order, apart }) => {
    const alike = apart.map(name => `count(distinct coalesce(${quoted(name)}, '')) < 2`).join(" and ");
    const total = name => alike ? `case when ${alike} then sum(${name}) end` : `sum(${name})`;
    const sums = sum.map(one => `${total(quoted(one.name))} as ${quoted(`sum_${one.name}`)}, count(*) - count(${quoted(one.name)}) as ${quoted(`empty_${one.name}`)}`);
    const names = (group ?? columns).map(one => quoted(one.name)), sorted = order.map(([place, sign]) => `${quoted(shown[place].name)}${sign < 0 ? " desc" : ""} nulls last`);
    const clauses = [["where ", where.map(condition), " and "], ["group by ", group ? names : [], ", "], ["order by ", sorted, ", "]];
    const said = clauses.filter(([, parts]) => parts.length).map(([word, parts, between]) => word + parts.join(between));
    return [`select ${[...names, ...(group ? [`count(*) as "row_count"`, ...sums] : [])].join(", ")}`, `from '${table}.parquet'`, ...said, `limit ${limit};`].join("\n");
  };
  const csvCell = (value, column) => {
    const text = value === null ? "" : printed(value, column), safe = column.kind === "text" && /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return value !== null && (safe === "" || /[",\n\r]/.test(safe)) ? quoted(safe) : safe;
  };
  const csvOf = ({ shown, found }) => [shown.map(one => one.name), ...found.map(row => row.map((value, place) => csvCell(value, shown[place])))].join("\n") + "\n";
  // Showing: the form says what the address says, and asking changes the address.
  const make = (tag, facts, ...inside) => { const made = Object.assign(document.createElement(tag), facts); made.append(...inside); return made; };
  const options = (pairs, chosen) => pairs.map(([value, text = value]) => make("option", { value, textContent: text, selected: value === chosen }));
  const boxes = (kind, columns, chosen) => at(kind).replaceChildren(...columns.map(one =>
    make("label", { title: one.words }, make("input", { type: "checkbox", name: kind, value: one.name, checked: chosen.includes(one) }), ` ${one.name}`)));
  const addFilter = (columns, [chosen, how = "is", ...values] = []) => {
    const line = at("filter").content.firstElementChild.cloneNode(true), [column, means, from, to] = line.querySelectorAll("select, input");
    const fit = () => {
      const isText = columns.find(one => one.name === column.value).kind === "text", pairs = CONDITIONS.map(one => [one, say(one)]);
      means.replaceChildren(...options(pairs.filter(([value]) => value !== "contains" || isText), means.value || how));
      [from.parentElement.hidden, to.parentElement.hidden] = [["empty", "filled"].includes(means.value), means.value !== "between"];
    };
    column.append(...options(columns.map(one => [one.name]), chosen));
    [from.value = "", to.value = ""] = values;
    fit();
    [column, means].forEach(one => one.addEventListener("change", fit));
    line.querySelector("button").addEventListener("click", () => { line.remove(); at("add").focus(); });
    line.setAttribute("aria-label", say("filter", { n: at("filters").childElementCount + 1 }));
    at("filters").append(line);
  };
  const fill = (asked, query, columns, shown) => {
    boxes("columns", columns, query.columns);
    boxes("group", columns, query.group ?? []);
    boxes("sum", columns.filter(isNumber), query.sum);
    at("filters").replaceChildren();
    (asked.where ?? []).forEach(one => addFilter(columns, one));
    at("sort").replaceChildren(...options([["", say("as_it_comes")], ...[...new Set([...shown, ...columns].map(one => one.name))].map(name => [name])], query.sort));
    [at("table").value, at("grouped").checked, at("down").checked, at("limit").value] = [query.table, query.group !== null, query.down, query.limit];
  };
  const filled = () => {
    const ticked = kind => [...document.querySelectorAll(`input[name=${kind}]:checked`)].map(one => one.value);
    const where = [...at("filters").children].map(line => [...line.querySelectorAll("select, input")].map(one => one.value));
    const kind = at("grouped").checked ? { group: ticked("group"), sum: ticked("sum") } : { columns: ticked("columns") };
    return { table: at("table").value, ...kind, where, sort: at("sort").value || undefined, down: at("down").checked, limit: Number(at("limit").value) };
  };
  const show = (query, result) => {
    const made = (tag, text, column, facts) => make(tag, { textContent: text, className: isNumber(column) ? "n" : "", ...facts });
    const cell = (value, place) => value === null ? make("td", { className: "none", textContent: say("nothing") }) : made("td", printed(value, result.shown[place]), result.shown[place]);
    const head = result.shown.map(one => made("th", one.name, one, { scope: "col", title: one.words ?? "" }));
    const body = result.found.map(row => make("tr", {}, ...row.map(cell)));
    at("result").replaceChildren(make("caption", { textContent: say("caption", query) }), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body));
    [at("sql").textContent, at("status").textContent] = [sqlOf(query, result), say("rows", { shown: result.found.length, all: result.count })];
    [at("mixed").textContent, at("mixed").hidden] = [say(result.mixed === 1 ? "mixed_one" : "mixed_many", { n: result.mixed }), !result.mixed];
  };
  const run = async () => {
    const address = location.hash;
    try {
      const asked = address.length > 1 && !isPlace() ? JSON.parse(decodeURIComponent(address.slice(1))) : JSON.parse(at("first").textContent);
      if (![...at("table").options].some(one => one.value === asked?.table)) refuse("no_table", { table: asked?.table });
      if (!held.has(asked.table)) held.set(asked.table, await read(asked.table));
      if (address !== location.hash) return; // somebody asked on in the meantime
      const table = held.get(asked.table), query = settle(asked, table.columns), result = answer(query, table);
      latest = { query, result };
      fill(asked, query, table.columns, result.shown);
      show(query, result);
      [at("ask").hidden, at("refused").hidden] = [false, true];
    } catch (problem) {
      const said = problem instanceof Refusal ? problem.message : say("unreadable");
      [at("refused").textContent, at("refused").hidden] = [said, false];
    }
  };
  const ask = query => { location.hash = encodeURIComponent(JSON.stringify(query)); };
  const download = () => {
    const link = make("a", { href: URL.createObjectURL(new Blob([csvOf(latest.result)], { type: "text/csv" })), download: `${latest.query.table}.query.csv` });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  if (!location.protocol.startsWith("http")) return; // no browser lets a page read the files beside it; the page says what to do
  at("served").hidden = true;
  at("form").addEventListener("submit", event => { event.preventDefault(); ask(filled()); });
  at("table").addEventListener("change", () => ask({ table: at("table").value, limit: LIMIT }));
  at("add").addEventListener("click", () => { addFilter(held.get(at("table").value).columns); at("filters").lastElementChild.querySelector("select").focus(); });
  at("download").addEventListener("click", download);
  addEventListener("hashchange", () => isPlace() || run());
  run();
})();
