import type { Service } from '../../api/service/type.ts';
import { frontPorts } from '../../diagnose/front.ts';
import { UserError } from '../../net/user-error.ts';
import { nginxConfiguration } from '../../render/trace/nginx.ts';
import type { Run } from '../command.ts';
import { serviceNamed } from '../packet/service-name.ts';
import { openCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  const [word, ...more] = context.args;
  if (word === undefined || more.length > 0)
    throw new UserError('nginx-conf needs one Service', 2, 'kubesim nginx-conf svc/NAME');
  const { namespace, name } = serviceNamed(context, word);
  const cluster = await openCluster(context);
  const service = cluster.get('services', namespace, name) as Service | undefined;
  if (!service) throw new UserError(`services ${JSON.stringify(name)} not found`, 1);
  context.io.out(nginxConfiguration(frontPorts(cluster, service)));
  return 0;
};
