import type en from '../en/recovery.ts';

const text: typeof en = {
  back: '로그인으로 돌아가기',
  continue: '계속',
  forgot: {
    title: '비밀번호를 잊었나요?',
    intro: '계정의 이메일을 입력하면 새 비밀번호를 정하는 링크를 보내요.',
    submit: '링크 보내기',
    sentTitle: '메일을 확인해 주세요',
    sent: (email) => `${email} 주소로 만든 계정이 있으면 곧 메일이 도착해요. 링크는 한 시간 동안 한 번만 쓸 수 있어요.`,
    sentHelp: '몇 분이 지나도 오지 않으면 스팸 메일함과 주소의 철자를 확인해 주세요.',
    other: '다른 주소 입력하기',
    offTitle: '링크를 요청해 주세요',
    off: '이 서버는 메일을 보내지 않아요. 학교 관리자가 새 비밀번호를 정하는 링크를 만들어 줄 수 있어요. 담당 교수에게 대신 부탁해도 돼요.',
    contact: (contact) => `문의할 곳: ${contact}`,
  },
  reset: {
    title: '새 비밀번호 정하기',
    intro: (name) => `${name} 님의 계정이에요. 모든 기기에서 로그아웃하고 이 기기에서 로그인해요.`,
    submit: '이 비밀번호로 정하기',
    doneTitle: '비밀번호를 바꿨어요',
    done: '새 비밀번호로 로그인해 주세요.',
    signIn: '로그인',
  },
  verify: {
    title: '메일 주소 확인',
    intro: '한 번만 누르면 본인의 주소인 것을 확인해요.',
    submit: '확인하기',
    doneTitle: '메일 주소를 확인했어요',
    done: (email) => `중요한 소식은 ${email}에서 받을 수 있어요.`,
  },
  invitation: {
    title: (name) => `${name} 님, 환영해요`,
    intro: (inviter, course) =>
      course === null
        ? `${inviter} 님이 EduForum에 초대했어요. 비밀번호만 정하면 바로 시작할 수 있어요.`
        : `${inviter} 님이 ${course} 과목에 초대했어요. 비밀번호만 정하면 바로 시작할 수 있어요.`,
    submit: '계정 만들기',
    haveAccount: '이 주소로 만든 계정이 이미 있어요. 로그인하면 초대를 받아들일 수 있어요.',
    signIn: '로그인하고 받아들이기',
    other: (email) => `다른 계정으로 로그인했어요. 초대받은 주소는 ${email}이에요.`,
    join: (course) => (course === null ? '초대 받아들이기' : `${course} 과목에 들어가기`),
    joinIntro: (inviter, course) =>
      course === null ? `${inviter} 님이 EduForum에 초대했어요.` : `${inviter} 님이 ${course} 과목에 초대했어요.`,
  },
  dead: {
    link_used: { title: '이미 쓴 링크예요', text: '링크는 한 번만 쓸 수 있어요.' },
    link_expired: { title: '기한이 지난 링크예요', text: '링크는 정해진 동안만 쓸 수 있어요.' },
    link_outdated: {
      title: '더는 쓸 수 없는 링크예요',
      text: '그 사이에 바뀐 것이 있어요. 더 새로운 링크가 있거나 주소가 바뀌었어요.',
    },
    link_invalid: {
      title: '링크가 올바르지 않아요',
      text: '주소의 일부가 빠졌을 수 있어요. 메일에 있는 주소 전체를 복사해 주세요.',
    },
    account_suspended: { title: '정지된 계정이에요', text: '학교 관리자에게 문의해 주세요.' },
    again: '새 링크 요청하기',
    invitation: '초대한 사람에게 새 링크를 부탁해 주세요.',
    settings: '설정에서 메일을 다시 보낼 수 있어요.',
  },
  notice: {
    title: '아직 메일 주소를 확인하지 않았어요',
    text: (email) => `${email}로 보낸 메일의 링크를 눌러 주세요. 그래야 소식을 받을 수 있어요.`,
    resend: '다시 보내기',
    sent: '메일을 보냈어요.',
    verified: '메일 주소를 확인했어요.',
  },
  admin: {
    title: '들어오지 못하는 사람',
    invite: '초대하기',
    inviteHelp: '계정이 없는 사람이 한 번만 쓰는 링크로 계정을 만들어요.',
    reset: '새 비밀번호 링크',
    resetHelp: '비밀번호를 잊은 사람에게 줘요. 본인이 맞는지 꼭 확인해 주세요.',
    make: '링크 만들기',
    send: '초대 보내기',
    name: '이름',
    email: '이메일',
    role: '역할',
    made: '본인만 볼 수 있는 방법으로 이 링크를 전해 주세요. 지금 한 번만 보여 줘요.',
    link: '링크',
    copy: '복사',
    until: (when) => `${when}까지 한 번만 쓸 수 있어요.`,
    mailed: (email) => `${email}로 링크를 보냈어요.`,
    taken: '이 주소로 만든 계정이 이미 있어요.',
    nobody: '이 주소로 만든 계정이 없어요.',
    emailIncomplete: '주소가 덜 입력된 것 같아요. 예: name@school.example',
    nameRefused: '이름에 보여 줄 수 없는 글자가 있어요.',
    close: '마치기',
  },
  course: {
    accepting: '초대를 받아들이면 계정이 생기고 바로 과목에 들어와요.',
  },
  letters: {
    title: '보내지 못한 메일',
    none: '모든 메일을 보냈어요.',
    failed: (count) => `${count}통을 보내지 못했어요. 가장 최근 것이에요.`,
    retry: '다시 보내기',
    discard: '버리기',
    retried: '메일을 다시 보내고 있어요.',
    discarded: '메일을 버렸어요.',
  },
};

export default text;
