import type { DeviceOption, DeviceRole, DevicesState } from '../../core/devices.ts';

/** The device in use: the one that is open, else the one that was chosen, else the first. */
export function currentDevice(state: DevicesState, role: DeviceRole): DeviceOption | null {
  const options = state.options[role];
  const open = role === 'speaker' ? undefined : state[role].device;
  const find = (id: string | null | undefined) => options.find((option) => option.id === id);
  return find(open) ?? find(state.chosen[role]) ?? options[0] ?? null;
}

/** Labels for a list: browsers leave them empty until a permission is given, so those are numbered. */
export function labelled(options: readonly DeviceOption[], unnamed: (number: number) => string): DeviceOption[] {
  return options.map(({ id, label }, index) => ({ id, label: label === '' ? unnamed(index + 1) : label }));
}
