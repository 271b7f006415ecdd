import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import type { SeriesDraft } from './draft.ts';

interface HolidaysProps {
  holidays: SeriesDraft['holidays'];
  fault: boolean;
  onChange: (holidays: SeriesDraft['holidays']) => void;
}

/** Days on which there is no class, each with what it is. */
export function Holidays({ holidays, fault, onChange }: HolidaysProps) {
  const text = useText('courseTools').series;
  const change = (at: number, fields: Partial<SeriesDraft['holidays'][number]>) =>
    onChange(holidays.map((holiday, place) => (place === at ? { ...holiday, ...fields } : holiday)));
  return (
    <fieldset className="col gap-2 series-times">
      <legend className="label">{text.holidays}</legend>
      {holidays.map(({ day, name }, at) => (
        <div className="row" key={at}>
          <input
            className="input series-holiday"
            type="date"
            value={day}
            aria-label={text.holidayDay(at + 1)}
            onChange={({ target }) => change(at, { day: target.value })}
          />
          <input
            className="input grow"
            value={name}
            maxLength={200}
            placeholder={text.holidayExample}
            aria-label={text.holidayName(at + 1)}
            onChange={({ target }) => change(at, { name: target.value })}
          />
          <button
            type="button"
            className="icon-btn"
            aria-label={text.removeHoliday(at + 1)}
            onClick={() => onChange(holidays.filter((_, place) => place !== at))}
          >
            <Icon name="x" />
          </button>
        </div>
      ))}
      {fault && (
        <span className="help" data-kind="error" role="alert">
          {text.faults.holidays}
        </span>
      )}
      <div>
        <Button size="sm" icon="plus" onClick={() => onChange([...holidays, { day: '', name: '' }])}>
          {text.addHoliday}
        </Button>
      </div>
    </fieldset>
  );
}
