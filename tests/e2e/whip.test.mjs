// WHIP and WHEP from pages of another origin, as players and encoders in a browser call them: each browser publishes and watches.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { chromium, firefox } from './support/browsers.mjs';
import { Server } from './support/server.mjs';
import { until } from './support/until.mjs';

let server, elsewhere, session, professor, student;
const browsers = {};

before(async () => {
  server = await Server.start();
  elsewhere = createServer((request, response) => response.setHeader('content-type', 'text/html').end('<!doctype html>')).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  [browsers.chromium, browsers.firefox] = await Promise.all([chromium(), firefox()]);
  [professor, student] = await Promise.all([server.signIn('professor'), server.signIn('student1')]);
  session = await server.newSession('Programs');
});

after(async () => {
  await Promise.allSettled([browsers.chromium?.close(), browsers.firefox?.close()]);
  elsewhere?.close();
  await server?.stop();
});

async function page(browser) {
  const opened = await browsers[browser].newPage();
  await opened.goto(`http://127.0.0.1:${elsewhere.address().port}/`);
  return opened;
}

// Runs in the page: offer, post, take the answer; what a WHIP or WHEP client is.
async function call(url, token, act) {
  const pc = new RTCPeerConnection();
  window.pc = pc;
  if (act === 'publish') {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360 } });
    for (const track of media.getTracks()) pc.addTransceiver(track, { direction: 'sendonly', streams: [media] });
  } else {
    for (const kind of ['audio', 'video']) pc.addTransceiver(kind, { direction: 'recvonly' });
    for (const { receiver } of pc.getTransceivers()) {
      const element = document.body.appendChild(document.createElement(receiver.track.kind));
      Object.assign(element, { srcObject: new MediaStream([receiver.track]), autoplay: true, muted: receiver.track.kind === 'video' });
    }
  }
  await pc.setLocalDescription();
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' },
    body: pc.localDescription.sdp,
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${await answer.text()}`);
  window.resource = new URL(answer.headers.get('location'), url).href;
  window.etag = answer.headers.get('etag');
  await pc.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
}

// Runs in the page: frames decoded and energy of sound so far (W3C webrtc-stats).
async function received() {
  const seen = { frames: 0, energy: 0 };
  (await window.pc.getStats()).forEach((entry) => {
    if (entry.type !== 'inbound-rtp') return;
    if (entry.kind === 'video') seen.frames += entry.framesDecoded ?? 0;
    else seen.energy += entry.totalAudioEnergy ?? 0;
  });
  return seen;
}

// Runs in the page: one candidate, said with the tag of the ICE session.
async function trickle(token) {
  const answer = await fetch(window.resource, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': window.etag },
    body: 'm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 192.0.2.1 61764 typ host\r\n',
  });
  return answer.status;
}

async function hangUp(token) {
  const answer = await fetch(window.resource, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  return answer.status;
}

describe('WHIP and WHEP in browsers', () => {
  for (const [publisher, viewer] of [['chromium', 'firefox'], ['firefox', 'chromium']]) {
    test(`${publisher} publishes and ${viewer} watches`, { timeout: 120_000 }, async () => {
      const [desk, hall] = await Promise.all([page(publisher), page(viewer)]);
      const url = `${server.url}/api/v1/sessions/${session.id}`;
      await desk.evaluate(call, `${url}/whip`, professor, 'publish');
      await hall.evaluate(call, `${url}/whep`, student, 'watch');
      await until('pictures and sound arrive', async () => {
        const { frames, energy } = await hall.evaluate(received);
        return frames > 20 && energy > 0;
      }, 40_000);
      assert.equal(await desk.evaluate(trickle, professor), 204);
      assert.equal(await hall.evaluate(hangUp, student), 204);
      assert.equal(await desk.evaluate(hangUp, professor), 204);
      await until('the publisher is hung up on', () => desk.evaluate(() => window.pc.connectionState !== 'connected'), 20_000);
      await Promise.all([desk.close(), hall.close()]);
    });
  }
});
