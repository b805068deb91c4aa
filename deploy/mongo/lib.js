// What the scripts of this folder share. Run by mongosh in a member of the cluster, never by hand:
// scripts/mongo-init.sh says with what.

/** How long anything is waited for, unless said otherwise. */
const BOUND_SECONDS = 180;
const PAUSE_MILLIS = 500;
const PORT = 27017;
const AUTHENTICATION_FAILED = 18;

function need(name) {
  const value = process.env[name];
  if (!value) {
    give_up(`${name} is not set`);
  }
  return value;
}

function say(text) {
  print(`  ${text}`);
}

function give_up(sentence) {
  print(`FAILED: ${sentence}.`);
  quit(1);
}

/** Fails of this kind pass: nobody answers, nobody is primary yet. */
const PASSING = [
  6, // HostUnreachable
  7, // HostNotFound
  74, // NodeNotFound: of a new set
  89, // NetworkTimeout
  91, // ShutdownInProgress
  133, // FailedToSatisfyReadPreference
  189, // PrimarySteppedDown
  262, // ExceededTimeLimit
  9001, // SocketException
  10107, // NotWritablePrimary
  11600, // InterruptedAtShutdown
  11602, // InterruptedDueToReplStateChange
  13435, // NotPrimaryNoSecondaryOk
  13436, // NotPrimaryOrSecondary
];

/** What the driver itself says of connections has a name and no code. */
function passes(error) {
  return PASSING.includes(error.code) || (error.code === undefined && /^Mongo/.test(error.name));
}

/** Does it until it returns something; failures that pass are tried again until the bound. */
function until(what, action) {
  const end = Date.now() + BOUND_SECONDS * 1000;
  let last = '';
  while (true) {
    try {
      const result = action();
      if (result) {
        return result;
      }
    } catch (error) {
      if (!passes(error)) {
        throw error;
      }
      last = ` (${error.message})`;
    }
    if (Date.now() >= end) {
      give_up(`${what} within ${BOUND_SECONDS} s${last}`);
    }
    sleep(PAUSE_MILLIS);
  }
}

/** The admin database of the server in this container, which is asked as what it is. */
function here() {
  return until('the server in this container did not answer', () =>
    new Mongo(
      `mongodb://127.0.0.1:${PORT}/?directConnection=true&serverSelectionTimeoutMS=2000`,
    ).getDB('admin'),
  );
}

/** The admin database of some other server, or of the cluster through its routers, as the administrator. */
function asAdmin(hosts, options) {
  const user = process.env.MONGO_ADMIN_USER || 'admin';
  const password = encodeURIComponent(need('MONGO_ADMIN_PASSWORD'));
  return new Mongo(
    `mongodb://${user}:${password}@${hosts}/?authSource=admin&serverSelectionTimeoutMS=3000&${options}`,
  ).getDB('admin');
}

function throughRouters() {
  const hosts = need('ROUTERS');
  return until('no router let the administrator in', () => {
    try {
      const admin = asAdmin(hosts, 'w=majority&wtimeoutMS=30000');
      return admin.runCommand({ping: 1}).ok === 1 && admin;
    } catch (error) {
      // A router learns of new users a moment after the config servers.
      if (error.code === AUTHENTICATION_FAILED) {
        return false;
      }
      throw error;
    }
  });
}

/** What there is to shard, and by what: the same list as in store/Schema.java. */
function collections() {
  return JSON.parse(require('fs').readFileSync(`${__dirname}/collections.json`, 'utf8'));
}
