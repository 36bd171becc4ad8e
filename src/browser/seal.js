// Sealing with a passphrase, by the browser's own cryptography: PBKDF2 makes the
// key, AES-GCM seals. Salt and nonce stand in front of the sealed bytes. The
// figures belong to the format of links: a change of any is another format.
const ROUNDS = 600_000;
const SALT = 16;
const NONCE = 12;

export async function seal(passphrase, bytes) {
  const head = crypto.getRandomValues(new Uint8Array(SALT + NONCE));
  const key = await derive(passphrase, head.subarray(0, SALT), "encrypt");
  const algorithm = { name: "AES-GCM", iv: head.subarray(SALT) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bytes));
  const all = new Uint8Array(head.length + sealed.length);
  all.set(head);
  all.set(sealed, head.length);
  return all;
}

// Rejects for any other passphrase, and for bytes that were changed.
export async function open(passphrase, bytes) {
  const key = await derive(passphrase, bytes.subarray(0, SALT), "decrypt");
  const algorithm = { name: "AES-GCM", iv: bytes.subarray(SALT, SALT + NONCE) };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(SALT + NONCE)));
}

async function derive(passphrase, salt, use) {
  // Two keyboards may write one passphrase in two ways.
  const text = new TextEncoder().encode(passphrase.normalize("NFKC"));
  const base = await crypto.subtle.importKey("raw", text, "PBKDF2", false, ["deriveKey"]);
  const stretch = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(stretch, base, { name: "AES-GCM", length: 256 }, false, [use]);
}
