// Makes the replica set SET of MEMBERS, or finds it made, and waits for its primary.
// The last line is "primary HOST". Runs in a member: until there is a user, only from there.
load(`${__dirname}/lib.js`);

const ALREADY_INITIALIZED = 23;
// Whoever loses sight of a primary for so long asks for another: within promise 19's 15 s, and far
// above what a busy laptop makes of a heartbeat.
const ELECTION_TIMEOUT_MILLIS = 5000;

const set = need('SET');
const hosts = need('MEMBERS').split(',');
const admin = here();

function initiate() {
  if (admin.hello().setName) {
    return true;
  }
  const members = [];
  for (let at = 0; at < hosts.length; at++) {
    members.push({_id: at, host: hosts[at]});
  }
  const config = {_id: set, version: 1, members, settings: {electionTimeoutMillis: ELECTION_TIMEOUT_MILLIS}};
  if (process.env.CONFIG_SERVERS === 'true') {
    config.configsvr = true;
  }
  try {
    admin.runCommand({replSetInitiate: config});
    say(`${set}: made of ${hosts.join(', ')}`);
  } catch (error) {
    if (error.code !== ALREADY_INITIALIZED) {
      throw error;
    }
  }
  return false;
}

until(`${set} could not be made`, initiate);
const primary = until(`${set} has no primary`, () => admin.hello().primary);
say(`${set}: ${hosts.length} members, primary ${primary}`);
print(`primary ${primary}`);
