import calendar from './calendar.ts';
import courseLife from './courseLife.ts';
import roster from './roster.ts';
import series from './series.ts';

/** What is done with a course beside looking at it: one file to fetch, as all of it is needed on its pages. */
export default { series, roster, courseLife, calendar };
