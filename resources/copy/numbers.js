// Numbers inside someone's words: any run of digits keeps its order, and what can be rung is a link.

const RUN = /(?:\+\s?|\(\+?)?\p{Nd}(?:[\p{Nd}()/.:\u2010-\u2013\u00a0 -]{0,30}\p{Nd})?\)?/gu;
const DATE = /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[:.]\d{2}(\s?[-–]\s?\d{1,2}[:.]\d{2})?)$/;
const YEARS = /^(?:19|20)\d\d\s?[-–/ ]\s?(?:19|20)?\d\d$/;
const SHORT = /^(?:999|112|911|111|101|105|988|000|116 ?\d{3})$/;

// Digits of other scripts as 0 to 9: each script has its ten side by side, from a multiple of 16 or 6 after.
function plainDigits(text) {
  return text.replace(/[^\x00-\x7f]/gu, (sign) => {
    if (!/\p{Nd}/u.test(sign) || sign.codePointAt(0) > 0xffff) {
      return sign;
    }
    const point = sign.codePointAt(0);
    const zero = /\p{Nd}/u.test(String.fromCodePoint(point & ~15)) ? point & ~15 : (point & ~15) + 6;
    return String(point - zero);
  });
}

function canBeRung(run, isPhone) {
  const plain = plainDigits(run.trim());
  const digits = plain.replace(/\D/g, "");
  if (isPhone) {
    return digits.length >= 3 && digits.length <= 15;
  }
  if (DATE.test(plain) || YEARS.test(plain)) {
    return false;
  }
  if (SHORT.test(plain)) {
    return digits.length > 5;
  }
  const startsRight = "+(".includes(plain[0]) || digits[0] === "0" || digits.length >= 10 || plain.includes("-");
  return digits.length >= 7 && digits.length <= 15 && startsRight;
}

function toRing(run) {
  const plain = plainDigits(run);
  return "tel:" + (/^\s*\(?\+/.test(plain) ? "+" : "") + plain.replace(/\D/g, "");
}

// The text in pieces: {text}, {digits}, or {digits, tel}.
function* pieces(text, isPhone) {
  let done = 0;
  for (const found of text.matchAll(RUN)) {
    if (found.index > done) {
      yield { text: text.slice(done, found.index) };
    }
    const digits = found[0];
    yield canBeRung(digits, isPhone) ? { digits, tel: toRing(digits) } : { digits };
    done = found.index + digits.length;
  }
  if (done < text.length) {
    yield { text: text.slice(done) };
  }
}
