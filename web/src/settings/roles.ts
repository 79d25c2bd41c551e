/** Who may change settings: the server's rules (owner and admin), told before one tries. */
export const mayManage = (role: string): boolean => role === 'owner' || role === 'admin';
