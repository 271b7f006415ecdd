import type en from '../en/reactions.ts';

const text: typeof en = {
  word: '반응',
  label: '반응 보내기',
  clap: '박수',
  thumbs_up: '좋아요',
  heart: '하트',
  laugh: '웃음',
  surprise: '놀라움',
  counted: {
    clap: (count) => `박수 ${count}명`,
    thumbs_up: (count) => `좋아요 ${count}명`,
    heart: (count) => `하트 ${count}명`,
    laugh: (count) => `웃음 ${count}명`,
    surprise: (count) => `놀라움 ${count}명`,
  },
  announced: (parts) => `반응: ${parts.join(', ')}.`,
};

export default text;
