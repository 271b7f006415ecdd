import { presenter } from '../../core/room-state.ts';
import { useText } from '../../i18n/index.ts';
import { toast } from '../../ui/toasts.ts';
import { mayHost, useLiveRoom, useSelf } from './context.ts';

/** Shares the screen; where somebody else does, hosts are asked first and others told. */
export function useScreenShare(): (takeOver?: boolean) => void {
  const { room, desk } = useLiveRoom();
  const text = useText('room').screen;
  const me = useSelf();
  const current = () => presenter(room.store.getState(), desk.getState().groups);
  const taken = () => {
    const name = current()?.name;
    if (mayHost(me?.role)) desk.setState({ dialog: { kind: 'take-over' } });
    else toast(text.taken(name ?? null));
  };
  return (takeOver = false) => {
    const other = current();
    if (!takeOver && other !== null && other.id !== me?.id) {
      taken();
      return;
    }
    void room.shareScreen(takeOver).then((outcome) => {
      if (outcome === 'taken') taken();
      else if (outcome === 'failed') toast(text.failed);
    });
  };
}
