import type en from '../en/comfort.ts';

const text: typeof en = {
  noise: '잡음 줄이기',
  levels: { off: '끄기', standard: '보통', strong: '강하게' },
  noiseHelp: {
    off: '음악까지 마이크에 들리는 그대로 보내요.',
    standard: '브라우저가 일정한 잡음을 줄여요.',
    strong: '타자 소리와 선풍기 소리까지 줄여요. 음악은 잘 들리지 않을 수 있어요.',
  },
  blur: '배경 흐리게',
  slow: '이 기기에서는 배경 흐림이 느릴 수 있어요.',
  blurFailed: '배경을 흐리게 하지 못해 카메라를 껐어요. 배경 흐림을 끄면 켤 수 있어요.',
  blurSlow: '이 기기에서는 배경 흐림이 너무 느려 카메라와 함께 껐어요. 다시 켜려면 카메라 메뉴를 열어 주세요.',
  noiseFailed: '강한 잡음 줄이기를 시작하지 못해 보통으로 바꿨어요.',
  unblurred: '방이 그대로 보이지 않도록 카메라를 껐어요',
  unblurredText: '배경을 그대로 보이려면 배경 흐림을 끄고 카메라를 켜 주세요.',
  retry: '다시 흐리게 해 보기',
};

export default text;
