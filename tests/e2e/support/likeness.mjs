// A camera that shows somebody before stripes, and a microphone that hears nothing but noise.

/** Stripes of the background, in pixels of a picture 640 wide: wide enough to outlive any codec, too narrow for a blur. */
const STRIPE = 32;

/**
 * Runs in the page. Somebody sits before white and black stripes and nods; the microphone
 * hears a fan, at about −25 dBFS.
 */
export function showLikeness(stripe) {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const [width, height] = [640, 360];
  const camera = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    const oval = (colour, x, y, rx, ry) => {
      context.fillStyle = colour;
      context.beginPath();
      context.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
      context.fill();
    };
    let step = 0;
    const paint = () => {
      step += 1;
      const nod = 6 * Math.sin(step / 4);
      for (let x = 0; x < width; x += stripe) {
        context.fillStyle = (x / stripe) % 2 === 0 ? '#fff' : '#000';
        context.fillRect(x, 0, stripe, height);
      }
      // Shoulders, neck, hair, face.
      oval('#2f4a78', 320, 400, 170, 150);
      context.fillStyle = '#c98f6b';
      context.fillRect(292, 205, 56, 70);
      oval('#2a1c14', 320, 120 + nod, 78, 96);
      oval('#dba583', 320, 138 + nod, 62, 80);
      for (const side of [-1, 1]) {
        oval('#fff', 320 + 24 * side, 128 + nod, 11, 7);
        oval('#201510', 320 + 24 * side, 128 + nod, 5, 6);
        context.fillStyle = '#2a1c14';
        context.fillRect(320 + 24 * side - 14, 110 + nod, 28, 5);
      }
      oval('#c08762', 320, 152 + nod, 9, 14);
      oval('#a8504a', 320, 184 + nod, 22, 6);
    };
    paint();
    setInterval(paint, 66);
    return canvas.captureStream(15).getVideoTracks()[0];
  };
  const microphone = () => {
    const context = new AudioContext({ sampleRate: 48_000 });
    const buffer = context.createBuffer(1, 96_000, 48_000);
    const samples = buffer.getChannelData(0);
    let last = 0;
    for (let index = 0; index < samples.length; index += 1) {
      last = 0.95 * last + 0.05 * (2 * Math.random() - 1);
      samples[index] = last;
    }
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    const output = context.createMediaStreamDestination();
    source.connect(output);
    source.start();
    return output.stream.getAudioTracks()[0];
  };
  mediaDevices.getUserMedia = ({ audio, video }) =>
    Promise.resolve(new MediaStream([...(audio ? [microphone()] : []), ...(video ? [camera()] : [])]));
  // Every picture that any video on the page has shown since it began, by how much of the stripes is in it.
  window.stripes = [];
  const sheet = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
  const pen = sheet.getContext('2d', { willReadFrequently: true });
  /** How far the stripes of the left upper corner stand from each other, 0–1; the whole of 1 is black and white. */
  window.contrast = (video) => {
    pen.drawImage(video, 0, 0, 64, 36);
    const { data } = pen.getImageData(0, 0, 16, 12);
    const values = Array.from({ length: 16 * 12 }, (_, index) => data[4 * index + 1] / 255);
    return Math.max(...values) - Math.min(...values);
  };
  const watch = (video) => {
    const look = () => {
      if (video.videoWidth > 0) window.stripes.push(window.contrast(video));
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  const known = new WeakSet();
  new MutationObserver(() => {
    for (const video of document.querySelectorAll('video')) {
      if (known.has(video)) continue;
      known.add(video);
      watch(video);
    }
  }).observe(document, { childList: true, subtree: true });
}

export const likeness = (page) => page.evaluateOnNewDocument(showLikeness, STRIPE);
