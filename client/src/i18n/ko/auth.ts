import type en from '../en/auth.ts';

const text: typeof en = {
  signIn: {
    title: '로그인',
    next: '로그인하면 가려던 곳으로 바로 들어가요.',
    expired: '오래 쉬어서 로그아웃됐어요. 쓰던 글은 남아 있어요. 로그인하면 이 자리로 돌아와요.',
    noAccount: '계정이 없나요?',
    register: '가입하기',
    closed: '계정이 없으면 학교 관리자에게 요청해 주세요.',
  },
  register: {
    title: '가입하기',
    intro: '계정을 만들면 참여 코드로 바로 과목에 들어갈 수 있어요.',
    submit: '가입하기',
    haveAccount: '이미 계정이 있나요?',
    signIn: '로그인',
    closedTitle: '여기서는 직접 가입할 수 없어요',
    closedText: '이 서버의 계정은 학교 관리자가 만들어요. 관리자나 담당 교수에게 계정을 요청해 주세요.',
    known: '이 주소로 만든 계정이 이미 있다면 바뀐 것은 없어요. 원래 비밀번호로 로그인해 주세요.',
  },
  email: '이메일',
  password: '비밀번호',
  name: '이름',
  nameHelp: '수업에서 이 이름으로 보여요.',
  passwordHelp: (length) => `${length}자 이상. 문장으로 만들면 외우기 쉬워요.`,
  emailIncomplete: '주소가 덜 입력된 것 같아요. 예: name@school.example',
  passwordShort: (missing) => `${missing}자 더 필요해요.`,
  passwordCommon: '너무 흔해서 위험한 비밀번호예요. 다른 것으로 정해 주세요.',
  passwordPersonal: '이름이나 이메일로 만든 비밀번호예요. 다른 것으로 정해 주세요.',
  nameRefused: '이름에 보여 줄 수 없는 글자가 있어요.',
  settings: {
    title: '설정',
    profile: '내 정보',
    language: '언어',
    languageHelp: '날짜와 숫자도 이 언어로 보여요.',
    theme: '화면 색',
    themeHelp: '수업방은 언제나 어두워요.',
    themes: { system: '기기 설정대로', light: '밝게', dark: '어둡게' },
    zone: '시간대',
    zoneHelp: '이 기기의 시간대예요.',
    account: '계정',
    display: '언어와 화면',
    signOutHere: '이 기기에서 로그아웃',
  },
};

export default text;
