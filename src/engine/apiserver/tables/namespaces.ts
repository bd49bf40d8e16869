import type { Namespace } from '../../api/types.ts';
import { age, ageOf, column, name, nameOf, type TablePrinter } from './table.ts';

export const namespaces: TablePrinter<Namespace> = {
  columns: () => [name, column('Status', 'string', 'The status of the namespace'), age],
  cells: (namespace, context) => [nameOf(namespace), namespace.status?.phase ?? '', ageOf(namespace, context)],
};
