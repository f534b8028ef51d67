// The sealed copy: section 10 of the format.

const MOST_ROUNDS = 2000000;

class Refused extends Error {}

function refuse(why) {
  throw new Refused(why);
}

async function wholeBytes(text) {
  let bytes;
  try {
    bytes = fromBase64(text);
  } catch (error) {
    refuse("damaged");
  }
  const end = bytes.length - 32;
  if (bytes.length < 373 || !same(bytes.subarray(0, 5), joined(utf8("WPCO"), [1]))) {
    refuse("damaged");
  }
  if (!same(await digest(bytes.subarray(0, end)), bytes.subarray(end))) {
    refuse("damaged");
  }
  return bytes.subarray(0, end);
}

// The key and the check key of a passphrase.
async function stretched(passphrase, salt, rounds) {
  const spaced = passphrase.normalize("NFKC").replace(/[\t\n\r ]+/g, " ").replace(/^ | $/g, "");
  const typed = await crypto.subtle.importKey("raw", utf8(spaced), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-512", salt, iterations: rounds };
  const both = new Uint8Array(await crypto.subtle.deriveBits(how, typed, 512));
  return [both.subarray(0, 32), both.subarray(32)];
}

async function rightKey(bytes, passphrase) {
  const rounds = number32(bytes.subarray(5, 9));
  if (rounds < 1 || rounds > MOST_ROUNDS) {
    refuse("damaged");
  }
  for (const tried of new Set([passphrase, passphrase.toLowerCase()])) {
    const [key, checkKey] = await stretched(tried, bytes.slice(9, 25), rounds);
    if (same(await hmac(checkKey, bytes.subarray(0, 25)), bytes.subarray(25, 57))) {
      return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
    }
  }
  return refuse("wrong");
}

// What is sealed in the page's own text, and the key that opened it.
async function openCopy(text, passphrase) {
  const bytes = await wholeBytes(text);
  const key = await rightKey(bytes, passphrase);
  try {
    const how = { name: "AES-GCM", iv: bytes.slice(57, 69), additionalData: bytes.slice(0, 57) };
    const content = unpadded(new Uint8Array(await crypto.subtle.decrypt(how, key, bytes.slice(69))));
    const copy = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(content));
    if (copy.format !== "wellplan-copy" || copy.version !== 1) {
      refuse("damaged");
    }
    return { copy, key };
  } catch (error) {
    return refuse("damaged");
  }
}

// An answer that is half written is kept under the copy's own key while the page is locked.
async function sealedDraft(key, draft) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, padded(utf8(JSON.stringify(draft))));
  return { iv, sealed };
}

async function openedDraft(key, { iv, sealed }) {
  const content = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
  return JSON.parse(new TextDecoder().decode(unpadded(new Uint8Array(content))));
}
