// What the reader answers, part by part, and the file it is saved in.

const MOST_WORDS = 10000;
const MOST_NAME = 200;
const MOST_REPLY = 256 * 1024;

// {answers: {part id: {kind, words}}, name, role, id, unsaved}
function newDraft() {
  return { answers: {}, name: "", role: "", id: "", unsaved: false };
}

function answerBox(part, draft, whose, at) {
  const id = `answer-${at}`;
  const legend = whose ? filled(WORDS.answer_to, { name: isolated(whose) }) : WORDS.answer;
  const box = make("fieldset", { class: "answer" });
  const words = make("textarea", { id: `${id}-words`, rows: 3, maxlength: MOST_WORDS, dir: "auto" });
  const label = ours("label", "", { for: words.id });
  const more = make("div", { class: "answer-words", hidden: true }, label, words);
  const choose = (kind) => {
    draft.answers[part.id] = { kind, words: words.value };
    label.textContent = WORDS.your_words[kind];
    more.hidden = false;
  };
  const choices = Object.entries(WORDS.kinds).map(([kind, name]) => {
    const radio = make("input", { type: "radio", name: id, id: `${id}-${kind}`, value: kind });
    radio.addEventListener("change", () => {
      choose(kind);
      draft.unsaved = true;
    });
    return make("span", { class: "choice" }, radio, ours("label", name, { for: radio.id }));
  });
  words.addEventListener("input", () => {
    draft.answers[part.id].words = words.value;
    draft.unsaved = true;
  });
  more.append(
    button(WORDS.take_away, "third", () => {
      delete draft.answers[part.id];
      const chosen = box.querySelector("input:checked");
      chosen.checked = false;
      words.value = "";
      more.hidden = true;
      chosen.focus();
    }),
  );
  box.append(ours("legend", legend, { class: "quiet" }), make("div", { class: "choices" }, ...choices), more);
  const before = draft.answers[part.id];
  if (before) {
    words.value = before.words;
    choose(before.kind);
    box.querySelector(`[value="${before.kind}"]`).checked = true;
  }
  return box;
}

function nameField(id, text, draft, key) {
  const field = make("input", { id, type: "text", maxlength: MOST_NAME, autocomplete: "off", dir: "auto" });
  field.value = draft[key];
  field.addEventListener("input", () => {
    draft[key] = field.value;
    draft.unsaved = true;
  });
  return make("div", { class: "field" }, ours("label", text, { for: id }), field);
}

function replyForm(copy, parts, draft, whose) {
  const told = make("p", { id: "reply-told", class: "trouble", role: "alert" });
  const saved = make("p", { class: "saved", role: "status" });
  const form = make("section", { class: "reply", "aria-labelledby": "reply-title" });
  const save = async () => {
    told.textContent = "";
    saved.textContent = "";
    try {
      saved.textContent = filled(WORDS.saved, { file: await saveReply(copy, parts, draft) });
      draft.unsaved = false;
    } catch (error) {
      told.textContent = error instanceof Refused ? error.message : WORDS.not_saved;
      if (error.message === WORDS.no_name) {
        byId("reply-name").focus();
      }
    }
  };
  const name = whose ? filled(WORDS.save_for, { name: isolated(whose) }) : WORDS.save;
  form.append(
    ours("h2", WORDS.reply_title, { id: "reply-title" }),
    ours("p", WORDS.reply_lead),
    ours("p", WORDS.reply_private, { class: "quiet" }),
    nameField("reply-name", WORDS.your_name, draft, "name"),
    nameField("reply-role", WORDS.your_role, draft, "role"),
    told,
    button(name, "first", save),
    saved,
  );
  return form;
}

function checkedReply(copy, parts, draft) {
  const answers = Object.entries(draft.answers).map(([section, { kind, words }]) => {
    if (kind !== "agreed" && !words.trim()) {
      refuse(filled(WORDS.no_words, { part: parts.find((part) => part.id === section).title }));
    }
    return { section, kind, words: whole(words.trim()) };
  });
  if (!answers.length) {
    refuse(WORDS.no_answer);
  }
  if (!draft.name.trim()) {
    refuse(WORDS.no_name);
  }
  // The file keeps its name until something changes, so that it cannot be taken in twice.
  if (draft.unsaved || !draft.id) {
    draft.id = crypto.randomUUID ? crypto.randomUUID() : randomId();
  }
  const reply = {
    format: "wellplan-reply",
    version: 1,
    id: draft.id,
    copy: copy.id,
    at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    name: whole(draft.name.trim()),
    role: whole(draft.role.trim()),
    answers,
  };
  if (utf8(JSON.stringify(reply)).length > MOST_REPLY) {
    refuse(WORDS.too_long);
  }
  return reply;
}

// Half of a surrogate pair cannot be written in a file.
function whole(text) {
  return new TextDecoder().decode(utf8(text));
}

function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

async function saveReply(copy, parts, draft) {
  const reply = checkedReply(copy, parts, draft);
  const lines = toBase64(await sealedReply(reply, copy.reply_key)).replace(/.{76}/g, "$&\n");
  const text = `${WORDS.file_says}\n\n-----BEGIN WELLPLAN REPLY-----\n${lines}\n-----END WELLPLAN REPLY-----\n`;
  const file = `answer-${reply.at.slice(0, 10)}.txt`;
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = make("a", { href: address, download: file, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return file;
}
