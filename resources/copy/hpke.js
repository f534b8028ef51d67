// HPKE (RFC 9180), base mode, single-shot: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.

const KEM = joined(utf8("KEM"), [0x00, 0x10]);
const SUITE = joined(utf8("HPKE"), [0x00, 0x10, 0x00, 0x01, 0x00, 0x02]);
const CURVE = { name: "ECDH", namedCurve: "P-256" };
const NOTHING = new Uint8Array(0);
// HMAC pads its key with zeros, and some browsers refuse an empty one: these are the same key.
const NO_SALT = new Uint8Array(32);

function labeledExtract(suite, salt, label, material) {
  return hmac(salt, joined(utf8("HPKE-v1"), suite, utf8(label), material));
}

// At most 32 bytes: the first block of HKDF-Expand is all that is asked for.
async function labeledExpand(suite, key, label, info, length) {
  const labeled = joined([0, length], utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmac(key, joined(labeled, [1]))).slice(0, length);
}

async function encapsulated(publicBytes, ephemeral) {
  const theirs = await crypto.subtle.importKey("raw", publicBytes, CURVE, false, []);
  const enc = new Uint8Array(await crypto.subtle.exportKey("raw", ephemeral.publicKey));
  const how = { name: "ECDH", public: theirs };
  const shared = new Uint8Array(await crypto.subtle.deriveBits(how, ephemeral.privateKey, 256));
  const key = await labeledExtract(KEM, NO_SALT, "eae_prk", shared);
  return [enc, await labeledExpand(KEM, key, "shared_secret", joined(enc, publicBytes), 32)];
}

async function schedule(secretBytes, info) {
  const nobody = await labeledExtract(SUITE, NO_SALT, "psk_id_hash", NOTHING);
  const context = joined([0], nobody, await labeledExtract(SUITE, NO_SALT, "info_hash", info));
  const secret = await labeledExtract(SUITE, secretBytes, "secret", NOTHING);
  const key = await labeledExpand(SUITE, secret, "key", context, 32);
  return [key, await labeledExpand(SUITE, secret, "base_nonce", context, 12)];
}

// enc ‖ ct. `ephemeral` is a fresh key pair; only a test gives one of its own.
async function sealTo(publicBytes, info, aad, content, ephemeral) {
  const [enc, secret] = await encapsulated(publicBytes, ephemeral);
  const [keyBytes, iv] = await schedule(secret, info);
  const key = await crypto.subtle.importKey("raw", keyBytes, "AES-GCM", false, ["encrypt"]);
  const how = { name: "AES-GCM", iv, additionalData: aad };
  return joined(enc, new Uint8Array(await crypto.subtle.encrypt(how, key, content)));
}

function uuidBytes(uuid) {
  return Uint8Array.from(uuid.replace(/-/g, "").match(/../g), (pair) => parseInt(pair, 16));
}

// The bytes of a reply: section 11 of the format.
async function sealedReply(reply, replyKey) {
  const header = joined(utf8("WPRE"), [1], uuidBytes(reply.copy));
  const info = joined(utf8("wellplan 1 reply"), header);
  const ephemeral = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const content = padded(utf8(JSON.stringify(reply)));
  return joined(header, await sealTo(fromBase64(replyKey), info, NOTHING, content, ephemeral));
}
