import { ApiError } from '../../core/api.ts';

const fields: Readonly<Record<string, string>> = { password_wrong: 'password', code_wrong: 'code' };

/** Makes of a refused password or code a fault of its field. */
export async function proving<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (fault) {
    const field = fault instanceof ApiError ? fields[fault.code] : undefined;
    if (!(fault instanceof ApiError) || field === undefined) throw fault;
    throw new ApiError(fault.code, { status: fault.status, details: [{ field, message: fault.message }] });
  }
}

/** Whether another tab was faster: it is on, or off, already. */
export function isOutrun(fault: unknown): boolean {
  return fault instanceof ApiError && ['second_factor_on', 'second_factor_off'].includes(fault.code);
}
