import { me } from './endpoints.ts';
import { useQuery } from './useQuery.ts';

const managers = ['owner', 'admin'];

/** Whether who is signed in may change a project; null while that is not known. */
export function useMayManage(): boolean | null {
  const { data } = useQuery('me', me);
  return data === null ? null : managers.includes(data.user.role);
}
