import type en from '../en/errors.ts';

const wait = (seconds: number | null) => (seconds === null ? '잠시 뒤' : `${seconds}초 뒤`);

const text: typeof en = {
  offline: {
    what: '서버에 연결하지 못했어요.',
    rest: '입력한 내용은 그대로예요. 인터넷을 확인하고 다시 시도해 주세요.',
  },
  timeout: {
    what: '서버가 너무 늦게 답하고 있어요.',
    rest: '입력한 내용은 그대로예요. 잠시 뒤 다시 시도해 주세요.',
  },
  client_fault: {
    what: '이 화면에서 문제가 생겼어요.',
    rest: '저장된 것은 안전해요. 새로 고친 뒤 다시 시도해 주세요.',
  },
  unexpected: {
    what: '알 수 없는 답이 왔어요.',
    rest: '저장된 것은 안전해요. 새 버전이 나왔을 수 있으니 새로 고쳐 주세요.',
  },
  internal: {
    what: '우리 쪽에서 문제가 생겼어요.',
    rest: '저장된 것은 안전해요. 잠시 뒤 다시 시도해 주세요.',
  },
  unavailable: (seconds) => ({
    what: '서버가 아직 준비되지 않았어요.',
    rest: `저장된 것은 안전해요. ${wait(seconds)} 다시 시도해 주세요.`,
  }),
  rate_limited: (seconds) => ({
    what: '짧은 사이에 너무 여러 번 시도했어요.',
    rest: `잃은 것은 없어요. ${wait(seconds)} 다시 시도해 주세요.`,
  }),
  unauthenticated: {
    what: '로그아웃된 상태예요.',
    rest: '쓰던 글은 남아 있어요. 로그인하면 이 자리로 돌아와요.',
  },
  invalid_credentials: {
    what: '이메일이나 비밀번호가 맞지 않아요.',
    rest: '두 가지를 확인하고 다시 시도해 주세요.',
  },
  account_suspended: {
    what: '정지된 계정이에요.',
    rest: '지워진 것은 없어요. 학교 관리자에게 문의해 주세요.',
  },
  registration_closed: {
    what: '여기서는 직접 가입할 수 없어요.',
    rest: '학교 관리자에게 계정을 요청해 주세요.',
  },
  forbidden: { what: '이 일을 할 권한이 없어요.', rest: '바뀐 것은 없어요. 담당 교수에게 문의해 주세요.' },
  not_found: { what: '찾을 수 없어요.', rest: '지워졌거나 볼 권한이 없어요.' },
  malformed: {
    what: '보낸 내용을 서버가 읽지 못했어요.',
    rest: '입력한 내용은 그대로예요. 새로 고친 뒤 다시 시도해 주세요.',
  },
  invalid: { what: '입력한 내용에 고칠 곳이 있어요.', rest: '나머지는 그대로예요. 표시된 칸을 확인해 주세요.' },
  too_large: { what: '크기가 너무 커요.', rest: '바뀐 것은 없어요. 줄여서 다시 시도해 주세요.' },
  conflict: { what: '그 사이에 바뀐 것이 있어요.', rest: '입력한 내용은 그대로예요. 다시 시도해 주세요.' },
  version_conflict: {
    what: '다른 사람이 먼저 고쳤어요.',
    rest: '내가 쓴 내용은 남아 있어요. 창을 닫고 새 내용을 확인한 뒤 다시 고쳐 주세요.',
  },
  gone: { what: '이미 끝났어요.', rest: '바뀐 것은 없어요.' },
  no_such_person: {
    what: '이 이메일로 가입한 사람이 없어요.',
    rest: '철자를 확인하거나 참여 코드를 알려 주세요.',
  },
  no_such_join_code: { what: '이 코드를 쓰는 과목이 없어요.', rest: '코드를 준 사람에게 다시 확인해 주세요.' },
  already_enrolled: { what: '이미 이 과목에 있어요.', rest: '바뀐 것은 없어요.' },
  session_not_live: { what: '아직 수업이 시작되지 않았어요.', rest: '시작하면 바로 들어갈 수 있어요.' },
  session_live: { what: '지금 진행 중인 수업이 있어요.', rest: '바뀐 것은 없어요. 먼저 수업을 끝내 주세요.' },
  session_begun: { what: '이미 시작한 수업이에요.', rest: '시간과 상태는 그대로예요.' },
  session_ended: { what: '끝난 수업이에요.', rest: '끝난 수업은 다시 열 수 없어요. 새 수업을 추가해 주세요.' },
  session_cancelled: { what: '취소된 수업이에요.', rest: '먼저 되살린 다음 시작해 주세요.' },
  bank_full: { what: '문제은행이 가득 찼어요.', rest: '추가된 것은 없어요. 쓰지 않는 문제를 보관해 주세요.' },
  import_faulty: { what: '파일에 오류가 있어요.', rest: '가져온 것은 없어요. 표시된 줄을 고친 뒤 다시 시도해 주세요.' },
  staff_only: { what: '가르치는 사람만 할 수 있어요.', rest: '바뀐 것은 없어요.' },
  no_breakout: { what: '소그룹이 없어요.', rest: '먼저 소그룹을 준비하세요.' },
  breakout_open: { what: '소그룹이 열려 있어요.', rest: '바뀐 것은 없어요. 먼저 모두 불러오세요.' },
  breakout_not_open: { what: '열린 소그룹이 없어요.', rest: '바뀐 것은 없어요.' },
  group_full: { what: '이 소그룹은 자리가 찼어요.', rest: '바뀐 것은 없어요. 다른 소그룹을 고르세요.' },
  groups_do_not_fit: {
    what: '이 조건으로는 그룹을 나눌 수 없어요.',
    rest: '바뀐 것은 없어요. 함께 · 따로 조건이나 그룹 수와 정원을 바꿔 보세요.',
  },
  bad_table: {
    what: '이 표는 읽을 수 없어요.',
    rest: '한 줄에 한 사람씩 쓴 CSV 파일인지 확인해 주세요.',
  },
  groups_are_given: {
    what: '여기서는 소그룹을 스스로 고르지 않아요.',
    rest: '바뀐 것은 없어요. 교수님께 말씀드리세요.',
  },
  not_in_group: { what: '아직 소그룹에 들어가지 않았어요.', rest: '교수님께 자리를 요청하세요.' },
  not_in_room: { what: '수업방에 들어와 있지 않아요.', rest: '먼저 들어와야 목소리가 들려요.' },
  students_only: {
    what: '퀴즈는 학생만 볼 수 있어요.',
    rest: '바뀐 것은 없어요.',
  },
  quiz_not_open: {
    what: '퀴즈가 열려 있지 않아요.',
    rest: '교수님이 열면 시작할 수 있어요.',
  },
  attempt_running: {
    what: '이미 풀고 있는 퀴즈예요.',
    rest: '풀던 곳에서 이어서 하세요. 저장된 답은 모두 있어요.',
  },
  no_attempts_left: {
    what: '남은 응시 기회가 없어요.',
    rest: '제출한 답안은 그대로예요.',
  },
  attempt_over: {
    what: '이미 제출된 답안이에요.',
    rest: '그 전에 저장된 답은 반영돼요.',
  },
  time_over: {
    what: '시간이 끝났어요.',
    rest: '그 전에 저장된 답은 반영돼요. 교수님이 시간을 더 줄 수 있어요.',
  },
  too_many_quizzes: {
    what: '이 수업에 만들 수 있는 퀴즈 수를 넘었어요.',
    rest: '만들어진 것은 없어요. 먼저 초안을 지워 주세요.',
  },
  pool_too_large: {
    what: '뽑을 문제가 너무 많아요.',
    rest: '만들어진 것은 없어요. 태그나 난이도, 유형으로 좁혀 주세요.',
  },
  too_few_questions: {
    what: '문제은행에 조건에 맞는 문제가 모자라요.',
    rest: '만들어진 것은 없어요. 문제 수를 줄이거나 문제은행에 더해 주세요.',
  },
  quiz_open: {
    what: '퀴즈가 아직 진행 중이에요.',
    rest: '바뀐 것은 없어요. 먼저 퀴즈를 끝내 주세요.',
  },
  quiz_released: {
    what: '결과가 이미 공개됐어요.',
    rest: '바뀐 것은 없어요. 먼저 공개를 취소해 주세요.',
  },
  quiz_begun: {
    what: '이미 열린 적이 있는 퀴즈예요.',
    rest: '답안과 함께 그대로 남아요.',
  },
  no_time_limit: {
    what: '시간 제한이 없는 퀴즈예요.',
    rest: '바뀐 것은 없어요.',
  },
  nothing_to_undo: {
    what: '되돌릴 정정이 없어요.',
    rest: '바뀐 것은 없어요.',
  },
  not_released: {
    what: '결과가 아직 공개되지 않았어요.',
    rest: '공개되면 바로 볼 수 있어요.',
  },
  own_question: { what: '내가 쓴 질문이에요.', rest: '이미 답을 기다리고 있어요.' },
  question_gone: { what: '질문이 게시판에 더 이상 없어요.', rest: '지웠거나 다른 질문과 합쳤어요.' },
  board_full: { what: '질문 게시판이 가득 찼어요.', rest: '쓴 글은 그대로 있어요. 수업이나 채팅에서 물어보세요.' },
  chat_closed: {
    what: '지금은 교수진만 쓸 수 있어요.',
    rest: '쓴 글은 그대로 있어요. 교수진에게 직접 보낼 수 있어요.',
  },
  chat_muted: { what: '지금은 모두에게 쓸 수 없어요.', rest: '쓴 글은 그대로 있어요. 교수진에게 직접 보낼 수 있어요.' },
  direct_closed: { what: '개인 메시지가 꺼져 있어요.', rest: '쓴 글은 그대로 있어요. 모두에게 쓰거나 기다려 주세요.' },
  not_yours: { what: '다른 분이 쓴 글이에요.', rest: '바뀐 것은 없어요.' },
  message_deleted: { what: '삭제된 메시지예요.', rest: '바뀐 것은 없어요.' },
  message_not_deleted: { what: '이미 되돌린 메시지예요.', rest: '바뀐 것은 없어요.' },
  too_late: { what: '삭제한 지 오래되어 되돌릴 수 없어요.', rest: '다시 써 주세요.' },
  staff_not_muted: { what: '교수진의 채팅은 막을 수 없어요.', rest: '바뀐 것은 없어요.' },
  file_not_found: { what: '파일이 더 이상 없어요.', rest: '쓴 글은 그대로 있어요. 파일을 다시 붙여 주세요.' },
  unsupported_file: {
    what: '이런 종류의 파일은 보낼 수 없어요.',
    rest: '보낸 것은 없어요. PDF, 그림, 문서, 텍스트로 보내 주세요.',
  },
  too_many_files: {
    what: '이 수업에서 보낼 수 있는 파일을 다 보냈어요.',
    rest: '보낸 것은 없어요. 링크로 알려 주세요.',
  },
  screen_taken: {
    what: '다른 분이 화면을 공유하고 있어요.',
    rest: '내 화면은 공유되지 않았어요. 끝날 때까지 기다리거나 진행자에게 부탁해 주세요.',
  },
  hosts_only: { what: '진행자만 할 수 있어요.', rest: '바뀐 것은 없어요.' },
  observers_raise_no_hand: { what: '참관은 보고 듣기만 해요.', rest: '손을 들지 않았어요.' },
  hosts_stay: { what: '진행자는 내보낼 수 없어요.', rest: '바뀐 것은 없어요.' },
  banned: {
    what: '이 수업에는 다시 들어올 수 없어요.',
    rest: '진행자가 정했어요. 잘못된 것 같으면 교수님께 알려 주세요.',
  },
  room_locked: { what: '잠긴 수업이에요.', rest: '잠시 뒤 다시 시도하거나 교수님께 알려 주세요.' },
  waiting: { what: '진행자가 먼저 들여야 해요.', rest: '바뀐 것은 없어요.' },
  unmuting_is_off: { what: '지금은 진행자가 발언권을 줘요.', rest: '손을 들면 발언권을 받을 수 있어요.' },
  sharing_is_off: { what: '지금은 진행자만 화면을 공유해요.', rest: '내 화면은 공유되지 않았어요.' },
  professors_only: { what: '교수님만 할 수 있어요.', rest: '바뀐 것은 없어요.' },
  observers_do_not_host: { what: '참관은 공동 진행자가 될 수 없어요.', rest: '바뀐 것은 없어요.' },
  guests_do_not_host: { what: '게스트는 공동 진행자가 될 수 없어요.', rest: '바뀐 것은 없어요.' },
  guests_do_not_ask: { what: '질문 보드는 수강생만 써요.', rest: '보내지 않았어요. 손을 들어 말할 수 있어요.' },
  guest_direct_closed: {
    what: '게스트와 학생은 서로 개인 메시지를 보낼 수 없어요.',
    rest: '보내지 않았어요. 모두에게 써 주세요.',
  },
  guest_link_unknown: {
    what: '이 링크에 맞는 수업이 없어요.',
    rest: '링크 전체를 복사했는지 보거나, 보낸 사람에게 물어보세요.',
  },
  guest_link_revoked: { what: '거둬들인 링크예요.', rest: '보낸 사람에게 새 링크를 부탁하세요.' },
  guest_link_expired: { what: '기한이 지난 링크예요.', rest: '보낸 사람에게 새 링크를 부탁하세요.' },
  guest_link_used_up: {
    what: '이 링크로 들어올 수 있는 인원이 다 찼어요.',
    rest: '보낸 사람에게 새 링크를 부탁하세요.',
  },
  too_many_guest_links: { what: '이 수업의 링크가 너무 많아요.', rest: '만들지 않았어요. 먼저 하나를 거둬들이세요.' },
  nobody_at_the_door: { what: '이제 기다리고 있지 않아요.', rest: '바뀐 것은 없어요.' },
  stage_full: { what: '자리를 내줄 사람이 없어요.', rest: '먼저 다른 사람을 무대에서 내려 주세요.' },
  host_is_here: { what: '진행자가 있어요.', rest: '바뀐 것은 없어요.' },
  host_may_return: { what: '교수님이 아직 돌아올 수 있어요.', rest: '조금 더 기다려 주세요. 수업은 그대로예요.' },
  no_such_board: { what: '이 보드는 없거나 볼 수 없어요.', rest: '잃은 것은 없어요. 다른 보드를 여세요.' },
  board_closed: {
    what: '이 보드는 볼 수만 있고 그릴 수 없어요.',
    rest: '마지막에 그린 것은 남지 않았어요. 그릴 수 있게 해 달라고 선생님께 말하세요.',
  },
  bad_update: { what: '보드가 이것을 받지 못했어요.', rest: '보드는 그대로예요. 페이지를 새로 고치고 다시 해 보세요.' },
  too_many_rules: {
    what: '사람마다 따로 정하기에는 너무 많아요.',
    rest: '바뀐 것은 없어요. 모두 쓰거나 운영진만 쓰게 하세요.',
  },
  whiteboard_full: {
    what: '보드가 가득 찼어요.',
    rest: '전에 그린 것은 그대로예요. 무언가를 지우거나 다음 수업에서 이어 그리세요.',
  },
  observers_do_not_draw: { what: '참관은 보고 듣기만 해요.', rest: '그리지 않았어요.' },
  board_empty: { what: '보드에 그런 쪽이 없어요.', rest: '잃은 것은 없어요. 다른 쪽을 고르세요.' },
  unsupported_image: {
    what: '보드에는 2,400만 화소까지의 PNG와 JPEG만 올릴 수 있어요.',
    rest: '올리지 않았어요. 다른 그림을 고르거나 PNG로 저장해서 올리세요.',
  },
  too_many_images: {
    what: '이 수업에서 올릴 수 있는 그림을 모두 올렸어요.',
    rest: '보드에 있는 그림은 그대로예요. 직접 그리거나 다음 수업에서 올리세요.',
  },
  observers_do_not_react: { what: '참관은 보고 듣기만 해요.', rest: '반응을 보내지 않았어요.' },
  exam_mode: {
    what: '지금은 시험 중이에요.',
    rest: '보내지 않았어요. 시험지를 내면 다시 쓸 수 있어요.',
  },
  no_mood: { what: '학생만 알릴 수 있어요.', rest: '바뀐 것은 없어요.' },
  no_such_hand: { what: '이미 내려간 손이에요.', rest: '바뀐 것은 없어요.' },
  hand_up: { what: '그 사이에 다시 손을 들었어요.', rest: '새로 든 손의 순서는 그대로예요.' },
  has_the_floor: { what: '이미 발언 중인 사람이에요.', rest: '바뀐 것은 없어요.' },
  nobody_to_call: {
    what: '지금 지명할 수 있는 사람이 없어요.',
    rest: '들어온 지 1분이 지나야 지명할 수 있고, 건너뛴 사람은 다음 지명 뒤에 다시 뽑혀요.',
  },
  call_under_way: { what: '지금 지명한 사람이 있어요.', rest: '답을 기다리거나 지명을 거두세요.' },
  call_over: { what: '이미 끝난 지명이에요.', rest: '답은 남아 있어요.' },
  no_such_call: { what: '그 사이에 다른 지명으로 바뀌었어요.', rest: '바뀐 것은 없어요.' },
  too_many_calls: { what: '이 수업에서 더 뽑을 수 없어요.', rest: '지난 지명은 남아 있어요.' },
  no_turn: { what: '지금 시간을 정한 발언이 없어요.', rest: '바뀐 것은 없어요.' },
  not_here: { what: '이 사람은 지금 자리에 없어요.', rest: '바뀐 것은 없어요.' },
  think_time: { what: '지금은 모두 생각하는 시간이에요.', rest: '손은 토론 패널에서 모았다가 함께 보여 줘요.' },
  think_time_over: { what: '생각 시간이 끝났어요.', rest: '먼저 보낸 답은 그대로 있어요.' },
  still_thinking: { what: '아직 모두 생각하고 있어요.', rest: '끝날 때까지 기다리거나 지금 공개하세요.' },
  no_such_floor: { what: '그 사이에 다른 질문으로 바뀌었어요.', rest: '바뀐 것은 없어요.' },
  floor_closed: { what: '이미 마친 질문이에요.', rest: '나눈 이야기는 남아 있어요.' },
  too_many_floors: { what: '이 수업에서 생각 시간을 더 열 수 없어요.', rest: '지난 생각 시간은 남아 있어요.' },
  only_students_answer: { what: '여기에는 학생이 답해요.', rest: '바뀐 것은 없어요.' },
  nobody_waits: { what: '발언을 기다리는 사람이 지금 없어요.', rest: '자리를 비운 사람의 순서는 그대로예요.' },
  no_seat: { what: '보낼 수 있는 자리가 모두 찼어요.', rest: '보고 듣는 것은 그대로예요. 자리가 나면 보낼 수 있어요.' },
  only_students_vote: { what: '학생만 답할 수 있어요.', rest: '보낸 것은 없어요.' },
  poll_open: { what: '진행 중인 투표가 있어요.', rest: '먼저 마친 다음 다시 시도해 주세요.' },
  poll_closed: { what: '투표가 끝난 뒤에 도착했어요.', rest: '먼저 보낸 답이 그대로 남아 있어요.' },
  vote_is_final: {
    what: '답을 이미 받았고, 여기서는 바꿀 수 없어요.',
    rest: '이름이 숨겨져 있어서 답을 보낸 기기에서만 바꿀 수 있어요.',
  },
  token_taken: {
    what: '다른 기기에서 이미 답했어요.',
    rest: '익명 투표는 처음 답한 기기에서만 바꿀 수 있어요.',
  },
  ballot_token_invalid: { what: '서버가 이 답을 받지 않았어요.', rest: '페이지를 새로 고친 뒤 다시 답하세요.' },
  poll_anonymous: { what: '익명 투표예요.', rest: '페이지를 새로 고친 뒤 답하세요.' },
  poll_not_anonymous: { what: '익명 투표가 아니에요.', rest: '페이지를 새로 고친 뒤 답하세요.' },
  too_many_polls: { what: '투표를 더 만들 수 없어요.', rest: '준비한 투표를 지우거나 있던 투표를 다시 여세요.' },
  too_many_rounds: { what: '이 투표는 이미 열 번 했어요.', rest: '같은 질문으로 새 투표를 시작하세요.' },
};

export default text;
