import type en from '../en/elsewhere.ts';

const text: typeof en = {
  continueWith: (title) => `${title} 계정으로 계속하기`,
  or: '또는 이메일로',
  finishing: '로그인하는 중이에요…',
  notSignedIn: '로그인하지 못했어요',
  notLinked: '연결하지 못했어요',
  again: '로그인 화면으로',
  toSettings: '설정으로',
  code: (code) => `코드: ${code}`,
  linked: '연결했어요. 이제 이 계정으로도 로그인할 수 있어요.',
  title: '연결된 계정',
  failed: '연결된 계정을 불러오지 못했어요',
  isLinked: '연결됨',
  free: '연결 안 됨',
  link: '연결',
  linkTo: (title) => `${title} 연결`,
  linkHelp: (title) => `${title}에서 로그인하면 그 계정으로도 이 계정에 들어올 수 있어요. 2단계 로그인은 그대로예요.`,
  goThere: (title) => `${title}에서 로그인`,
  unlink: '연결 해제',
  unlinkFrom: (title) => `${title} 연결 해제`,
  unlinked: (title) => `${title} 연결을 해제했어요.`,
  used: (moment) => `마지막 사용 ${moment}`,
  faults: {
    issuer_unavailable:
      '그쪽 로그인이 지금 응답하지 않아요. 바뀐 것은 없어요. 잠시 뒤에 다시 하거나 다른 방법으로 로그인해 주세요.',
    issuer_declined: '그쪽에서 취소했어요. 바뀐 것은 없어요.',
    issuer_expired: '시간이 너무 지났거나 다른 창에서 시작한 로그인이에요. 처음부터 다시 해 주세요.',
    issuer_refused:
      '돌아온 응답이 올바르지 않아 로그인하지 않았어요. 다시 해 보고, 계속 그러면 학교 관리자에게 알려 주세요.',
    identity_unverified:
      '그 계정에는 확인된 이메일 주소가 없어요. 그쪽에서 확인하거나, 비밀번호로 로그인한 뒤 설정에서 연결해 주세요.',
    identity_unknown: '그 계정의 이메일 주소로 된 계정이 여기에 없어요. 학교 관리자에게 계정을 요청해 주세요.',
    identity_link_first: '관리자는 먼저 비밀번호로 로그인한 뒤 설정에서 연결해야 해요.',
    identity_moved:
      '이 이메일 주소의 계정은 그쪽의 다른 계정과 연결되어 있어요. 그 계정이나 비밀번호로 로그인해 주세요.',
    identity_taken: '그 계정은 이미 다른 계정에 연결되어 있어요. 먼저 그쪽에서 연결을 해제해 주세요.',
    last_way_in: '이 계정에 로그인할 다른 방법이 없어요. 먼저 비밀번호를 정하거나 다른 계정을 연결해 주세요.',
    too_many_tokens: '더 만들 수 없어요. 먼저 쓰지 않는 토큰을 폐기해 주세요.',
    sign_in_again: '로그인한 지 오래됐어요. 로그아웃하고 다시 로그인한 뒤 바로 해 주세요.',
  },
};

export default text;
