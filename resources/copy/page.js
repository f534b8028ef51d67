// The page: locked, open, and locked again.

const IDLE = 10 * 60 * 1000;
const WARNING = 60 * 1000;
const TICK = 1000;

let state = null; // {copy, key, draft} while open
let keptDraft = null; // sealed, while locked
let lastUse = Date.now();

function say(id, text) {
  byId(id).textContent = text;
}

function band(copy, whose) {
  const whom = copy.for_whom.trim();
  const both = whose && whom ? WORDS.from_for : whose ? WORDS.from : WORDS.for;
  const day = dayInWords(copy.on);
  const left = whose || whom ? ours("p", filled(both, { name: isolated(whose), whom: isolated(whom) })) : null;
  const right = make(
    "div",
    { class: "dates" },
    ours("p", filled(WORDS.version, { number: copy.number, day })),
    ours("p", filled(WORDS.review, { day: dayInWords(copy.review_by) })),
  );
  return make("header", { class: "band quiet" }, left, right);
}

function today() {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function pastLine(copy) {
  if (today() <= copy.review_by) {
    return null;
  }
  const day = dayInWords(copy.review_by);
  return make("div", { class: "notice past" }, ours("p", filled(WORDS.past, { day })));
}

function contents(parts) {
  const links = parts.map((part, at) => {
    const link = make("a", { href: `#part-${at}` });
    link.append((part.isTheirs ? theirs : ours)("span", part.title, { class: "said" }));
    return make("li", {}, link);
  });
  const heading = ours("h2", WORDS.contents, { id: "contents-title" });
  return make("nav", { class: "contents", "aria-labelledby": "contents-title" }, heading, make("ul", {}, ...links));
}

function partElement(part, at, level, draft, whose) {
  const heading = (part.isTheirs ? theirs : ours)(`h${level}`, part.title, { id: `part-${at}`, tabindex: -1 });
  const element = make("section", { class: "part", "aria-labelledby": `part-${at}` }, heading);
  element.append(...part.body(level + 1));
  if (draft && part.id) {
    element.append(answerBox(part, draft, whose, at));
  }
  return element;
}

function partElements(parts, draft, whose) {
  const many = parts.length >= MANY_PARTS && new Set(parts.map((part) => part.stage)).size > 2;
  let stage = null;
  return parts.flatMap((part, at) => {
    const opens = many && part.stage && part.stage !== stage;
    stage = part.stage;
    const above = opens ? [ours("h2", WORDS.stages[part.stage], { class: "stage" })] : [];
    return [...above, partElement(part, at, many && part.stage ? 3 : 2, draft, whose)];
  });
}

function showCopy() {
  const { copy, draft } = state;
  const plan = copy.plan;
  const whose = plan.about.called.trim() || plan.about.name.trim();
  const parts = allParts(plan);
  const answers = copy.reply_key ? draft : null;
  const title = plan.title.trim();
  const h1 = (title ? theirs : ours)("h1", title || WORDS.untitled, { tabindex: -1, id: "title" });
  const lead = whose ? filled(WORDS.lead_named, { name: isolated(whose) }) : WORDS.lead;
  const main = make("main", { lang: plan.language, dir: copy.direction === "rtl" ? "rtl" : "ltr" });
  main.append(...[band(copy, whose), pastLine(copy), h1, ours("p", lead, { class: "lead quiet" })].filter(Boolean));
  main.append(...(parts.length > 3 ? [contents(parts)] : []));
  main.append(...(parts.length ? partElements(parts, answers, whose) : [ours("p", WORDS.nothing)]));
  main.append(...(answers && parts.some((part) => part.id) ? [replyForm(copy, parts, draft, whose)] : []));
  main.append(make("footer", { class: "quiet foot" }, ours("p", WORDS.wishes)));
  byId("pages").replaceChildren(main);
  byId("locked").hidden = true;
  byId("open").hidden = false;
  numberPages(copy);
  window.scrollTo(0, 0);
  h1.focus();
}

// On paper every page says which version it is: in its margin, or where a browser has no words in margins,
// in a line that is repeated under the text.
function numberPages(copy) {
  const version = filled(WORDS.version, { number: copy.number, day: dayInWords(copy.on) });
  const stamp = `${version} · ${filled(WORDS.review, { day: dayInWords(copy.review_by) })}`;
  if (!numberedMargins(stamp)) {
    byId("pages").firstChild.classList.add("repeats");
    byId("pages").firstChild.append(ours("div", stamp, { class: "running quiet" }));
  }
}

function numberedMargins(stamp) {
  const quoted = (text) =>
    `"${text.replace(/[^A-Za-z0-9 ]/gu, (sign) => `\\${sign.codePointAt(0).toString(16)} `)}"`;
  const [before, between, after] = WORDS.page_of.split(/\{pages?\}/);
  const count = `${quoted(before)} counter(page) ${quoted(between)} counter(pages) ${quoted(after)}`;
  const boxes = `@bottom-left { content: ${quoted(stamp)} } @bottom-right { content: ${count} }`;
  const sheet = document.styleSheets[0];
  const at = sheet.insertRule(`@page { ${boxes} }`, sheet.cssRules.length);
  return sheet.cssRules[at].cssText.includes("bottom-right");
}

// Everything that was read or typed leaves the page at once; a half-written answer is sealed first.
async function lock() {
  if (!state) {
    return;
  }
  const { key, draft } = state;
  state = null;
  byId("pages").replaceChildren();
  byId("open").hidden = true;
  hideWarning();
  byId("locked").hidden = false;
  byId("passphrase").value = "";
  hidePassphrase();
  say("trouble", "");
  say("status", WORDS.locked);
  window.scrollTo(0, 0);
  byId("passphrase").focus();
  if (Object.keys(draft.answers).length || draft.name || draft.role) {
    keptDraft = await sealedDraft(key, draft);
    say("status", draft.unsaved ? `${WORDS.locked} ${WORDS.kept}` : WORDS.locked);
  }
}

async function unlock(event) {
  event.preventDefault();
  const field = byId("passphrase");
  say("trouble", "");
  if (!field.value.trim()) {
    say("trouble", WORDS.empty);
    field.focus();
    return;
  }
  busy(true);
  try {
    const opened = await openCopy(byId("sealed").textContent, field.value);
    const draft = keptDraft ? await openedDraft(opened.key, keptDraft) : newDraft();
    state = { ...opened, draft };
    used();
    showCopy();
    field.value = "";
    hidePassphrase();
    busy(false);
  } catch (error) {
    state = null;
    byId("pages").replaceChildren();
    byId("open").hidden = true;
    byId("locked").hidden = false;
    busy(false);
    say("trouble", WORDS[error instanceof Refused ? error.message : "damaged"]);
    field.focus();
    field.select();
  }
}

function busy(is) {
  say("status", is ? WORDS.working : "");
  byId("go").disabled = is;
  byId("passphrase").readOnly = is;
  byId("unlock").setAttribute("aria-busy", String(is));
}

function hidePassphrase() {
  byId("passphrase").type = "password";
  say("show", WORDS.show);
}

function showOrHide() {
  const hidden = byId("passphrase").type === "password";
  byId("passphrase").type = hidden ? "text" : "password";
  say("show", hidden ? WORDS.hide : WORDS.show);
  byId("passphrase").focus();
}

function used(event) {
  if (event && event.target.closest && event.target.closest("#soon")) {
    return; // its button must not go away under the finger that presses it
  }
  lastUse = Date.now();
  hideWarning();
}

function hideWarning() {
  byId("soon").hidden = true;
  say("soon-words", "");
}

function watch() {
  const idle = Date.now() - lastUse;
  if (!state) {
    return;
  }
  if (idle >= IDLE) {
    lock();
  } else if (idle >= IDLE - WARNING && byId("soon").hidden) {
    byId("soon").hidden = false;
    say("soon-words", byId("soon-words").dataset.words);
  }
}

function trouble() {
  if (window.isSecureContext === false) {
    return WORDS.http;
  }
  const able = window.crypto && crypto.subtle && window.TextDecoder && Element.prototype.replaceChildren;
  return able ? "" : WORDS.old;
}

function start() {
  const why = trouble();
  if (why) {
    byId("old").textContent = why;
    return;
  }
  byId("old").remove();
  byId("unlock").hidden = false;
  byId("unlock").addEventListener("submit", unlock);
  byId("show").addEventListener("click", showOrHide);
  byId("lock").addEventListener("click", lock);
  byId("stay").addEventListener("click", () => used());
  byId("print").addEventListener("click", () => window.print());
  byId("passphrase").addEventListener("keyup", (event) => {
    say("caps", event.getModifierState && event.getModifierState("CapsLock") ? WORDS.caps : "");
  });
  for (const kind of ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "input"]) {
    document.addEventListener(kind, used, { passive: true, capture: true });
  }
  window.addEventListener("pagehide", lock);
  window.addEventListener("beforeunload", (event) => {
    if (state && state.draft.unsaved) {
      event.preventDefault();
    }
  });
  setInterval(watch, TICK);
  byId("passphrase").focus();
}

start();
