import type en from '../en/courses.ts';

const text: typeof en = {
  people: (count) => `${count.toLocaleString('ko-KR')}명`,
};

export default text;
