// An issuer of OpenID Connect on loopback: whoever comes is signed in at once, as `claims` say.
import { createHash, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';

const b64 = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

export class Issuer {
  #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  #codes = new Map();

  static async start(claims) {
    const issuer = new Issuer();
    issuer.claims = claims;
    issuer.http = http.createServer((request, response) => void issuer.#respond(request, response));
    issuer.http.listen(0, '127.0.0.1');
    await once(issuer.http, 'listening');
    issuer.url = `http://127.0.0.1:${issuer.http.address().port}`;
    return issuer;
  }

  stop() {
    this.http.closeAllConnections();
    this.http.close();
  }

  async #respond(request, response) {
    const { pathname, searchParams } = new URL(request.url, this.url);
    const json = (value, status = 200) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (pathname.endsWith('openid-configuration')) {
      json({
        issuer: this.url,
        authorization_endpoint: `${this.url}/authorize`,
        token_endpoint: `${this.url}/token`,
        jwks_uri: `${this.url}/keys`,
      });
    } else if (pathname === '/keys') {
      json({ keys: [{ ...createPublicKey(this.#keys.privateKey).export({ format: 'jwk' }), kid: 'one', use: 'sig' }] });
    } else if (pathname === '/authorize') {
      const code = randomUUID();
      this.#codes.set(code, searchParams);
      const back = new URL(searchParams.get('redirect_uri'));
      back.search = new URLSearchParams({ code, state: searchParams.get('state') }).toString();
      response.writeHead(302, { location: back.href }).end();
    } else if (pathname === '/token') {
      let body = '';
      for await (const chunk of request) body += chunk;
      const form = new URLSearchParams(body);
      const asked = this.#codes.get(form.get('code'));
      this.#codes.delete(form.get('code'));
      const challenge = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url');
      if (asked?.get('code_challenge') !== challenge) json({ error: 'invalid_grant' }, 400);
      else json({ access_token: 'opaque', token_type: 'Bearer', id_token: this.#idToken(asked) });
    } else {
      json({}, 404);
    }
  }

  #idToken(asked) {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.url, aud: asked.get('client_id'), nonce: asked.get('nonce'), iat: now, exp: now + 300, ...this.claims };
    const text = `${b64({ alg: 'RS256', kid: 'one' })}.${b64(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), this.#keys.privateKey).toString('base64url')}`;
  }
}
