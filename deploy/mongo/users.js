// Makes the administrator and the exporters' user of the set whose primary this is: of one shard, or,
// on the config servers, of the whole cluster. The first one is let in as nobody is there yet and we
// come from the machine itself (MongoDB's localhost exception).
load(`${__dirname}/lib.js`);

const UNAUTHORIZED = 13;
const USER_EXISTS = 51003;

const admin = here();
const user = process.env.MONGO_ADMIN_USER || 'admin';
const password = need('MONGO_ADMIN_PASSWORD');

function letIn() {
  try {
    // Not returned at once: mongosh does not wait for a call there, and its failure would pass by the catch.
    const answer = admin.auth(user, password);
    return answer;
  } catch (error) {
    if (error.code !== AUTHENTICATION_FAILED) {
      throw error;
    }
    return false;
  }
}

function makeAdministrator() {
  try {
    admin.createUser({user, pwd: password, roles: ['root']}, {w: 'majority'});
    say('administrator made');
  } catch (error) {
    if (error.code === UNAUTHORIZED) {
      give_up(
        'this database has an administrator with another password: .env was made anew, or the volumes' +
          ' are of another cluster (docker compose down --volumes forgets them)',
      );
    }
    if (error.code !== USER_EXISTS) {
      throw error;
    }
  }
}

until('the administrator was not let in', () => {
  if (letIn()) {
    return true;
  }
  makeAdministrator();
  return false;
});

// Sees every figure and no document.
const exporter = {
  pwd: need('MONGO_EXPORTER_PASSWORD'),
  roles: ['clusterMonitor', {db: 'local', role: 'read'}],
};
until("the exporters' user was not made", () => {
  if (admin.getUser('exporter')) {
    admin.updateUser('exporter', exporter, {w: 'majority'});
  } else {
    admin.createUser({user: 'exporter', ...exporter}, {w: 'majority'});
    say("exporters' user made");
  }
  return true;
});
