// Runs inside the page of one participant: a publisher draws and sends, a viewer receives and measures. The time at which
// a frame was drawn is written into it as black and white squares, so the viewer can tell how old a picture is.
window.badnet = (() => {
  const BITS = 32;
  const SQUARE = 40; // of 1280: 5 pixels in the smallest layer
  const WIDTH = 1280;
  const HEIGHT = 720;
  const now = () => performance.timeOrigin + performance.now();

  function draw(context, tick) {
    context.fillStyle = `hsl(${tick % 360} 40% 40%)`;
    context.fillRect(0, 0, WIDTH, HEIGHT);
    // Something to encode: discs that move, and text that is to be read.
    for (let i = 0; i < 40; i += 1) {
      context.fillStyle = `hsl(${(i * 47 + tick) % 360} 70% 55%)`;
      context.beginPath();
      context.arc(
        WIDTH / 2 + Math.cos(tick / 40 + i) * (40 + i * 14),
        HEIGHT / 2 + Math.sin(tick / 31 + i * 2) * (20 + i * 8),
        18 + (i % 7) * 4, 0, 7,
      );
      context.fill();
    }
    context.fillStyle = '#fff';
    context.font = '48px sans-serif';
    for (let line = 0; line < 5; line += 1) context.fillText(`seminar ${tick + line * 7919}`, 40 + line * 30, 300 + line * 80);
    const stamp = Math.round(now()) >>> 0;
    for (let bit = 0; bit < BITS; bit += 1) {
      context.fillStyle = (stamp >>> bit) & 1 ? '#fff' : '#000';
      context.fillRect(bit * SQUARE, 0, SQUARE, SQUARE);
    }
  }

  function picture() {
    const canvas = document.createElement('canvas');
    canvas.width = WIDTH;
    canvas.height = HEIGHT;
    const context = canvas.getContext('2d', { alpha: false });
    const track = canvas.captureStream(0).getVideoTracks()[0];
    const began = performance.now();
    let tick = 0;
    const step = () => {
      draw(context, tick);
      track.requestFrame();
      tick = Math.max(tick + 1, Math.floor(((performance.now() - began) * 30) / 1000));
      setTimeout(step, Math.max(0, began + (tick * 1000) / 30 - performance.now()));
    };
    step();
    return track;
  }

  function voice() {
    const context = new AudioContext();
    const out = context.createMediaStreamDestination();
    const gain = context.createGain();
    const sway = context.createOscillator();
    const depth = context.createGain();
    gain.gain.value = 0.3;
    depth.gain.value = 0.15;
    sway.frequency.value = 3;
    sway.connect(depth).connect(gain.gain);
    for (const frequency of [160, 320, 640, 1200]) {
      const tone = context.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(gain);
      tone.start();
    }
    sway.start();
    gain.connect(out);
    return out.stream.getAudioTracks()[0];
  }

  async function gathered(pc) {
    if (pc.iceGatheringState === 'complete') return;
    await new Promise((done) => {
      pc.addEventListener('icegatheringstatechange', () => pc.iceGatheringState === 'complete' && done());
    });
  }

  /** Without candidates the server learns where we are from our checks, which come by the relay. */
  const bare = (sdp) => sdp.split('\r\n').filter((line) => !line.startsWith('a=candidate')).join('\r\n');

  const state = { pc: null, frames: [], samples: [], began: 0 };

  function publisher(layers) {
    const pc = (state.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
    const rates = { q: 150_000, h: 500_000, f: 1_700_000 };
    const scales = { q: 4, h: 2, f: 1 };
    pc.addTransceiver(voice(), { direction: 'sendonly' });
    const video = pc.addTransceiver(picture(), {
      direction: 'sendonly',
      sendEncodings: layers.map((rid) => ({
        rid, scaleResolutionDownBy: scales[rid], maxBitrate: rates[rid], scalabilityMode: 'L1T3',
      })),
    });
    const { codecs } = RTCRtpReceiver.getCapabilities('video');
    video.setCodecPreferences(codecs.filter((codec) => /VP8|rtx/.test(codec.mimeType)));
    return pc;
  }

  const STAMP_HEIGHT = SQUARE / WIDTH;
  const stampCanvas = new OffscreenCanvas(BITS * 2, 2);
  const stampContext = stampCanvas.getContext('2d', { alpha: false, willReadFrequently: true });

  function readStamp(video) {
    stampContext.drawImage(video, 0, 0, video.videoWidth, video.videoWidth * STAMP_HEIGHT, 0, 0, BITS * 2, 2);
    const { data } = stampContext.getImageData(0, 0, BITS * 2, 2);
    let stamp = 0;
    for (let bit = 0; bit < BITS; bit += 1) if (data[bit * 8] > 127) stamp |= 1 << bit;
    return stamp >>> 0;
  }

  function watch(video) {
    const each = (at) => {
      const age = ((Math.round(now()) >>> 0) - readStamp(video)) | 0;
      state.frames.push([Math.round(performance.timeOrigin + at), age, video.videoHeight]);
      video.requestVideoFrameCallback(each);
    };
    video.requestVideoFrameCallback(each);
  }

  function show(pc) {
    const stream = new MediaStream();
    pc.addEventListener('track', ({ track }) => {
      stream.addTrack(track);
      const element = document.createElement(track.kind);
      element.srcObject = new MediaStream([track]);
      element.autoplay = true;
      document.body.append(element);
      if (track.kind === 'video') watch(element);
      element.play().catch(() => {});
    });
  }

  function viewer() {
    const pc = (state.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
    pc.addTransceiver('audio', { direction: 'recvonly' });
    pc.addTransceiver('video', { direction: 'recvonly' });
    show(pc);
    return pc;
  }

  const FIELDS = {
    video: [
      'framesDecoded', 'framesReceived', 'framesDropped', 'freezeCount', 'totalFreezesDuration', 'frameHeight',
      'bytesReceived', 'packetsReceived', 'packetsLost', 'retransmittedPacketsReceived', 'nackCount', 'pliCount',
      'jitterBufferDelay', 'jitterBufferEmittedCount', 'keyFramesDecoded',
    ],
    audio: [
      'totalSamplesReceived', 'concealedSamples', 'silentConcealedSamples', 'concealmentEvents', 'packetsLost',
      'bytesReceived', 'jitterBufferDelay', 'jitterBufferEmittedCount',
    ],
  };

  async function sample() {
    const taken = { at: Math.round(now()) };
    for (const report of (await state.pc.getStats()).values()) {
      if (report.type === 'inbound-rtp') {
        taken[report.kind] = Object.fromEntries(FIELDS[report.kind].map((name) => [name, report[name] ?? 0]));
      } else if (report.type === 'outbound-rtp' && report.kind === 'video') {
        taken[`sent-${report.rid ?? ''}`] = {
          bytes: report.bytesSent, height: report.frameHeight ?? 0, frames: report.framesEncoded,
          limited: report.qualityLimitationReason, active: report.active,
        };
      }
    }
    state.samples.push(taken);
  }

  function sampling() {
    sample();
    setInterval(sample, 250);
  }

  return {
    bare, gathered, state, publisher, viewer, show, sampling, now,
    async offer(pc) {
      state.began = now();
      await pc.setLocalDescription();
      return bare(pc.localDescription.sdp);
    },
    async accept(pc, sdp) {
      await pc.setRemoteDescription({ type: 'answer', sdp });
      sampling();
    },
    async answer(pc, sdp) {
      state.began = now();
      await pc.setRemoteDescription({ type: 'offer', sdp });
      await pc.setLocalDescription();
      sampling();
      return bare(pc.localDescription.sdp);
    },
    taken: () => ({ began: state.began, frames: state.frames, samples: state.samples }),
  };
})();
