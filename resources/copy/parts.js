// The plan as parts to read: what matters in a crisis comes first.

const ORDER = ["crisis", "worse", "early", "ups-and-downs", "well", "life", "after"];
const SIGNS = "crisis-signs";
const BARRED = "not-involved";
const MOST_GROUPS = 4;
const SHEET_FIELDS = 5;
const MANY_PARTS = 6;

function shown(plan, item, field) {
  const value = item.values[field.key];
  if (field.type === "tick" || typeof value === "boolean") {
    return value === true ? field.label.trim() || field.key : "";
  }
  const text = (value ?? "").trim();
  if (field.type === "date") {
    return dayInWords(text);
  }
  const person = field.type === "person" && plan.people.find((each) => each.id === text);
  return person ? person.name.trim() || person.role.trim() : text;
}

function saidIn(plan, item, fields) {
  return fields.map((field) => ({ field, text: shown(plan, item, field) })).filter((each) => each.text);
}

function answered({ field, text }) {
  const isPhone = field.type === "phone";
  if (field.type === "tick") {
    return [theirs("dd", text)];
  }
  return [theirs("dt", field.label.trim() || field.key), theirs("dd", text, { isPhone })];
}

// One thing that was written: its first words lead, and the others keep their questions.
function entry(plan, item, fields, isSheet) {
  const said = saidIn(plan, item, fields);
  const leads = !isSheet && said.length > 0 && said[0].field === fields[0] && said[0].field.type !== "tick";
  const rest = leads ? said.slice(1) : said;
  const isPhone = leads && said[0].field.type === "phone";
  const element = make("li", { class: isSheet ? "sheet" : "entry" });
  if (leads) {
    element.append(theirs("p", said[0].text, { isPhone, class: rest.length ? "said lead-words" : "said" }));
  }
  if (rest.length) {
    element.append(make("dl", {}, ...rest.flatMap(answered)));
  }
  return element;
}

function entries(plan, items, fields, isSheet = false) {
  const written = items.filter((item) => saidIn(plan, item, fields).length);
  return make("ul", { class: "entries" }, ...written.map((item) => entry(plan, item, fields, isSheet)));
}

function sectionBlocks(plan, section, level) {
  const fields = section.fields.filter((field) => field.type !== "picture");
  const items = section.items.filter((item) => saidIn(plan, item, fields).length);
  const writing = fields.filter((field) => field.type === "line" || field.type === "text");
  const choice = fields.find((field) => field.type === "choice");
  if (!choice || choice.choices.length > MOST_GROUPS || writing.length >= SHEET_FIELDS) {
    return items.length ? [entries(plan, items, fields, writing.length >= SHEET_FIELDS)] : [];
  }
  const rest = fields.filter((field) => field !== choice);
  const answerOf = (item) => shown(plan, item, choice);
  const answers = new Set(["", ...choice.choices.map((each) => each.trim()), ...items.map(answerOf)]);
  return [...answers].flatMap((answer) => {
    const under = items.filter((item) => answerOf(item) === answer);
    if (!under.length) {
      return [];
    }
    const list = entries(plan, under, rest);
    const heading = theirs(`h${level}`, answer, { class: "answer-heading said" });
    return [...(answer ? [heading] : []), ...(list.children.length ? [list] : [])];
  });
}

function askedOf(sentence, text) {
  const please = sentence.split(" ")[0].toLowerCase();
  if (text.trim().toLowerCase().startsWith(please)) {
    return theirs("p", text.trim());
  }
  const line = make("div", { class: "asked" }, ours("span", sentence, { class: "quiet" }), " ");
  line.append(theirs("div", text.trim()));
  return line;
}

function personEntry(person) {
  const barred = person.not_to_be_involved;
  const [name, role] = [person.name.trim(), person.role.trim()];
  const element = make("li", { class: "entry person" });
  const heading = make("p", { class: "lead-words" });
  if (name || role) {
    heading.append(theirs("bdi", name || role), name && role ? ", " : "");
    heading.append(name && role ? theirs("bdi", role, { class: "said role" }) : "");
  } else {
    heading.append(ours("span", barred ? WORDS.unnamed : WORDS.someone));
  }
  element.append(heading);
  const numbers = person.phones.filter((number) => number.trim());
  for (const number of barred ? [] : numbers) {
    element.append(theirs("p", number.trim(), { isPhone: true, class: "said phone" }));
  }
  for (const text of barred ? [] : [person.when, person.email]) {
    element.append(...(text.trim() ? [theirs("p", text.trim())] : []));
  }
  element.append(...(person.please_do.trim() && !barred ? [askedOf(WORDS.please_do, person.please_do)] : []));
  element.append(...(person.please_dont.trim() ? [askedOf(WORDS.please_dont, person.please_dont)] : []));
  return element;
}

// Each part: {id, stage, title, isTheirs, body(level)}. `id` is what a reply calls it; empty: no reply to it.
function sectionParts(plan, stage) {
  return plan.sections
    .filter((section) => section.stage === stage && !section.hidden && section.key !== BARRED)
    .map((section) => ({
      id: section.id,
      key: section.key,
      stage,
      title: section.title.trim() || WORDS.own_words,
      isTheirs: Boolean(section.title.trim()),
      body: (level) => sectionBlocks(plan, section, level),
    }))
    .filter((part) => part.body(4).length);
}

const listed = (people) => (people.length ? [make("ul", { class: "entries" }, ...people.map(personEntry))] : []);

function peoplePart(plan) {
  const people = plan.people.filter((person) => !person.not_to_be_involved);
  const part = { id: "people", stage: "crisis", title: WORDS.people, body: () => listed(people) };
  return people.length ? [part] : [];
}

// The person's own page of that name, and the people so marked, under one heading.
function barredPart(plan) {
  const people = plan.people.filter((person) => person.not_to_be_involved);
  const pages = plan.sections.filter((section) => section.key === BARRED && !section.hidden);
  const title = pages.map((section) => section.title.trim()).find(Boolean);
  const body = (level) => [...pages.flatMap((page) => sectionBlocks(plan, page, level)), ...listed(people)];
  const id = pages.length ? pages[0].id : "";
  const part = { id, stage: "crisis", title: title || WORDS.barred, isTheirs: Boolean(title), body };
  return body(4).length ? [part] : [];
}

// How others will know comes first, then whom to ring.
function crisisParts(plan) {
  const parts = sectionParts(plan, "crisis");
  const first = parts.filter((part) => part.key === SIGNS);
  const rest = parts.filter((part) => part.key !== SIGNS);
  return [...first, ...peoplePart(plan), ...rest, ...barredPart(plan)];
}

function writtenPart(plan) {
  const { helper, on, well_at_the_time: well } = plan.written_with;
  const sentences = [
    helper.trim() && filled(WORDS.helper, { helper: helper.trim() }),
    on && filled(WORDS.written_on, { day: dayInWords(on) }),
    well && WORDS.well,
  ].filter(Boolean);
  const body = () => [ours("p", sentences.join(" "), { class: "said" })];
  return sentences.length ? [{ id: "", stage: "", title: WORDS.written, body }] : [];
}

function allParts(plan) {
  const stages = ORDER.flatMap((stage) => (stage === "crisis" ? crisisParts(plan) : sectionParts(plan, stage)));
  return [...stages, ...writtenPart(plan)];
}
