import type en from '../en/prejoin.ts';

const text: typeof en = {
  title: '들어가기 전',
  ready: '들어갈 준비가 됐어요',
  checkMicrophone: '마이크를 확인해 주세요',
  isLive: '지금 수업 중이에요.',
  notStarted: (time) => `${time}에 시작해요. 지금 들어가기를 눌러 두면 시작할 때 바로 들어가요.`,
  startHint: '언제든 시작할 수 있어요. 기다리던 사람들은 저절로 들어와요.',
  listenHint: '지금 들어가면 들을 수 있어요. 말하려면 먼저 마이크를 허용해 주세요.',
  listenOnly: '지금 들어가면 들을 수 있어요.',
  join: '들어가기',
  joinToListen: '듣기만 하며 들어가기',
  start: '수업 시작하기',
  waiting: '수업이 시작되기를 기다리고 있어요',
  waitingText: '시작하면 저절로 들어가요. 이 화면을 열어 두기만 하면 돼요.',
  stopWaiting: '그만 기다리기',
  name: '표시 이름',
  joinMuted: '음소거로 들어가기',
  measured: '수업에서는 발언 시간, 글, 투표, 손들기를 세요. 내 것은 참여도에서 볼 수 있어요.',
  microphone: {
    label: '마이크',
    on: '마이크 끄기',
    off: '마이크 켜기',
    change: '마이크 바꾸기',
    unnamed: (number) => `마이크 ${number}`,
    heard: '잘 들려요',
    silent: '말해 보세요',
    level: '마이크 소리 크기',
  },
  camera: {
    label: '카메라',
    on: '카메라 끄기',
    off: '카메라 켜기',
    change: '카메라 바꾸기',
    unnamed: (number) => `카메라 ${number}`,
  },
  speaker: {
    label: '스피커',
    change: '스피커 바꾸기',
    unnamed: (number) => `스피커 ${number}`,
    standard: '컴퓨터 스피커',
    test: '소리 확인',
    playing: '들려주는 중',
  },
  asking: '브라우저가 물어보고 있어요. 허용을 눌러 주세요.',
  change: '바꾸기',
  preparing: '배경 흐림을 준비하고 있어요',
  retry: '기기 다시 확인하기',
  problems: {
    denied: {
      both: (browser) => `${browser} 브라우저가 마이크와 카메라를 막고 있어요`,
      microphone: (browser) => `${browser} 브라우저가 마이크를 막고 있어요`,
      camera: (browser) => `${browser} 브라우저가 카메라를 막고 있어요`,
    },
    busy: {
      microphone: '다른 프로그램이 마이크를 쓰고 있어요',
      camera: '다른 프로그램이 카메라를 쓰고 있어요',
      rest: '그대로 들어갈 수 있어요. 쓰려면 그 프로그램을 닫고 다시 시도해 주세요.',
    },
    missing: {
      microphone: '마이크를 찾지 못했어요',
      camera: '카메라를 찾지 못했어요',
      rest: '그대로 들어갈 수 있어요. 연결하면 저절로 찾아요.',
    },
    insecure: {
      title: '마이크와 카메라는 보안 주소에서만 쓸 수 있어요',
      rest: '들어가서 들을 수는 있어요. 말하려면 https://로 시작하는 주소로 열어 주세요.',
    },
    failed: {
      microphone: '마이크가 켜지지 않았어요',
      camera: '카메라가 켜지지 않았어요',
      rest: '그대로 들어갈 수 있어요. 뺐다가 다시 연결하고 시도해 주세요.',
    },
  },
  steps: {
    chromium: [
      '주소 왼쪽에 있는 아이콘을 누르세요.',
      '마이크와 카메라를 켜세요.',
      '여기로 돌아오세요. 새로 고치지 않아도 돼요.',
    ],
    firefox: [
      '주소 왼쪽에 있는 빗금 친 아이콘을 누르세요.',
      '마이크와 카메라의 차단을 지우세요.',
      '여기에서 ‘기기 다시 확인하기’를 누르고 허용하세요.',
    ],
    safari: [
      '메뉴 막대에서 Safari, 이 웹 사이트 설정을 차례로 고르세요.',
      '카메라와 마이크를 허용으로 바꾸세요.',
      '여기에서 ‘기기 다시 확인하기’를 누르세요.',
    ],
    phone: [
      '주소 옆에 있는 아이콘을 눌러 이 페이지의 설정을 여세요.',
      '마이크와 카메라를 허용하세요.',
      '여기로 돌아와 ‘기기 다시 확인하기’를 누르세요.',
    ],
  },
  cancelled: '취소된 수업이에요',
  cancelledText: '다음 수업은 과목 페이지에서 볼 수 있어요.',
  toCourse: '과목으로 가기',
  failed: '수업을 열지 못했어요',
};

export default text;
