import type en from '../en/roster.ts';

const number = (value: number) => value.toLocaleString('ko-KR');

const text: typeof en = {
  import: '가져오기',
  export: '내보내기',
  exported: (name) => `‘${name}’ 파일로 저장했어요`,
  section: '분반',
  allSections: '모든 분반',
  sectionNamed: (section) => `${section}분반`,
  number: '학번',
  onRoster: (name) => `명단 이름: ${name}`,

  details: {
    act: '명단 정보…',
    title: '명단 정보',
    text: '학번은 가르치는 사람만 볼 수 있어요. 분반과 영문 이름은 과목의 모두에게 보여요.',
    number: '학번',
    romanised: '영문 이름',
    section: '분반',
    taken: '이 과목에 같은 학번을 쓰는 사람이 있어요.',
    refused: '이대로는 저장할 수 없어요. 줄이거나 다른 글자로 바꿔 주세요.',
  },

  expected: {
    title: '들어올 사람',
    text: '명단에는 있지만 아직 계정이 없어요. 이 이메일을 인증한 계정으로 로그인하거나 관리자가 이 학번을 주면 바로 과목에 들어와요.',
    remove: '명단에서 빼기',
    removed: (name) => `${name} 님을 명단에서 뺐어요`,
    failed: '들어올 사람을 불러오지 못했어요',
    add: '이 이메일로 자리 남겨 두기',
    kept: (name) => `${name} 님의 자리를 남겨 뒀어요.`,
    name: '이름',
  },

  importer: {
    title: '명단 가져오기',
    file: '파일',
    help: '학사 시스템에서 받은 CSV나 XLSX 파일, 4MiB까지. 줄마다 이름이 있고, 학번이나 이메일이 있어야 해요.',
    tooLarge: '파일이 4MiB보다 커요.',
    changed: '파일이나 과목이 그사이에 바뀌었어요. 아무것도 가져오지 않았고, 지금은 이래요.',
    reading: '읽는 중…',
    holds: (good) => `문제없는 사람 ${number(good)}명`,
    parts: (added, changed, same) =>
      [
        `새로 ${number(added)}명`,
        changed > 0 && `지금과 다른 내용 ${number(changed)}명`,
        same > 0 && `이미 있는 사람 ${number(same)}명`,
      ]
        .filter(Boolean)
        .join(' · '),
    clean: '잘못된 줄이 없어요.',
    faulty: (count) => `잘못된 줄이 ${number(count)}개 있어요`,
    ignored: (headings) => `읽지 않은 열: ${headings}`,
    keepGood: '문제없는 줄만 가져오기',
    keepGoodHelp: '잘못된 줄은 빠져요. 파일을 고쳐 다시 골라도 돼요. 그전에는 아무것도 가져오지 않아요.',
    where: '위치',
    what: '잘못된 점',
    line: (line) => `${number(line)}번째 줄`,
    more: (count) => `그 밖에 ${number(count)}개`,
    go: (count) => `${number(count)}명 가져오기`,
    done: (enrolled, expected, changed) =>
      [
        `${number(enrolled)}명을 추가했어요`,
        expected > 0 && `들어올 사람 ${number(expected)}명`,
        changed > 0 && `바뀐 사람 ${number(changed)}명`,
      ]
        .filter(Boolean)
        .join(' · '),
    fields: {
      student_number: '학번',
      name: '이름',
      romanised_name: '영문 이름',
      email: '이메일',
      section: '분반',
      role: '역할',
    },
    codes: {
      unreadable: '읽을 수 없어요. CSV나 XLSX로 저장해 주세요.',
      too_large: '파일이 너무 커요.',
      too_many: '줄이나 칸이 너무 많아요. 5,000줄, 64칸까지 읽어요.',
      no_heading: '이름 열과 학번 또는 이메일 열의 제목이 있는 줄을 찾지 못했어요.',
      empty: '비어 있어요.',
      not_unique: '다른 사람과 같아요.',
      unknown_value: '알 수 없는 값이에요.',
      not_a_name: '이름이 아니에요.',
      not_an_address: '이메일 주소가 아니에요.',
      not_a_number: '학번은 숫자, 영문자, 줄표로 32자까지예요.',
      rounded_number: '스프레드시트가 숫자를 반올림했어요. 학번 열을 텍스트로 바꿔 주세요.',
    },
  },
};

export default text;
