// Elements made of words. Text only ever enters the page as text.

const WORDS = JSON.parse(document.getElementById("words").textContent);
const byId = (id) => document.getElementById(id);

function filled(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// A name keeps its own direction inside one of our sentences.
function isolated(text) {
  return /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/.test(text)
    ? `\u2068${text}\u2069`
    : text;
}

// Words of the page itself.
function ours(tag, text, attributes = {}) {
  const { lang, dir } = document.documentElement;
  return make(tag, { lang, dir, ...attributes }, text);
}

// Words of the person, each number in its own order.
function theirs(tag, text, { isPhone = false, ...attributes } = {}) {
  const element = make(tag, { dir: "auto", class: "said", ...attributes });
  for (const piece of pieces(text, isPhone)) {
    if (piece.tel) {
      const number = make("bdi", { dir: "ltr" }, piece.digits);
      element.append(make("a", { href: piece.tel, class: "number" }, number));
    } else {
      element.append(piece.digits ? make("bdi", { dir: "ltr" }, piece.digits) : piece.text);
    }
  }
  return element;
}

function button(text, kind, pressed) {
  const element = ours("button", text, { type: "button", class: kind });
  element.addEventListener("click", pressed);
  return element;
}

// `YYYY-MM-DD` in words; other text as it is.
function dayInWords(text) {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const month = found && WORDS.months[Number(found[2]) - 1];
  return month ? filled(WORDS.day, { day: Number(found[3]), month, year: found[1] }) : text;
}
