// A seat in a seminar without the interface: the page itself speaks the protocol, so that a test decides which addresses it
// may use. Everything in `takeSeat` runs in the page.
export async function takeSeat(page, { url, token, sessionId, answerWith = '', relayOnly = false }) {
  // Any page of the server's will do; its policy is for the client's.
  await page.setBypassCSP(true);
  await page.goto(`${url}/healthz`);
  const join = await page.evaluate(
    async (path, bearer) => {
      const answer = await fetch(path, { method: 'POST', headers: { authorization: `Bearer ${bearer}` } });
      return (await answer.json()).data;
    },
    `/api/v1/sessions/${sessionId}/join`,
    token,
  );
  await page.evaluate(sit, join, answerWith, relayOnly);
  return new Seat(page);
}

class Seat {
  constructor(page) {
    this.page = page;
  }

  /** Protocol, candidate types and round trips of the pair in use, and the packets that have come over it. */
  async path() {
    return this.page.evaluate(async () => {
      const report = await window.seat.pc.getStats();
      const all = [...report.values()];
      const transport = all.find((entry) => entry.type === 'transport');
      const pair = report.get(transport?.selectedCandidatePairId);
      if (!pair) return null;
      const frames = all.filter((entry) => entry.type === 'inbound-rtp' && entry.kind === 'video');
      return {
        local: report.get(pair.localCandidateId),
        remote: report.get(pair.remoteCandidateId),
        state: window.seat.pc.connectionState,
        dtls: transport.dtlsState,
        changes: transport.selectedCandidatePairChanges,
        ufrag: transport.iceLocalUsernameFragment,
        frames: frames.reduce((sum, entry) => sum + (entry.framesDecoded ?? 0), 0),
      };
    });
  }

  async participant() {
    return this.page.evaluate(() => window.seat.participant);
  }

  async watch(participant) {
    await this.page.evaluate(
      (id) => window.seat.ask('media:consume', { want: [{ slot: window.seat.slot, participant: id, width: 640, height: 360 }] }),
      participant,
    );
  }

  /** An ICE restart on the same peer connection (RFC 8829, section 4.1.18). */
  async restart() {
    await this.page.evaluate(() => window.seat.offer({ iceRestart: true }));
  }
}

async function sit(join, answerWith, relayOnly) {
  const socket = new WebSocket(join.ws_url);
  const waiting = new Map();
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  };
  const ask = async (type, fields) => {
    const id = crypto.randomUUID();
    const answered = new Promise((resolve) => waiting.set(id, resolve));
    socket.send(JSON.stringify({ type, id, ...fields }));
    const answer = await answered;
    if (answer.type !== 'ack') throw new Error(`${type}: ${answer.code} ${answer.message}`);
    return answer.data;
  };
  const client = { instance: crypto.randomUUID(), kind: 'desktop', lang: 'en' };
  const entered = await ask('room:join', { token: join.participant_token, client });

  const pc = new RTCPeerConnection({
    iceServers: join.ice_servers.map((server) => Object.fromEntries(Object.entries(server).filter(([, value]) => value))),
    iceTransportPolicy: relayOnly ? 'relay' : 'all',
    bundlePolicy: 'max-bundle',
  });
  const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180 } });
  for (const track of media.getTracks()) pc.addTransceiver(track, { direction: 'sendonly' });
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.ontrack = ({ track }) => {
    const video = document.createElement('video');
    Object.assign(video, { srcObject: new MediaStream([track]), muted: true, autoplay: true });
    document.body.append(video);
  };
  const offer = async (options) => {
    await pc.setLocalDescription(await pc.createOffer(options));
    const { answer, slots } = await ask('media:produce', { offer: pc.localDescription.sdp });
    const lines = answer.split('\r\n');
    const usable = lines.filter((line) => !line.startsWith('a=candidate') || line.includes(` 1 ${answerWith}`));
    await pc.setRemoteDescription({ type: 'answer', sdp: usable.join('\r\n') });
    window.seat.slot = slots.find((slot) => slot.kind === 'video').slot;
  };
  window.seat = { pc, ask, offer, participant: entered.participant_id };
  await offer();
}
