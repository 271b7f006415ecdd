import type en from '../en/tokens.ts';

const text: typeof en = {
  title: '액세스 토큰',
  about: '내 프로그램이 나를 대신해 이 서버를 쓸 때, 허락한 만큼만 쓰게 해요.',
  make: '새 토큰',
  makeTitle: '새 액세스 토큰',
  name: '이름',
  nameHelp: '어디에 쓰는지 적어 주세요. 예: 성적 내려받기',
  scopes: '할 수 있는 일',
  scopesMissing: '하나 이상 골라 주세요.',
  areas: {
    profile: '내 계정',
    courses: '과목, 문제 은행, 수업 계획',
    sessions: '수업과 수업 기록',
    assignments: '과제',
    grades: '성적',
    people: '사람',
  },
  rights: { none: '없음', read: '읽기', write: '읽기와 바꾸기' },
  until: '유효 기간',
  days: (days) => `${days}일`,
  madeTitle: '새 토큰',
  made: '지금 한 번만 보여 드려요. 비밀번호처럼 보관해 주세요.',
  copy: '토큰 복사',
  kept: '보관했어요',
  line: (scopes, used, end) => `${scopes} · ${used} · ${end} 만료`,
  used: (moment) => `마지막 사용 ${moment}`,
  unused: '아직 쓰지 않음',
  revoke: '폐기',
  revokeNamed: (name) => `${name} 폐기`,
  revoked: (name) => `${name} 토큰을 폐기했어요.`,
  none: '토큰이 없어요.',
  failed: '액세스 토큰을 불러오지 못했어요',
};

export default text;
