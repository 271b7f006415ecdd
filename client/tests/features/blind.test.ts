import { constants, generateKeyPairSync, privateDecrypt, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { blind, unblind } from '../../src/features/learning/polls/blind.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const modulus = publicKey.export({ format: 'jwk' }).n ?? '';

/** What the server does: the private operation on a number, whatever it stands for. */
const sign = (blinded: string) =>
  privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, Buffer.from(blinded, 'base64url')).toString(
    'base64url',
  );

const isValid = (token: string, signature: string) =>
  verify(
    'sha384',
    Buffer.from(token, 'base64url'),
    { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 },
    Buffer.from(signature, 'base64url'),
  );

describe('a blind signature', () => {
  it('is a signature of the token as OpenSSL knows them', async () => {
    for (let count = 0; count < 20; count += 1) {
      const made = await blind(modulus);
      expect(isValid(made.token, unblind(modulus, made, sign(made.blinded)))).toBe(true);
    }
  });

  it('is of one token alone', async () => {
    const [made, other] = [await blind(modulus), await blind(modulus)];
    expect(isValid(other.token, unblind(modulus, made, sign(made.blinded)))).toBe(false);
  });

  it('is not taken where something else was signed', async () => {
    const [made, other] = [await blind(modulus), await blind(modulus)];
    expect(() => unblind(modulus, made, sign(other.blinded))).toThrow();
  });

  it('shows nothing of the token in what is sent', async () => {
    const made = await blind(modulus);
    expect(made.blinded).not.toContain(made.token.slice(0, 20));
    expect((await blind(modulus)).blinded).not.toBe(made.blinded);
  });
});
