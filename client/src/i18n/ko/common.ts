import type en from '../en/common.ts';

const text: typeof en = {
  loading: '불러오는 중',
  skip: '본문으로 가기',
  save: '저장',
  cancel: '취소',
  close: '닫기',
  undo: '되돌리기',
  copy: '복사',
  copied: '복사했어요',
  more: '더 보기',
  tryAgain: '다시 시도',
  reload: '새로 고침',
  back: '뒤로',
  showPassword: '보기',
  hidePassword: '숨기기',
  code: (code) => `코드 ${code}`,
  signOutFailed: '아직 로그인된 상태예요.',
  required: '꼭 필요한 항목이에요.',
  you: (name) => `${name} (나)`,
  roles: { admin: '관리자', professor: '교수', ta: '조교', student: '학생' },
  nav: {
    label: '주 메뉴',
    home: '홈',
    courses: '과목',
    people: '사용자',
    audit: '감사 기록',
    me: '내 정보',
    settings: '설정',
    signOut: '로그아웃',
    account: (name) => `${name} 계정`,
  },
  notFound: {
    title: '찾을 수 없는 페이지예요',
    text: '주소가 바뀌었거나, 지워졌거나, 볼 권한이 없는 페이지예요. 링크를 준 사람에게 초대를 요청할 수 있어요.',
    home: '홈으로 가기',
  },
  crashed: {
    title: '이 화면에서 문제가 생겼어요',
    text: '저장된 것은 안전하고 쓰던 내용은 이 기기에 남아 있어요. 새로 고치면 이어서 할 수 있어요.',
  },
};

export default text;
