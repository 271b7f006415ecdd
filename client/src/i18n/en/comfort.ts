export default {
  noise: 'Reduce noise',
  levels: { off: 'Off', standard: 'Standard', strong: 'Strong' },
  noiseHelp: {
    off: 'Everything is sent as the microphone hears it, music too.',
    standard: 'The browser takes out steady noise.',
    strong: 'Typing and fans are taken out, too. Music would suffer.',
  },
  blur: 'Blur the background',
  slow: 'Blurring may be slow on this device.',
  blurFailed: 'The background could not be blurred, so your camera is off. Without blur you can turn it on.',
  blurSlow: 'Blurring is too slow on this device, so blur and camera are off. Blur is in the camera’s menu.',
  noiseFailed: 'Strong noise suppression did not start here. The standard one is on.',
  unblurred: 'Your camera is off, so that nobody sees the room unblurred',
  unblurredText: 'To be seen without blur, switch blur off and turn the camera on.',
  retry: 'Try blur again',
};
