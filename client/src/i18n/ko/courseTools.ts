import type en from '../en/courseTools.ts';
import calendar from './calendar.ts';
import courseLife from './courseLife.ts';
import roster from './roster.ts';
import series from './series.ts';

const text: typeof en = { series, roster, courseLife, calendar };

export default text;
