/**
 * The voter's half of blind RSA signatures, RSABSSA-SHA384-PSS-Randomized (RFC 9474): the server signs a token that it
 * does not see, and cannot tell later whose it was. Numbers travel as base64url.
 */

const SIZE = 256;
const EXPONENT = 65537n;
/** Of SHA-384, and of the salt (section 5). */
const HASH = 48;

export interface Blinded {
  /** The prepared message: 32 random bytes before the token's own 32. */
  token: string;
  /** What is sent to be signed. */
  blinded: string;
  /** What takes the blinding off again. */
  inverse: string;
}

/** A new token, blinded for the key of `modulus`. Rejects where the page is not secure: there is no `crypto.subtle`. */
export async function blind(modulus: string): Promise<Blinded> {
  const n = toNumber(decode(modulus));
  const token = crypto.getRandomValues(new Uint8Array(64));
  const message = toNumber(await encodePss(token, 8 * SIZE - 1));
  const mask = randomBelow(n);
  return {
    token: encode(token),
    blinded: encode(toBytes((message * power(mask, EXPONENT, n)) % n)),
    inverse: encode(toBytes(invert(mask, n))),
  };
}

/** The signature of the token, from that of the blinded one. Throws where the server has not signed what was sent. */
export function unblind(modulus: string, { blinded, inverse }: Blinded, signature: string): string {
  const n = toNumber(decode(modulus));
  const signed = toNumber(decode(signature));
  if (power(signed, EXPONENT, n) !== toNumber(decode(blinded))) throw new Error('The signature is of something else');
  return encode(toBytes((signed * toNumber(decode(inverse))) % n));
}

/** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1). */
async function encodePss(message: Uint8Array<ArrayBuffer>, bits: number): Promise<Uint8Array<ArrayBuffer>> {
  const salt = crypto.getRandomValues(new Uint8Array(HASH));
  const hash = await digest(join(new Uint8Array(8), await digest(message), salt));
  const block = join(new Uint8Array(SIZE - 2 * HASH - 2), Uint8Array.of(1), salt);
  const mask = await stretch(hash, block.length);
  const masked = block.map((byte, place) => byte ^ (mask[place] ?? 0));
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * SIZE - bits));
  return join(masked, hash, Uint8Array.of(0xbc));
}

/** MGF1 (RFC 8017 appendix B.2.1). */
async function stretch(seed: Uint8Array<ArrayBuffer>, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  for (let count = 0; count * HASH < length; count += 1)
    blocks.push(await digest(join(seed, Uint8Array.of(0, 0, 0, count))));
  return join(...blocks).slice(0, length);
}

async function digest(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest('SHA-384', data));
}

function join(...parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus)
    if (rest & 1n) result = (result * square) % modulus;
  return result;
}

/** The inverse by Euclid's extended algorithm. */
function invert(value: bigint, modulus: bigint): bigint {
  let [low, high, coefficient, before] = [value, modulus, 1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [coefficient, before] = [before - times * coefficient, coefficient];
  }
  return ((coefficient % modulus) + modulus) % modulus;
}

function randomBelow(limit: bigint): bigint {
  for (;;) {
    const value = toNumber(crypto.getRandomValues(new Uint8Array(SIZE)));
    if (value > 0n && value < limit) return value;
  }
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
}

function toBytes(value: bigint): Uint8Array<ArrayBuffer> {
  const digits = value.toString(16).padStart(2 * SIZE, '0');
  return Uint8Array.from({ length: SIZE }, (_, place) => parseInt(digits.slice(2 * place, 2 * place + 2), 16));
}

function encode(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
}
