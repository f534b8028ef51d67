// Bytes and text.

const utf8 = (text) => new TextEncoder().encode(text);

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function fromBase64(text) {
  const signs = text.replace(/\s+/g, "");
  const bytes = Uint8Array.from(atob(signs), (sign) => sign.charCodeAt(0));
  // Bits left over in the last sign are 0: no other text is the same bytes.
  if (toBase64(bytes) !== signs) {
    throw new Error("base64");
  }
  return bytes;
}

function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return btoa(text);
}

function number32(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
}

function same(one, other) {
  let difference = one.length ^ other.length;
  for (let at = 0; at < one.length && at < other.length; at += 1) {
    difference |= one[at] ^ other[at];
  }
  return difference === 0;
}

// PADMÉ, as in section 2 of the format.
function paddedLength(length) {
  if (length <= 256) {
    return 256;
  }
  const exponent = 31 - Math.clz32(length);
  const mask = (1 << (exponent - (32 - Math.clz32(exponent)))) - 1;
  return (length + mask) & ~mask;
}

function padded(content) {
  const whole = new Uint8Array(paddedLength(content.length + 4));
  new DataView(whole.buffer).setUint32(0, content.length);
  whole.set(content, 4);
  return whole;
}

function unpadded(bytes) {
  const length = number32(bytes);
  if (length + 4 > bytes.length || paddedLength(length + 4) !== bytes.length) {
    throw new Error("padding");
  }
  if (bytes.subarray(4 + length).some((byte) => byte !== 0)) {
    throw new Error("padding");
  }
  return bytes.subarray(4, 4 + length);
}

async function digest(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

async function hmac(key, bytes) {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
}
