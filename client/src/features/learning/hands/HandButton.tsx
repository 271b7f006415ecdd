import { useState } from 'react';
import { useStore } from 'zustand';
import { useText } from '../../../i18n/index.ts';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Menu } from '../../../ui/Menu.tsx';
import { Segments } from '../../../ui/Segments.tsx';
import { attempt } from '../../media/attempt.ts';
import { BarButton } from '../../media/BottomBar.tsx';
import { useLiveRoom, useSelf } from '../../media/context.ts';
import { LONGEST, type Hands } from './hands.ts';
import { placeOf, type HandKind } from './state.ts';

/** Raises and lowers the own hand; the arrow beside it has the kinds. */
export function HandButton({ hands, onLine }: { hands: Hands; onLine: () => void }) {
  const text = useText('hands');
  const me = useSelf();
  const place = useStore(hands.store, (state) => placeOf(state, me?.id ?? ''));
  const gathering = useStore(useLiveRoom().desk, (state) => state.gathering);
  if (me === null || me.role === 'observer') return null;
  if (gathering !== null) {
    return (
      <BarButton
        icon="hand"
        label={gathering.up ? text.wordUp : text.word}
        action={gathering.up ? text.lower : text.raise}
        hand={gathering.up}
        onClick={gathering.toggle}
      />
    );
  }
  const up = place !== null;
  return (
    <div className="bar-split">
      <BarButton
        icon="hand"
        label={up ? text.wordUp : text.word}
        action={up ? text.lower : text.raise}
        description={up ? (place === 0 ? text.floor : text.place(place)) : undefined}
        hand={up}
        onClick={() => attempt(up ? hands.lowerOwn() : hands.raise('point'))}
      />
      <Menu
        label={text.kinds}
        className="bar-more hide-sm"
        up
        items={[
          { label: text.point, icon: 'hand', onSelect: () => attempt(hands.raise('point')) },
          { label: text.reply, icon: 'corner-up-left', onSelect: () => attempt(hands.raise('reply')) },
          { label: text.line, icon: 'pencil', onSelect: onLine },
        ]}
      >
        <Icon name="chevron-up" size={14} />
      </Menu>
    </div>
  );
}

export function LineDialog({ hands, onClose }: { hands: Hands; onClose: () => void }) {
  const text = useText('hands');
  const [kind, setKind] = useState<HandKind>('point');
  const [line, setLine] = useState('');
  return (
    <Dialog title={text.lineTitle} onClose={onClose}>
      <form
        className="col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          attempt(hands.raise(kind, line.trim()));
        }}
      >
        <Segments<HandKind>
          label={text.kindLabel}
          value={kind}
          options={[
            { value: 'point', label: text.pointWord },
            { value: 'reply', label: text.replyWord },
          ]}
          onChange={setKind}
        />
        <Field
          label={text.lineLabel}
          help={text.lineHint}
          maxLength={LONGEST}
          value={line}
          autoFocus
          onChange={(event) => setLine(event.target.value)}
        />
        <div className="acts">
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button kind="primary" type="submit" icon="hand">
            {text.raise}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
