import type en from '../en/calendar.ts';

const text: typeof en = {
  title: '일정',
  courseTitle: (course) => `‘${course}’ 일정`,
  text: '구글, 애플, 아웃룩 같은 캘린더에 넣는 링크예요. 바뀐 일정은 캘린더가 알아서 가져가요. 링크가 있으면 누구나 수업 일정을 볼 수 있으니 혼자만 쓰고, 안 쓰게 되면 회수하세요.',
  make: '링크 만들기',
  made: '링크는 지금 한 번만 보여요. 복사해 두세요.',
  link: '일정 링크',
  copy: '링크 복사',
  open: '이 기기의 캘린더에서 열기',
  own: '내 링크',
  all: '내 모든 과목',
  since: (when) => `${when}부터`,
  revoke: '회수하기',
  revoked: '링크를 회수했어요. 이 링크를 쓰던 캘린더는 더 이상 바뀌지 않아요.',
  tooMany: '링크가 20개 있어요. 하나를 회수하고 다시 만들어 주세요.',
  failed: '일정 링크를 불러오지 못했어요',
  close: '마치기',
};

export default text;
