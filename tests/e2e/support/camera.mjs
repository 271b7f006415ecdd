// Cameras that show one colour each, so that a picture says whose it is.

/** Far enough apart to be told from each other after any codec. */
export const COLOURS = {
  professor: [230, 30, 30],
  student1: [30, 200, 40],
  student2: [40, 60, 230],
  student3: [235, 220, 40],
  student4: [220, 50, 220],
  guest: [40, 210, 215],
};

/**
 * Runs in the page: its camera is a canvas of that colour, in which a grey mark moves, so that there is something to send.
 * Small, slow and without work on the sound: one machine does this for a whole class.
 */
export function paintCamera([red, green, blue]) {
  const { mediaDevices } = navigator;
  if (!mediaDevices) return;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  const paint = () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 });
    const context = canvas.getContext('2d');
    let step = 0;
    setInterval(() => {
      context.fillStyle = `rgb(${red} ${green} ${blue})`;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.fillStyle = 'gray';
      context.fillRect((step += 4) % canvas.width, 0, 4, 4);
    }, 200);
    return canvas.captureStream(5).getVideoTracks()[0];
  };
  mediaDevices.getUserMedia = async ({ audio, video }) => {
    const stream = audio ? await open({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }) : new MediaStream();
    if (video) stream.addTrack(paint());
    return stream;
  };
}

/** Whose picture each video of others shows, by its colour in the middle: what the tile says, and what is seen. */
export const facesSeen = (page) =>
  page.evaluate((known) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const seen = {};
    for (const video of document.querySelectorAll('video[data-participant][data-slot]')) {
      if (video.paused || video.hidden || video.videoWidth === 0) continue;
      const { videoWidth: width, videoHeight: height } = video;
      // Below the grey mark, which moves along the top.
      context.drawImage(video, width / 4, height / 2, width / 2, height / 4, 0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      const away = ([r, g, b]) => (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
      const [name] = Object.entries(known).toSorted(([, one], [, other]) => away(one) - away(other))[0];
      seen[video.dataset.participant] = away(known[name]) < 6_000 ? name : `rgb(${red} ${green} ${blue})`;
    }
    return seen;
  }, COLOURS);
