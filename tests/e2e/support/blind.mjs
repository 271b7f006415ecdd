// The voter's half of blind signatures (RFC 9474, RSABSSA-SHA384-PSS-Randomized), for voters who are no page.
import { createHash, randomBytes } from 'node:crypto';

const SIZE = 256;
const EXPONENT = 65537n;
const HASH = 48;

const number = (bytes) => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytes = (value) => Buffer.from(value.toString(16).padStart(2 * SIZE, '0'), 'hex');
const sha = (...parts) => createHash('sha384').update(Buffer.concat(parts)).digest();

function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus;
  }
  return result;
}

function inverse(value, modulus) {
  let [low, high, coefficient, before] = [value, modulus, 1n, 0n];
  while (low > 1n) {
    const times = high / low;
    [low, high] = [high - times * low, low];
    [coefficient, before] = [before - times * coefficient, coefficient];
  }
  return ((coefficient % modulus) + modulus) % modulus;
}

// EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) for a modulus of 2,048 bits.
function encoded(message) {
  const salt = randomBytes(HASH);
  const hash = sha(Buffer.alloc(8), sha(message), salt);
  const block = Buffer.concat([Buffer.alloc(SIZE - 2 * HASH - 2), Buffer.of(1), salt]);
  const blocks = Array.from({ length: Math.ceil(block.length / HASH) }, (_, n) => sha(hash, Buffer.of(0, 0, 0, n)));
  const mask = Buffer.concat(blocks);
  const masked = block.map((byte, place) => byte ^ mask[place]);
  masked[0] &= 0x7f;
  return Buffer.concat([masked, hash, Buffer.of(0xbc)]);
}

/** A token of somebody's: `sign(blinded)` has it signed. What is cast with a ballot. */
export async function signedToken(key, sign) {
  const modulus = number(Buffer.from(key, 'base64url'));
  const token = randomBytes(64);
  const mask = number(randomBytes(SIZE)) % modulus;
  const blinded = bytes((number(encoded(token)) * power(mask, EXPONENT, modulus)) % modulus).toString('base64url');
  const signature = number(Buffer.from(await sign(blinded), 'base64url'));
  return {
    token: token.toString('base64url'),
    signature: bytes((signature * inverse(mask, modulus)) % modulus).toString('base64url'),
  };
}
